# SPDX-License-Identifier: Apache-2.0
"""`guichet tpp enrol`: a TPP registers itself, and the other commands work with what it wrote."""
import json
import shlex
import shutil

import pytest

from guichet_client import api, process
from guichet_client.personas import LEA, LEA_IBAN

NEWCOMER = "PSDFR-ACPR-99401"


def tpp(sandbox, command, *arguments, oid=NEWCOMER):
    return process.run("tpp", command, *arguments, "--data", sandbox.data, "--tpp", oid)


def enrolled(sandbox, *arguments, oid=NEWCOMER):
    done = tpp(sandbox, "enrol", *arguments, oid=oid)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(sandbox):
    """The newcomer's, which is not there before and not after."""
    path = sandbox.data / "tpp" / NEWCOMER
    yield path
    shutil.rmtree(path, ignore_errors=True)


def app(folder):
    return json.loads((folder / "app.json").read_text())


def test_a_newcomer_enrols_with_test_certificates_and_reads_accounts(sandbox, folder):
    said = enrolled(sandbox)
    client_id = app(folder)["client_id"]
    assert client_id.startswith("1" + NEWCOMER + "-") and f"Enrolled {NEWCOMER} as {client_id}" in said
    assert f"guichet tpp connect --tpp {NEWCOMER} --data {shlex.quote(str(sandbox.data))}" in said
    for command, *arguments in (("connect", "--as", LEA), ("consent", "--all"), ("balances",), ("refresh",)):
        done = tpp(sandbox, command, *arguments)
        assert done.returncode == 0, f"{command}: {done.stderr}"
    assert LEA_IBAN in tpp(sandbox, "accounts").stdout


def test_app_json_has_the_members_of_the_contract(sandbox, folder):
    enrolled(sandbox, "--redirect-uri", "https://tpp.example/cb", "--redirect-uri", "https://tpp.example/app")
    mine, samples = app(folder), json.loads((sandbox.data / "tpp" / api.SAMPLE / "app.json").read_text())
    assert set(mine) == set(samples)
    assert {name: mine[name] for name in ("api", "authorize", "ca", "connect")} == {
        name: samples[name] for name in ("api", "authorize", "ca", "connect")}
    assert mine["redirect_uris"] == ["https://tpp.example/cb", "https://tpp.example/app"]


def test_enrolling_again_changes_the_same_registration(sandbox, folder):
    enrolled(sandbox, "--name", "First name")
    before = app(folder)["client_id"]
    said = enrolled(sandbox, "--name", "Second name", "--redirect-uri", "https://tpp.example/new")
    assert "Changed the enrolment" in said
    assert app(folder)["client_id"] == before and app(folder)["redirect_uris"] == ["https://tpp.example/new"]
    record = json.loads((folder / "registration.json").read_text())
    assert record["client_name"] == "Second name" and record["client_id"] == before


def test_after_a_reset_of_the_sandbox_it_registers_anew(sandbox, folder):
    enrolled(sandbox)
    api.reset(sandbox)
    assert "Enrolled" in enrolled(sandbox)
    assert tpp(sandbox, "connect", "--as", LEA).returncode == 0


def test_the_sample_tpp_may_register_too(sandbox):
    path = sandbox.data / "tpp" / api.SAMPLE
    before = {name: (path / name).read_bytes() for name in ("app.json", "qwac.pem", "qseal.pem")}
    try:
        said = enrolled(sandbox, oid=api.SAMPLE)
        assert "Issued" not in said and app(path)["client_id"] != api.SAMPLE
        assert tpp(sandbox, "connect", "--as", LEA, oid=api.SAMPLE).returncode == 0
        assert all((path / name).read_bytes() == before[name] for name in ("qwac.pem", "qseal.pem"))
    finally:
        (path / "app.json").write_bytes(before["app.json"])
        (path / "registration.json").unlink(missing_ok=True)


def test_a_certificate_that_lies_there_is_used_and_what_the_bank_says_of_it_is_told(sandbox, folder):
    for kind in ("qwac", "qseal"):
        done = process.run("pki", "issue", "--data", sandbox.data, "--oid", NEWCOMER, "--roles", "PSP_PI", "--kind", kind)
        assert done.returncode == 0, done.stderr
    done = tpp(sandbox, "enrol")
    assert done.returncode == 1 and "403 ROLE_MISSING" in done.stderr, done.stderr
    assert not (folder / "app.json").exists()


def test_a_redirect_uri_that_the_bank_refuses_leaves_no_app_json(sandbox, folder):
    done = tpp(sandbox, "enrol", "--redirect-uri", "http://tpp.example/cb")
    assert done.returncode == 1 and "invalid_redirect_uri" in done.stderr
    assert not (folder / "app.json").exists()


def test_the_record_is_printed_as_received(sandbox, folder):
    record = json.loads(enrolled(sandbox, "--json").splitlines()[-1])
    assert record["client_id"] == app(folder)["client_id"] and record["provider_legal_id"] == NEWCOMER


@pytest.mark.parametrize("arguments, words", [
    (("--tpp", "../../x"), "no organizationIdentifier"), (("--scope", "aips"), 'did you mean "aisp"'),
    (("--nam", "x"), 'did you mean "--name"')])
def test_what_cannot_be_asked_is_said_in_words(tmp_path, arguments, words):
    done = process.run("tpp", "enrol", "--data", tmp_path, *arguments)
    assert done.returncode == 2 and words in done.stderr, done.stderr


def test_without_certificates_and_authority_it_says_what_is_needed(tmp_path):
    done = process.run("tpp", "enrol", "--data", tmp_path, "--tpp", NEWCOMER)
    assert done.returncode == 1 and "qwac.pem" in done.stderr and "guichet sandbox" in done.stderr
    assert not list(tmp_path.iterdir())


def test_with_nobody_there_the_exit_code_says_so(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data").start()
    assert sandbox.stop() == 0
    done = tpp(sandbox, "enrol")
    assert done.returncode == 69, done.stderr
