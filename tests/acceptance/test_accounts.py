# SPDX-License-Identifier: Apache-2.0
"""Which accounts a TPP sees: eligibility, segments, joint accounts, minors, the cap, several establishments."""
import datetime
import json
import time

import pytest

from guichet_client import api, process
from guichet_client.oracle import refused
from guichet_client.personas import (
    ALICE, ALICE_IBAN, ATELIER, BRUNO, CHORALE, HOLDING, INES, LEA, LEA_IBAN, LOIRE, MAGASIN, MARIE, MARIE_IBANS, NADIA, OSCAR,
    PAUL, RHONE, ZOE, balances_of, booked_at, entries, listed, overdrafts_of, paris, resource_of, today_in_paris,
    transactions_of, written)

JOINT_IBAN = "FR7617515000920402134559021"
ZOE_IBAN = "FR7617515000920402134559215"
OSCAR_IBANS = ("FR7617515000920401618033924", "FR7617515000920401618034021")
NADIA_IBANS = ("FR7617515000920403141592651", "FR7617515000920403141592748", "FR7617515000920403141592845",
               "FR7617515000920403141592942", "FR7617515000920403141593039")
INES_SOUND, *INES_NONSENSE = ("FR7617515000920402718282032", "FR7617515000920402718281838",
                              "FR7617515000920402718281935")
PATHS = (balances_of, transactions_of, overdrafts_of)


@pytest.fixture
def connected(sandbox, tpp, client):
    """The sample TPP with this customer's tokens, at his establishment."""
    def connect(login, establishment="17515"):
        host = None if establishment == "17515" else sandbox.host_of(establishment)
        return client(sandbox, tpp, host).connect_customer(login)

    return connect


def say_of_account(sandbox, iban, **facts):
    return api.controlled(sandbox, "POST", "/_sandbox/accounts", {"iban": iban, **facts})


def alarms(sandbox, words, count):
    """The log's lines with these words; its thread writes them by and by."""
    give_up = time.monotonic() + 10
    while len(lines := [line for line in sandbox.stderr.splitlines() if "alarm: " in line and words in line]) < count:
        assert time.monotonic() < give_up, f"{len(lines)} alarms of {count}: {sandbox.stderr[-2000:]}"
        time.sleep(0.05)
    return lines


def without_when_and_where(answer):
    body = answer.json()
    del body["timestamp"], body["path"]
    return body


# --- eligible -------------------------------------------------------------------------------------------------

def test_row_183_an_account_opened_after_the_authentication_is_listed_bare_and_can_be_consented(sandbox, connected):
    oscar = connected(OSCAR)
    first, second = OSCAR_IBANS
    assert oscar.consent(first).status == 201
    assert set(listed(oscar.accounts())) == {first}
    refused(oscar.consent(first, second), 403, "CONSENT_REFUSED")
    assert say_of_account(sandbox, second, state="active")["eligible"] is True
    accounts = listed(oscar.accounts())
    assert accounts[first]["resourceId"] and set(accounts[first]["_links"])
    assert "resourceId" not in accounts[second] and not accounts[second].get("_links")
    assert oscar.consent(first, second).status == 201
    assert oscar.get(balances_of(second)).status == 200


@pytest.mark.parametrize("facts", [{"blocked": True}, {"seized": True}, {"state": "closed"}])
def test_row_164_an_account_that_stops_being_eligible_is_unknown_from_then_on(sandbox, lea, facts):
    assert lea.consent(LEA_IBAN).status == 201
    say_of_account(sandbox, LEA_IBAN, **facts)
    for path_of in PATHS:
        refused(lea.get(path_of(LEA_IBAN)), 404, "ACCOUNT_UNKNOWN")
    assert refused(lea.accounts(), 404, "NAAC").json()["message"] == "NAAC"
    refused(lea.consent(LEA_IBAN), 403, "CONSENT_REFUSED")
    say_of_account(sandbox, LEA_IBAN, blocked=False, seized=False, state="active")
    assert lea.get(balances_of(LEA_IBAN)).status == 200, "the consent was not lost"


def test_ruling_6_whoever_has_no_eligible_account_gets_exactly_naac(connected):
    nadia = connected(NADIA)
    assert refused(nadia.accounts(), 404, "NAAC").json()["message"] == "NAAC"


def test_row_164_savings_blocked_seized_closed_and_foreign_currency_are_refused_alike(connected):
    nadia = connected(NADIA)
    bodies = [without_when_and_where(refused(nadia.consent(iban), 403, "CONSENT_REFUSED")) for iban in NADIA_IBANS]
    assert all(body == bodies[0] for body in bodies)
    assert nadia.consent(identity=True).status == 201
    assert nadia.get("/end-user-identity").json()["identity"]["namePrefix"] == "MADM"


def test_a_changed_account_is_as_before_after_a_reset(sandbox, lea):
    say_of_account(sandbox, LEA_IBAN, blocked=True)
    refused(lea.accounts(), 404, "NAAC")
    api.reset(sandbox)
    assert set(listed(lea.connect_customer(LEA).accounts())) == {LEA_IBAN}


# --- segments -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("login, establishment, number", [
    (PAUL, "17515", "08"), (ATELIER, "17515", "08"), (CHORALE, LOIRE, "08"), (MAGASIN, RHONE, "08"),
    (ALICE, "17515", "04")])
def test_each_segment_reaches_the_account_numbers_of_its_subscription(connected, login, establishment, number):
    accounts = listed(connected(login, establishment).accounts())
    assert accounts
    for iban, account in accounts.items():
        assert iban[4:9] == establishment and iban[14:16] == number
        assert account["usage"] == ("PRIV" if login == ALICE else "ORGA")


@pytest.mark.parametrize("login, establishment, days", [
    (PAUL, "17515", 62), (ATELIER, "17515", 90), (CHORALE, LOIRE, 90), (MAGASIN, RHONE, 90), (ALICE, "17515", 62)])
def test_row_197_the_depth_is_that_of_the_subscription(connected, login, establishment, days):
    customer = connected(login, establishment)
    iban = next(iter(listed(customer.accounts())))
    assert customer.consent(iban).status == 201

    def since(ago):
        midnight = written(paris(today_in_paris() - datetime.timedelta(days=ago)))
        return customer.get(transactions_of(iban, f"dateFrom={midnight}"))

    refused(since(days + 1), 400, "PERIOD")
    deepest = entries(since(days))
    assert deepest == entries(customer.get(transactions_of(iban))), "row 198: without dateFrom, from the depth on"
    oldest = min(booked_at(each) for each in deepest if each["status"] == "BOOK")
    assert oldest >= paris(today_in_paris() - datetime.timedelta(days=days))


def test_a_company_has_one_name_and_the_overdraft_that_was_agreed(connected):
    atelier = connected(ATELIER)
    iban = next(iter(listed(atelier.accounts())))
    assert atelier.consent(iban, identity=True).status == 201
    assert atelier.get("/end-user-identity").json()["identity"] == {"fullName": "ATELIER DES ESSAIS SARL"}
    assert atelier.get(overdrafts_of(iban)).json()["overdrafts"]["allowedAmount"]["amount"] == 5000


# --- joint accounts and minors --------------------------------------------------------------------------------

def test_row_184_the_consent_of_one_holder_gives_the_tpp_of_the_other_nothing(connected):
    alice, bruno = connected(ALICE), connected(BRUNO)
    assert alice.consent(JOINT_IBAN).status == 201
    assert alice.get(balances_of(JOINT_IBAN)).status == 200
    for path_of in PATHS:
        refused(bruno.get(path_of(JOINT_IBAN)), 404, "ACCOUNT_UNKNOWN")
    assert "resourceId" not in listed(bruno.accounts())[JOINT_IBAN]
    assert bruno.consent(JOINT_IBAN).status == 201
    assert bruno.get(balances_of(JOINT_IBAN)).json() == alice.get(balances_of(JOINT_IBAN)).json()
    assert alice.consent().status == 201
    assert bruno.get(balances_of(JOINT_IBAN)).status == 200, "taking back is each holder's own too"


def test_holders_of_a_joint_account_have_a_batch_quota_each(connected):
    alice, bruno = connected(ALICE), connected(BRUNO)
    for holder in (alice, bruno):
        assert holder.consent(JOINT_IBAN).status == 201
        assert [holder.get(balances_of(JOINT_IBAN), batch=True).status for _ in range(4)] == [200] * 4
        refused(holder.get(balances_of(JOINT_IBAN), batch=True), 429, "QUOTA")


def test_a_minors_account_is_seen_by_the_minor_and_by_the_legal_representative(connected):
    zoe, bruno = connected(ZOE), connected(BRUNO)
    assert listed(zoe.accounts())[ZOE_IBAN]["psuStatus"] == "Account Holder"
    of_bruno = listed(bruno.accounts())
    assert of_bruno[ZOE_IBAN]["psuStatus"] == "Custodian For Minor"
    assert of_bruno[JOINT_IBAN]["psuStatus"] == "Account Co-Holder"
    assert zoe.consent(ZOE_IBAN).status == 201
    refused(bruno.get(balances_of(ZOE_IBAN)), 404, "ACCOUNT_UNKNOWN")
    refused(zoe.consent(JOINT_IBAN), 403, "CONSENT_REFUSED")


# --- ids ------------------------------------------------------------------------------------------------------

def test_the_resource_id_outlives_authentications_consents_and_restarts(sandbox, connected):
    alice = connected(ALICE)
    assert alice.consent(ALICE_IBAN, JOINT_IBAN).status == 201

    def ids(customer):
        return {iban: account["resourceId"] for iban, account in listed(customer.accounts()).items()}

    first = ids(alice)
    assert first == {iban: resource_of(iban) for iban in (ALICE_IBAN, JOINT_IBAN)}
    assert ids(connected(ALICE)) == first
    assert alice.connect_customer(ALICE) and alice.consent(JOINT_IBAN, ALICE_IBAN).status == 201
    sandbox.restart()
    assert ids(connected(ALICE)) == first


def test_row_185_two_refusals_of_strange_accounts_differ_in_nothing_but_time_and_path(connected):
    bruno = connected(BRUNO)
    assert bruno.consent(JOINT_IBAN).status == 201
    strange = (ALICE_IBAN, LEA_IBAN, NADIA_IBANS[1], MARIE_IBANS[LOIRE], "FR7617515000920499999999970")
    for path_of in PATHS:
        bodies = [without_when_and_where(refused(bruno.get(path_of(iban)), 404, "ACCOUNT_UNKNOWN"))
                  for iban in strange]
        assert all(body == bodies[0] for body in bodies)


# --- the cap --------------------------------------------------------------------------------------------------

def test_row_209_of_501_accounts_the_first_500_are_listed_in_a_stable_order_and_an_alarm_rings(sandbox, connected):
    before = sandbox.stderr.count("501 eligible accounts")
    holding = connected(HOLDING)
    first = list(listed(holding.accounts()))
    assert len(first) == 500 and len(set(first)) == 500
    assert list(listed(holding.connect_customer(HOLDING).accounts())) == first
    for line in alarms(sandbox, "501 eligible accounts", before + 2)[before:]:
        assert '"level":"error"' in line and first[0] not in line
    say_of_account(sandbox, first[0], state="closed")
    rest = list(listed(holding.accounts()))
    assert len(rest) == 500 and rest[:499] == first[1:]
    assert sandbox.stderr.count("501 eligible accounts") == before + 2, "500 ring for nobody"


def test_row_209_what_no_list_shows_is_there_by_no_other_way(sandbox, connected):
    holding = connected(HOLDING)
    first = list(listed(holding.accounts()))
    say_of_account(sandbox, first[0], state="closed")
    last = list(listed(holding.accounts()))[-1]
    assert last not in first
    assert holding.consent(last).status == 201 and holding.get(balances_of(last)).status == 200
    say_of_account(sandbox, first[0], state="active")
    assert last not in listed(holding.accounts())
    unknown = [refused(holding.get(path_of(iban)), 404, "ACCOUNT_UNKNOWN") for path_of in PATHS
               for iban in (last, "FR7617515000920499999999970")]
    assert len({json.dumps(without_when_and_where(each)) for each in unknown}) == 1
    refusals = [refused(holding.consent(iban), 403, "CONSENT_REFUSED") for iban in (last, LEA_IBAN)]
    assert without_when_and_where(refusals[0]) == without_when_and_where(refusals[1])


# --- core banking that contradicts itself ---------------------------------------------------------------------

@pytest.mark.parametrize("iban", INES_NONSENSE)
def test_row_211_nonsense_of_core_banking_is_503_gives_the_unit_back_and_rings(sandbox, connected, iban):
    ines = connected(INES)
    assert ines.consent(iban, INES_SOUND).status == 201
    before = len(alarms(sandbox, "answers for", 0))
    for path_of in PATHS:
        for _ in range(6):
            answer = refused(ines.get(path_of(iban), batch=True, may_change=True), 503, "BACKEND")
            assert answer.header("Retry-After")
    rung = alarms(sandbox, "answers for", before + 18)[before:]
    assert all(iban not in line and f"FR..{iban[-4:]}" in line for line in rung)
    for path_of in PATHS:
        assert [ines.get(path_of(INES_SOUND), batch=True).status for _ in range(4)] == [200] * 4


# --- several establishments -----------------------------------------------------------------------------------

def test_one_person_at_three_establishments_is_three_customers(sandbox, connected):
    """Consolidation: one TPP, three consents, three tokens, each good at its own establishment."""
    customers = {code: connected(login, code) for code, login in MARIE.items()}
    for code, customer in customers.items():
        assert set(listed(customer.accounts())) == {MARIE_IBANS[code]}
        assert customer.consent(MARIE_IBANS[code]).status == 201
        assert customer.get(balances_of(MARIE_IBANS[code])).status == 200
        assert entries(customer.get(transactions_of(MARIE_IBANS[code])))
    for code, customer in customers.items():
        for other, iban in MARIE_IBANS.items():
            if other == code:
                continue
            host = sandbox.host if other == "17515" else sandbox.host_of(other)
            refused(customer.at(host).get(balances_of(iban)), 401, "invalid_token")
            refused(customer.get(balances_of(iban)), 404, "ACCOUNT_UNKNOWN")
            refused(customer.consent(iban), 403, "CONSENT_REFUSED")


def test_row_293_one_login_at_two_establishments_is_two_customers(connected):
    assert MARIE[LOIRE] == MARIE[RHONE]
    at_loire, at_rhone = connected(MARIE[LOIRE], LOIRE), connected(MARIE[RHONE], RHONE)
    assert at_loire.consent(MARIE_IBANS[LOIRE]).status == 201
    assert set(listed(at_loire.accounts())) == {MARIE_IBANS[LOIRE]}
    assert set(listed(at_rhone.accounts())) == {MARIE_IBANS[RHONE]}
    assert "resourceId" not in listed(at_rhone.accounts())[MARIE_IBANS[RHONE]]
    assert at_rhone.consent(MARIE_IBANS[RHONE]).status == 201
    for customer, iban in ((at_loire, MARIE_IBANS[LOIRE]), (at_rhone, MARIE_IBANS[RHONE])):
        assert [customer.get(balances_of(iban), batch=True).status for _ in range(4)] == [200] * 4
    assert at_loire.get(balances_of(MARIE_IBANS[LOIRE])).json() != at_rhone.get(balances_of(MARIE_IBANS[RHONE])).json()


def test_one_login_at_two_establishments_has_two_phones(sandbox, connected):
    connected(MARIE[RHONE], RHONE)

    def messages(establishment):
        path = f"/_sandbox/phone/{MARIE[RHONE]}?establishment={establishment}"
        return api.controlled(sandbox, "GET", path)["messages"]

    assert len(messages(RHONE)) == 1 and not messages(LOIRE)
    links = api.control(sandbox, "GET", "/phone").text
    for establishment in (LOIRE, RHONE):
        assert f"identifier={MARIE[RHONE]}&amp;establishment={establishment}" in links


def test_the_reference_tpp_knows_the_user_number_of_a_persona(sandbox):
    for name, holder in (("paul", "FR7617515900000800111222392"), ("atelier", "FR7617515900000800444555617")):
        connected = process.run("tpp", "connect", "--as", name, "--data", sandbox.data)
        assert connected.returncode == 0, connected.stderr
        accounts = process.run("tpp", "accounts", "--data", sandbox.data, "--json")
        assert accounts.returncode == 0 and holder in accounts.stdout, accounts.stdout + accounts.stderr


def test_what_the_sandbox_prints_says_how_our_customers_sign_in(sandbox):
    printed = "\n".join(sandbox.lines)
    assert "9999999901  LEA SANDBOXA\n" in printed
    assert "9999999913  CHORALE DES ESSAIS, user number 0003, at 14265\n" in printed
    page = api.control(sandbox, "GET", "/").text
    assert "PAUL MENUISIER, user number 0001" in page and "MARIE TROISBANQUES, at 13825" in page


def test_the_personas_of_the_page_stand_first_and_ours_say_where_they_live(sandbox):
    people = api.controlled(sandbox, "GET", "/_sandbox/personas")["personas"]
    assert [each["identifier"] for each in people[:5]] == [f"999999990{number}" for number in range(1, 6)]
    assert not any(each["ours"] for each in people[:5]) and all(each["ours"] for each in people[5:])
    assert {each["establishment"] for each in people} == {"17515", LOIRE, RHONE}
    assert {each["customer_segment"] for each in people} == {"PART", "PRO", "ENT", "ASSOC"}
    assert next(each for each in people if each["identifier"] == HOLDING)["more_accounts"] == 500
