# SPDX-License-Identifier: Apache-2.0
"""`guichet pki issue --broken NAME`: each variant that the program lists is made by its command, presented to the
running sandbox, and met as the list promises. Rows 2 to 5, 16 to 37 and 74 to 76."""
import pathlib
import ssl
import subprocess

import pytest

from guichet_client import api, process, tls
from guichet_client.certificates import Pair
from guichet_client.handshake import alert_to_certificates
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import LEA
from guichet_client.signing import Signing
from guichet_client.variants import Presented, make, settings_for, variants

NO_TOKEN = "0" * 43
# What OpenSSL calls the alerts of RFC 8446 6.2 that end a handshake here.
ALERT_NAMES = {42: "bad_certificate", 48: "unknown_ca"}


def each(kind, *meetings):
    rows = [row for row in variants() if row["kind"] == kind and row["meeting"] in meetings]
    assert rows
    return pytest.mark.parametrize("variant", rows, ids=[f"row {row['row']}: {row['name']}" for row in rows])


@each("qwac", "served")
def test_a_certificate_without_fault_is_served(lea, tmp_path, variant):
    presenting = lea.as_presenting(Presented(make(lea.sandbox, tmp_path, variant)))
    assert presenting.accounts().status == variant["status"] == 200


@each("qwac", "refused")
def test_a_broken_certificate_is_refused_with_its_code(stranger, tmp_path, variant):
    files = make(stranger.sandbox, tmp_path, variant)
    presenting = stranger.as_presenting(Presented(files), **settings_for(variant))
    refused(presenting.accounts(token=NO_TOKEN), variant["status"], variant["code"])
    if variant["code"] == "ROLE_MISSING":
        token_refused(presenting.refresh(NO_TOKEN), 400, "unauthorized_client")
    else:
        token_refused(presenting.refresh(NO_TOKEN), 401, "invalid_client")


@each("qwac", "cut_off")
def test_a_certificate_that_cannot_be_judged_ends_the_handshake(sandbox, tmp_path, variant):
    files = make(sandbox, tmp_path, variant)
    if variant["name"] == "no-curve":  # no library would load it beside a key that is not its own
        shown = [ssl.PEM_cert_to_DER_cert(pathlib.Path(files[0]).read_text())]
        assert alert_to_certificates(sandbox, shown) is not None
        return
    alert = tls.alert_that_ends(sandbox, files, **settings_for(variant))
    assert alert is not None, "the handshake ended well"
    assert ALERT_NAMES.get(variant["alert"], "alert") in alert


@each("qwac", "refused_or_cut_off")
def test_a_certificate_too_long_to_be_read_is_refused_or_ends_the_handshake(stranger, tmp_path, variant):
    files = make(stranger.sandbox, tmp_path, variant)
    alert = tls.alert_that_ends(stranger.sandbox, files, **settings_for(variant))
    if alert is None:
        presenting = stranger.as_presenting(Presented(files), **settings_for(variant))
        refused(presenting.accounts(token=NO_TOKEN), variant["status"], variant["code"])
    else:
        assert "alert" in alert


@each("qseal", "refused")
def test_a_broken_seal_does_not_sign(sandbox, tmp_path, variant):
    oid = f"PSDFR-ACPR-{variant['row']}000"
    seal = Pair.read(*make(sandbox, tmp_path, variant, "--oid", oid))
    customer = api.Api(sandbox, api.enrol(sandbox, oid, qseal=seal)).connect_customer(LEA)
    refused(customer.accounts(), variant["status"], variant["code"])


@each("qseal", "not_enrolled")
def test_a_weak_seal_is_not_enrolled_and_does_not_sign(lea, tmp_path, variant):
    oid = f"PSDFR-ACPR-{variant['row']}000"
    seal = Pair.read(*make(lea.sandbox, tmp_path, variant, "--oid", oid))
    answer = api.enrol(lea.sandbox, oid, qseal=seal, status=401)
    assert answer["message"].startswith("CERT_WEAK")
    signing = Signing(key_id="https://path.to/weak_" + seal.sha256, key=seal.key)
    refused(lea.accounts(signing=signing), variant["status"], variant["code"])


# --- the command itself ---------------------------------------------------------------------------------------

def test_the_list_names_every_variant_once_and_says_what_is_wrong():
    names = [row["name"] for row in variants()]
    assert len(set(names)) == len(names) >= 36
    for row in variants():
        assert row["wrong"] and row["row"] and (row["meeting"] == "cut_off") == (row["status"] is None)
    table = process.run("pki", "variants")
    assert table.returncode == 0
    for row in variants():
        line = next(line for line in table.stdout.splitlines() if line.split()[:1] == [row["name"]])
        assert line.split()[1:3] == [row["kind"], str(row["row"])] and row["wrong"] in line
        assert row["code"] is None or row["meeting"] == "not_enrolled" or f"{row['status']} {row['code']}" in line


def certificates_of(data, name):
    """What a default folder holds, in DER."""
    text = (data / "tpp/PSDFR-ACPR-13807/broken" / name / "qwac.pem").read_text()
    end = "-----END CERTIFICATE-----\n"
    return [ssl.PEM_cert_to_DER_cert(part + end) for part in text.split(end) if part.strip()]


def test_a_chain_stands_in_the_file_after_its_leaf(tmp_path):
    data = tmp_path / "data"
    for name, count in (("chain-20", 21), ("chain-loop", 3), ("huge-list", 10), ("expired", 1)):
        done = process.run("pki", "issue", "--data", data, "--broken", name)
        assert done.returncode == 0, done.stderr
        assert len(certificates_of(data, name)) == count
    assert sum(map(len, certificates_of(data, "huge-list"))) > 200 * 1024


@pytest.mark.parametrize("name", ["chain-20", "chain-loop"])
def test_each_certificate_of_a_chain_is_signed_by_the_next(tmp_path, name):
    """And in the loop the last by the last but one."""
    data = tmp_path / "data"
    assert process.run("pki", "issue", "--data", data, "--broken", name).returncode == 0
    files = []
    for certificate in certificates_of(data, name):
        files.append(tmp_path / f"{len(files)}.pem")
        files[-1].write_text(ssl.DER_cert_to_PEM_cert(certificate))
    top = data / "pki/ca.pem" if name == "chain-20" else files[-2]
    for issued, issuer in zip(files, [*files[1:], top]):
        judged = subprocess.run(["openssl", "verify", "-partial_chain", "-trusted", issuer, issued],
                                capture_output=True, text=True)
        assert judged.returncode == 0, judged.stderr


def test_a_broken_pair_does_not_take_the_place_of_the_good_one(sandbox):
    folder = sandbox.data / "tpp" / api.SAMPLE
    before = (folder / "qwac.pem").read_bytes()
    done = process.run("pki", "issue", "--data", sandbox.data, "--broken", "expired", "--force")
    assert done.returncode == 0, done.stderr
    assert (folder / "qwac.pem").read_bytes() == before
    assert (folder / "broken/expired/qwac.pem").exists()


@pytest.mark.parametrize("arguments, words", [
    (["--broken", "expird"], 'did you mean "expired"'),
    (["--broken", "expired", "--kind", "qseal"], "is a qwac"),
    (["--broken", "expired", "--days", "3"], "--days"),
    (["--broken", "expired", "--roles", "PSP_AA"], 'did you mean "PSP_A'),
    ([], "--oid is required"),
    (["--oid", "PSDFR-ACPR-13807", "--roles", "PSP_AI"], "--kind is required")])
def test_what_cannot_be_issued_is_said_in_words(tmp_path, arguments, words):
    done = process.run("pki", "issue", "--data", tmp_path / "data", *arguments)
    assert done.returncode == 2 and words in done.stderr, done.stderr
    assert not (tmp_path / "data").exists()
