# SPDX-License-Identifier: Apache-2.0
"""The register of consents as operations read it: `guichet admin consents`, while the gateway runs."""
import json
import re

import pytest

from guichet_client import api, process
from guichet_client.dashboard import sign_in, withdraw
from guichet_client.oracle import refused
from guichet_client.personas import (
    GEORGES_IBAN, GILLES, GILLES_AGAIN, GILLES_IBANS, LEA, LEA_IBAN, balances_of, transactions_of)

MASKED = LEA_IBAN[:2] + ".." + LEA_IBAN[-4:]
SAMPLE = api.SAMPLE


def admin(sandbox, *arguments):
    done = process.run("admin", "consents", "--data", sandbox.data, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(sandbox, *arguments):
    return json.loads(admin(sandbox, "--json", *arguments))["consents"]


def test_an_empty_register_says_so(sandbox):
    assert listed(sandbox) == []
    assert admin(sandbox).startswith("No such consent")


def test_the_consent_in_force_is_shown_by_kind_with_when_and_by_whom(sandbox, lea):
    before = api.controlled(sandbox, "GET", "/_sandbox/clock")["now"]
    assert lea.consent(balances=[LEA_IBAN], transactions=[], overdrafts=[LEA_IBAN], identity=True).status == 201
    only, = listed(sandbox)
    assert (only["establishment"], only["tpp"], only["withdrawn"]) == ("17515", SAMPLE, False)
    in_force = only["in_force"]
    assert (in_force["version"], in_force["by"]) == (1, "tpp")
    assert before[:16] <= in_force["at"] and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", in_force["at"])
    assert in_force["consent"] == {"balances": [MASKED], "transactions": [], "overdrafts": [MASKED], "identity": True}
    said = admin(sandbox)
    assert "version 1" in said and "by the TPP" in said and f"balances      {MASKED}" in said and "identity" in said


def test_ibans_are_whole_only_when_asked_for(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    for flags in ((), ("--json",), ("--history",), ("--history", "--json")):
        assert LEA_IBAN not in admin(sandbox, *flags) and MASKED in admin(sandbox, *flags)
    assert LEA_IBAN in admin(sandbox, "--full") and LEA_IBAN in admin(sandbox, "--full", "--json", "--history")


def test_every_version_is_kept_with_what_it_changed(sandbox, gilles):
    first, second, third = GILLES_IBANS
    assert gilles.consent(first, second).status == 201
    assert gilles.consent(balances=[second, third], transactions=[], overdrafts=[]).status == 201
    assert gilles.consent().status == 201
    only, = listed(sandbox, "--history", "--full")
    assert only["withdrawn"] and [step["version"] for step in only["history"]] == [1, 2, 3]
    one, two, three = only["history"]
    assert set(one["added"]["balances"]) == {first, second} and one["removed"]["balances"] == []
    assert two["added"]["balances"] == [third] and two["removed"]["balances"] == [first]
    assert set(two["removed"]["transactions"]) == {first, second} and two["added"]["transactions"] == []
    assert set(three["removed"]["balances"]) == {second, third}
    assert three["consent"] == {"balances": [], "transactions": [], "overdrafts": [], "identity": False}
    said = admin(sandbox, "--history")
    assert "(withdrawn)" in said and "version 3" in said and "nothing consented" in said
    assert len(re.findall(r"^    \+ ", said, re.M)) == 4 and len(re.findall(r"^    - ", said, re.M)) == 4


def test_nothing_of_a_refused_request_is_in_it(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    before = listed(sandbox, "--history", "--full")
    refused(lea.consent(LEA_IBAN, GEORGES_IBAN), 403, "CONSENT_REFUSED")
    refused(lea.consent(LEA_IBAN[:-1]), 400, "IBAN_INVALID")
    refused(lea.call("PUT", "/consents", body={"balances": []}), 400, "FIELD_MISSING")
    assert listed(sandbox, "--history", "--full") == before


def test_it_is_narrowed_down_to_a_customer_a_tpp_and_an_establishment(sandbox, lea, lea_by_other_tpp, georges):
    for customer, iban in ((lea, LEA_IBAN), (lea_by_other_tpp, LEA_IBAN), (georges, GEORGES_IBAN)):
        assert customer.consent(iban).status == 201
    everything = listed(sandbox)
    assert len(everything) == 3
    assert listed(sandbox, "--establishment", "17515") == everything and listed(sandbox, "--establishment", "13335") == []
    assert [each["tpp"] for each in listed(sandbox, "--tpp", lea_by_other_tpp.tpp.oid)] == [lea_by_other_tpp.tpp.oid]
    psu = everything[0]["psu"]
    assert listed(sandbox, "--psu", psu) == [each for each in everything if each["psu"] == psu]


@pytest.mark.parametrize("command", ["consents", "quotas"])
def test_an_establishment_that_there_is_not_is_a_usage_error(tmp_path, command):
    done = process.run("admin", command, "--data", tmp_path, "--establishment", "1751")
    assert done.returncode == 2 and 'no establishment has the code "1751"' in done.stderr


def test_a_reader_sees_the_same_after_the_gateway_ended_and_changes_nothing(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", "--preconsent").start()
    lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
    assert lea.consent(LEA_IBAN).status == 201
    running = listed(sandbox, "--history")
    assert {step["by"] for each in running for step in each["history"]} == {"bank", "tpp"}
    sandbox.kill()
    assert listed(sandbox, "--history") == running
    sandbox.start()
    assert sandbox.stop() == 0
    before = {path.name: path.read_bytes() for path in sandbox.data.glob("guichet.db")}
    assert listed(sandbox, "--history") == running
    assert before == {path.name: path.read_bytes() for path in sandbox.data.glob("guichet.db")}


def test_what_a_customer_takes_back_at_the_dashboard_is_a_version_of_his_own(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    browser, _ = sign_in(sandbox)
    withdraw(browser, lea.tpp, "balances")
    withdraw(browser, lea.tpp, "everything")
    only, = listed(sandbox, "--history")
    assert [step["by"] for step in only["history"]] == ["tpp", "customer", "customer"]
    assert only["history"][1]["removed"]["balances"] == [MASKED] and only["history"][1]["added"]["balances"] == []
    assert only["withdrawn"]


def test_a_joint_account_is_consented_by_each_of_its_customers_for_himself(sandbox, gilles, stranger):
    joint = GILLES_IBANS[2]
    other = api.Api(sandbox, stranger.tpp).connect_customer(GILLES_AGAIN)
    assert gilles.consent(joint).status == 201
    assert gilles.get(balances_of(joint)).status == 200
    refused(other.get(balances_of(joint)), 404, "ACCOUNT_UNKNOWN")
    assert other.consent(balances=[], transactions=[joint], overdrafts=[]).status == 201
    assert other.get(transactions_of(joint)).status == 200 and gilles.get(transactions_of(joint)).status == 200
    refused(other.get(balances_of(joint)), 403, "CONSENT_MISSING")
    assert gilles.consent().status == 201
    refused(gilles.get(transactions_of(joint)), 404, "ACCOUNT_UNKNOWN")
    assert other.get(transactions_of(joint)).status == 200, "what one takes back is not the other's"
    assert [(each["psu"], each["withdrawn"]) for each in listed(sandbox)] == [
        ("P" + GILLES, True), ("P" + GILLES_AGAIN, False)]


@pytest.mark.parametrize("arguments, code, words", [
    (("--data", "nowhere"), 1, "it is not there"), (("--establishmen", "17515"), 2, "--establishmen"),
    (("17515",), 2, "17515")])
def test_a_question_that_cannot_be_answered_is_one_line(arguments, code, words):
    done = process.run("admin", "consents", *arguments)
    assert done.returncode == code and words in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
