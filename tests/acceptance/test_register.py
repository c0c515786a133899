# SPDX-License-Identifier: Apache-2.0
"""The public register of licensed providers and the operators' words against it: row 32."""
import json
import time

import pytest

from guichet_client import api, journey, process
from guichet_client.oracle import refused
from guichet_client.personas import LEA

PATIENCE = 20.0  # seconds within which a running sandbox must have seen a changed file
SAMPLE = api.SAMPLE


def entity(number, authorised, **more):
    return {"CA_OwnerID": "FR_ACPR", "EntityCode": f"PSD_AISP!FR_ACPR!{number}", "EntityType": "PSD_AISP",
            "Properties": [{"ENT_NAT_REF_COD": number}, {"ENT_NAM": f"TPP {number}"}, {"ENT_AUT": list(authorised)}],
            "Services": [{"FR": ["PS_080"]}], **more}


def eba(*entities):
    return json.dumps([[{"disclaimer": "a test"}], list(entities)])


ACTIVE = eba(entity("13807", ["2019-01-14"]))
STRUCK_OFF = eba(entity("13807", ["2019-01-14", "2024-02-01"]), entity("99001", ["2020-01-01"]))


@pytest.fixture(scope="module")
def register_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "register.json"
    path.write_text(ACTIVE)
    return path


@pytest.fixture(scope="module")
def running(tmp_path_factory, register_file):
    """A sandbox that consults a register."""
    data = tmp_path_factory.mktemp("sandbox") / "data"
    first = process.Sandbox(data)
    first.start()
    assert first.stop() == 0
    settings = data / "guichet.toml"
    text = settings.read_text()
    assert text.count("\nfile = ''") == 1
    settings.write_text(text.replace("\nfile = ''", f"\nfile = '{register_file}'"))
    sandbox = process.Sandbox(data)
    sandbox.start()
    yield sandbox
    assert sandbox.stop() == 0


@pytest.mark.parametrize("lines, words", [
    ("[register]\nfile = 'MISSING'\nabsent = 'refuse'\n", "register.file: "),
    ("[register]\nfile = 'BROKEN'\n", "register.file: "), ("[trust]\nanchors = 'MISSING'\n", "trust.anchors: "),
    ("[live]\nanchors = 'BROKEN'\n", "live.anchors: ")])
def test_with_a_file_that_decides_who_is_let_in_and_cannot_be_read_nothing_starts(tmp_path, lines, words):
    (tmp_path / "broken").write_text("{")
    settings = lines.replace("MISSING", str(tmp_path / "nowhere")).replace("BROKEN", str(tmp_path / "broken"))
    (tmp_path / "guichet.toml").write_text(settings)
    done = process.run("sandbox", "--data", tmp_path, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0")
    assert done.returncode == 78 and words in done.stderr and str(tmp_path) in done.stderr, done.stderr


@pytest.fixture(autouse=True)
def as_it_was(running, register_file):
    """Each test finds the first register in force, and no override."""
    yield
    register_file.write_text(ACTIVE)
    (running.data / "register-overrides.jsonl").write_text("")
    give_up = time.monotonic() + PATIENCE
    while True:
        shown = api.controlled(running, "GET", "/_sandbox/register")
        if (shown["register"], shown["providers"], shown["overrides"]) == ("EBA register", 1, []):
            return
        assert time.monotonic() < give_up, shown


def comes_to(call, status):
    give_up = time.monotonic() + PATIENCE
    while (answer := call()).status != status:
        assert time.monotonic() < give_up, f"still {answer.status} {answer.text}"
    return answer


def admin(sandbox, *arguments):
    return process.run("admin", "tpps", *arguments, "--data", sandbox.data)


def test_row_032_a_tpp_that_is_struck_off_is_refused_and_its_tokens_live_again_if_it_is_reinstated(lea, register_file):
    assert lea.accounts().status == 200
    register_file.write_text(STRUCK_OFF)
    answer = comes_to(lea.accounts, 403)
    refused(answer, 403, "TPP_SUSPENDED")
    token = lea.refresh()
    assert (token.status, token.json()["error"]) == (400, "unauthorized_client")
    form = [("client_id", lea.tpp.client_id), ("grant_type", "client_credentials"), ("scope", "aisp")]
    fallback = lea.ask_token(form, more=[("fallback", "1")])
    assert (fallback.status, fallback.json()["error"]) == (400, "unauthorized_client")
    register_file.write_text(ACTIVE)
    comes_to(lea.accounts, 200)
    assert lea.refresh().status == 200


def test_row_032_a_suspended_line_of_a_regafi_extract_counts_too(lea, register_file):
    register_file.write_text("identifiant;denomination;statut;date_debut;date_fin;services\n"
                             "13807;myAPP;suspendu;2026-01-01;;\n")
    refused(comes_to(lea.accounts, 403), 403, "TPP_SUSPENDED")


def test_row_032_a_tpp_suspended_by_the_bank_is_refused_until_it_is_reinstated(lea):
    client = f"/_sandbox/tpps/{lea.tpp.client_id}"
    assert api.controlled(lea.sandbox, "POST", client, {"suspended": True})["suspended"] is True
    refused(lea.accounts(), 403, "TPP_SUSPENDED")
    assert lea.refresh().json()["error"] == "unauthorized_client"
    api.controlled(lea.sandbox, "POST", client, {"suspended": False})
    assert lea.accounts().status == 200


def test_an_operator_may_admit_against_the_register_with_a_reason_that_is_kept(lea, register_file):
    register_file.write_text(STRUCK_OFF)
    comes_to(lea.accounts, 403)
    done = admin(lea.sandbox, "admit", "--oid", SAMPLE, "--reason", "the register is late: decision of 12 March",
                 "--operator", "a.martin")
    assert done.returncode == 0, done.stderr
    comes_to(lea.accounts, 200)
    listed = admin(lea.sandbox, "overrides").stdout
    assert "in force" in listed and "a.martin" in listed and "decision of 12 March" in listed
    shown = api.controlled(lea.sandbox, "GET", "/_sandbox/register")
    assert shown["overrides"][0]["operator"] == "a.martin"
    wait_for_log(lea.sandbox, "register override: a.martin admits")


def wait_for_log(sandbox, words):
    give_up = time.monotonic() + PATIENCE
    while words not in sandbox.stderr:
        assert time.monotonic() < give_up, f"{words!r} never came"
        time.sleep(0.05)


def test_an_operator_may_refuse_whom_the_register_admits_until_another_word(lea):
    assert admin(lea.sandbox, "refuse", "--oid", SAMPLE, "--reason", "abuse of batch calls").returncode == 0
    refused(comes_to(lea.accounts, 403), 403, "TPP_SUSPENDED")
    assert admin(lea.sandbox, "admit", "--oid", SAMPLE, "--reason", "settled with them").returncode == 0
    comes_to(lea.accounts, 200)


@pytest.mark.parametrize("arguments, code", [
    (("admit", "--oid", SAMPLE), 2), (("admit", "--oid", SAMPLE, "--reason", "  "), 2),
    (("admit", "--oid", "nobody", "--reason", "x"), 2), (("admit", "--oid", SAMPLE, "--reason", "x", "--until", "soon"), 2),
    (("refuse", "--oid", SAMPLE, "--reason", "x", "--until", "2020-01-01T00:00:00Z"), 2),
    (("admitt", "--oid", SAMPLE, "--reason", "x"), 2)])
def test_a_word_without_reason_or_subject_changes_nothing(running, arguments, code):
    done = admin(running, *arguments)
    assert done.returncode == code and done.stderr.startswith("guichet admin: ")
    assert (running.data / "register-overrides.jsonl").read_text() == ""


@pytest.mark.parametrize("damage", ['{"at":"2026-11-28T10:06:58.170Z","oper', "{bad\n"], ids=["torn", "bad"])
def test_no_word_is_recorded_behind_a_line_that_cannot_be_read(running, damage):
    """It would never be heeded: an operator must not be told that the TPP is refused."""
    file = running.data / "register-overrides.jsonl"
    file.write_text(damage)
    done = admin(running, "refuse", "--oid", SAMPLE, "--reason", "x")
    assert done.returncode == 1 and "Nothing was recorded" in done.stderr and str(file) in done.stderr
    assert file.read_text() == damage
    file.write_text("")


def test_why_an_operator_refuses_a_tpp_is_for_the_log_and_not_for_the_tpp(lea):
    assert admin(lea.sandbox, "refuse", "--oid", SAMPLE, "--reason", "soupçon de fraude, affaire 4711").returncode == 0
    answer = refused(comes_to(lea.accounts, 403), 403, "TPP_SUSPENDED")
    assert "4711" not in answer.text and "4711" not in lea.refresh().text
    wait_for_log(lea.sandbox, "affaire 4711")


def sent_back(sandbox, tpp):
    """What /authorize tells the TPP, and the line of the log about it."""
    mark = len(sandbox.stderr)
    told = journey.Browser(sandbox).authorize(tpp).redirect
    assert told["error"] == "unauthorized_client"
    return told["error_description"], sandbox.logged_at(journey.AUTHORIZE, mark)


def test_row_032_a_customer_sent_by_a_tpp_without_its_right_takes_the_apis_own_reason_back(lea, register_file):
    register_file.write_text(STRUCK_OFF)
    answer = comes_to(lea.accounts, 403)
    said, line = sent_back(lea.sandbox, lea.tpp)
    assert "EBA register" in said and answer.json()["message"] == f"TPP_SUSPENDED: {said}"
    assert (line["level"], line["status"], line["code"]) == ("warn", 303, "TPP_SUSPENDED")


def test_why_an_operator_refuses_a_tpp_is_not_told_by_its_customers_redirect_either(lea):
    assert admin(lea.sandbox, "refuse", "--oid", SAMPLE, "--reason", "soupcon, affaire 4711").returncode == 0
    comes_to(lea.accounts, 403)
    said, line = sent_back(lea.sandbox, lea.tpp)
    assert said.startswith("This bank refuses the TPP since ") and "4711" not in said
    assert "affaire 4711" in line["detail"]


def test_a_register_that_cannot_be_read_leaves_the_former_in_force(lea, register_file):
    before = api.controlled(lea.sandbox, "GET", "/_sandbox/register")
    assert before["register"] == "EBA register" and before["providers"] == 1 and before["refreshed_at"]
    register_file.write_text("[[{}], [")
    wait_for_log(lea.sandbox, "What was read before stays in force.")
    assert lea.accounts().status == 200
    assert api.controlled(lea.sandbox, "GET", "/_sandbox/register") == before


def test_a_tpp_that_the_register_does_not_have_is_admitted_unless_the_settings_say_otherwise(lea, register_file):
    register_file.write_text(eba(entity("99001", ["2020-01-01"]), entity("99002", ["2020-01-01"])))
    give_up = time.monotonic() + PATIENCE
    while api.controlled(lea.sandbox, "GET", "/_sandbox/register")["providers"] != 2:
        assert time.monotonic() < give_up
    assert lea.accounts().status == 200


def test_the_profile_of_one_tpp_may_be_strict_where_the_others_is_compatible(lea):
    client = f"/_sandbox/tpps/{lea.tpp.client_id}"
    assert lea.accounts().status == 200
    api.controlled(lea.sandbox, "POST", client, {"profile": "strict"})
    refused(lea.accounts(), 401, "SIG_COVERAGE")
    api.controlled(lea.sandbox, "POST", client, {"profile": ""})
    assert lea.accounts().status == 200
    listed = api.controlled(lea.sandbox, "GET", "/_sandbox/tpps")["tpps"]
    assert [tpp["client_id"] for tpp in listed] == [SAMPLE]
