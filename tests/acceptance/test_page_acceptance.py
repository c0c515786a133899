# SPDX-License-Identifier: Apache-2.0
"""AT-01 to AT-30: the acceptance tests that the reference page prints, and the rows for the methods it forgets."""
import datetime
import decimal

import pytest

from guichet_client import api
from guichet_client.journey import Browser
from guichet_client.oracle import refused
from guichet_client.personas import (
    CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, LEA, LEA_IBAN, balances_of, booked_at, entries, overdrafts_of,
    paris, resource_of, today_in_paris, transactions_of, written)

DAY = datetime.timedelta(days=1)


@pytest.fixture
def lea_consented(lea):
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    return lea


@pytest.fixture
def georges_consented(georges):
    assert georges.consent(GEORGES_IBAN).status == 201
    return georges


@pytest.fixture
def claire_consented(claire):
    assert claire.consent(CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN).status == 201
    return claire


@pytest.fixture
def lea_at_card_issuer(sandbox):
    """LEA's token of scope cbpii with a TPP that is licensed as PSP_IC and nothing else."""
    issuer = api.enrol(sandbox, "PSDFR-ACPR-99004", ("PSP_IC",))
    return api.Api(sandbox, issuer).connect_customer(LEA, scope="cbpii")


def days_of(transactions):
    return {booked_at(transaction).astimezone(paris(today_in_paris()).tzinfo).date() for transaction in transactions}


def a_day_with_entries(transactions):
    """A booking day in the middle of the history, with entries before and after it."""
    return sorted(days_of(transactions))[len(days_of(transactions)) // 2]


def only_balance(answer):
    assert answer.status == 200, answer.text
    (balance,) = answer.json()["balances"]
    assert balance["balanceType"] == "CLBD"
    assert balance["balanceAmount"]["currency"] == "EUR"
    return balance["balanceAmount"]["amount"]


# --- table 1: transactions ------------------------------------------------------------------------------------

def test_AT_01_all_transactions_of_an_authorised_account_are_200_entries_without_pages(georges_consented):
    """AT-01"""
    answer = georges_consented.get(transactions_of(GEORGES_IBAN))
    transactions = entries(answer)
    assert len(transactions) == 200
    assert not {"first", "next", "prev", "last"} & set(answer.json()["_links"])
    oldest = today_in_paris() - 62 * DAY
    assert all(oldest <= day <= today_in_paris() for day in days_of(transactions))


def test_AT_02_transactions_of_an_unknown_account_are_404_accountid_inconnu(lea_consented):
    """AT-02"""
    for iban in (GEORGES_IBAN, "FR7617515000920400851811524"):
        answer = refused(lea_consented.get(transactions_of(iban)), 404, "ACCOUNT_UNKNOWN")
        assert "AccountId inconnu" in answer.json()["message"]


def test_AT_03_transactions_with_another_scope_than_aisp_are_403(lea_cbpii, lea_at_card_issuer):
    """AT-03"""
    refused(lea_cbpii.get(transactions_of(LEA_IBAN)), 403, "insufficient_scope")
    refused(lea_at_card_issuer.get(transactions_of(LEA_IBAN)), 403, "ROLE_MISSING", "insufficient_scope")


def test_AT_04_a_post_on_transactions_is_405(lea_consented):
    """AT-04"""
    answer = refused(lea_consented.call("POST", transactions_of(LEA_IBAN)), 405, "METHOD_NOT_ALLOWED")
    assert answer.header("Allow") == "GET"


def test_AT_05_date_from_gives_the_entries_from_that_date_on(georges_consented):
    """AT-05"""
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    day = a_day_with_entries(everything)
    asked = entries(georges_consented.get(transactions_of(GEORGES_IBAN, f"dateFrom={written(paris(day))}")))
    assert asked == [each for each in everything if booked_at(each) >= paris(day)]
    assert day in days_of(asked) and len(asked) < len(everything)


def test_AT_06_date_to_gives_the_entries_before_that_date(georges_consented):
    """AT-06"""
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    day = a_day_with_entries(everything)
    asked = entries(georges_consented.get(transactions_of(GEORGES_IBAN, f"dateTo={written(paris(day))}")))
    assert asked == [each for each in everything if booked_at(each) < paris(day)]
    assert asked and day not in days_of(asked)


def test_AT_07_date_from_and_date_to_give_the_entries_between(georges_consented):
    """AT-07"""
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    days = sorted(days_of(everything))
    first, end = paris(days[len(days) // 3]), paris(days[2 * len(days) // 3])
    query = f"dateFrom={written(first)}&dateTo={written(end)}"
    asked = entries(georges_consented.get(transactions_of(GEORGES_IBAN, query)))
    assert asked and asked == [each for each in everything if first <= booked_at(each) < end]


def test_AT_08_an_empty_entry_reference_is_shown_empty(georges_consented):
    """AT-08"""
    transactions = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    empty = [each for each in transactions if each.get("entryReference") == ""]
    assert empty and len(empty) < len(transactions)


def test_AT_09_a_date_from_more_than_62_days_ago_is_400(lea_consented):
    """AT-09"""
    early = written(paris(today_in_paris() - 63 * DAY))
    refused(lea_consented.get(transactions_of(LEA_IBAN, f"dateFrom={early}")), 400, "PERIOD")


def test_AT_10_an_account_without_transactions_is_204_without_a_body(claire_consented):
    """AT-10"""
    answer = claire_consented.get(transactions_of(CLAIRE_EMPTY_IBAN))
    assert answer.status == 204 and answer.body == b""


# --- table 2: consent -----------------------------------------------------------------------------------------

def test_AT_11_a_consent_is_recorded_with_201_and_no_body(lea):
    """AT-11"""
    answer = lea.consent(LEA_IBAN)
    assert answer.status == 201 and answer.body == b""
    assert lea.get(balances_of(LEA_IBAN)).status == 200


def test_AT_12_a_consent_with_another_scope_than_aisp_is_403(lea_cbpii, lea_at_card_issuer):
    """AT-12"""
    refused(lea_cbpii.consent(LEA_IBAN), 403, "insufficient_scope")
    refused(lea_at_card_issuer.consent(LEA_IBAN), 403, "ROLE_MISSING", "insufficient_scope")


def test_AT_13_a_post_of_a_consent_is_405(lea):
    """AT-13"""
    answer = refused(lea.call("POST", "/consents", body={}), 405, "METHOD_NOT_ALLOWED")
    assert answer.header("Allow") == "PUT"


# --- table 3: balance -----------------------------------------------------------------------------------------

def test_AT_14_lea_has_a_negative_balance_of_150_euros(lea_consented):
    """AT-14"""
    answer = lea_consented.get(balances_of(LEA_IBAN))
    assert only_balance(answer) == "-150.00"
    (balance,) = answer.json()["balances"]
    assert balance["name"] == "Solde comptable au " + today_in_paris().strftime("%d/%m/%Y")


def test_AT_15_the_balance_of_an_unknown_account_is_404(lea_consented):
    """AT-15"""
    refused(lea_consented.get("/accounts/038-CPT30014684067/balances"), 404, "ACCOUNT_UNKNOWN")


def test_AT_16_a_balance_with_another_scope_than_aisp_is_403(lea_cbpii):
    """AT-16"""
    refused(lea_cbpii.get(balances_of(LEA_IBAN)), 403, "insufficient_scope")


def test_AT_17_a_post_on_balances_is_405(lea_consented):
    """AT-17"""
    refused(lea_consented.call("POST", balances_of(LEA_IBAN)), 405, "METHOD_NOT_ALLOWED")


def test_AT_18_claires_empty_account_has_a_balance_of_nil(claire_consented):
    """AT-18"""
    assert only_balance(claire_consented.get(balances_of(CLAIRE_EMPTY_IBAN))) == "0.00"


def test_AT_19_claires_trade_account_has_a_positive_balance(claire_consented):
    """AT-19"""
    assert only_balance(claire_consented.get(balances_of(CLAIRE_TRADER_IBAN))) == "23766.98"


# --- table 4: transactions again ------------------------------------------------------------------------------

def test_AT_20_lea_has_entries_within_her_depth(lea_consented):
    """AT-20"""
    transactions = entries(lea_consented.get(transactions_of(LEA_IBAN)))
    assert transactions
    assert all(today_in_paris() - 62 * DAY <= day <= today_in_paris() for day in days_of(transactions))
    assert all(decimal.Decimal(str(each["transactionAmount"]["amount"])) > 0 for each in transactions)


def test_AT_21_transactions_with_a_wrong_scope_are_403_and_the_long_history_scope_is_never_granted(lea_cbpii, sandbox):
    """AT-21"""
    refused(lea_cbpii.get(transactions_of(LEA_IBAN)), 403, "insufficient_scope")
    page = Browser(sandbox).authorize(lea_cbpii.tpp, scope="aisp extended_transaction_history")
    assert page.redirect["error"] == "invalid_scope"


def test_AT_22_a_post_on_leas_transactions_is_405(lea_consented):
    """AT-22"""
    refused(lea_consented.call("POST", transactions_of(LEA_IBAN), token=None), 405, "METHOD_NOT_ALLOWED")


def test_AT_23_a_start_date_gives_only_the_entries_after_it(lea_consented):
    """AT-23"""
    everything = entries(lea_consented.get(transactions_of(LEA_IBAN)))
    day = max(days_of(everything))
    asked = entries(lea_consented.get(transactions_of(LEA_IBAN, f"dateFrom={written(paris(day))}")))
    assert asked and days_of(asked) == {day}


def test_AT_24_an_end_date_with_a_least_reference_gives_later_references_and_earlier_dates(georges_consented):
    """AT-24"""
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    oldest_first = [each for each in reversed(everything) if each.get("entryReference")]
    least = oldest_first[len(oldest_first) // 4]
    end = paris(sorted(days_of(everything))[3 * len(days_of(everything)) // 4])
    query = f"dateTo={written(end)}&entryReferenceFrom={least['entryReference'].replace(' ', '%20')}"
    asked = entries(georges_consented.get(transactions_of(GEORGES_IBAN, query)))
    expected = [each for each in everything[:everything.index(least)] if booked_at(each) < end]
    # Entries with an empty reference have a place in the bank's own order; whether they show is its choice.
    with_reference = [each for each in asked if each.get("entryReference")]
    assert with_reference and with_reference == [each for each in expected if each.get("entryReference")]


def test_AT_25_a_period_longer_than_90_days_is_400(lea_consented):
    """AT-25"""
    early = written(paris(today_in_paris() - 91 * DAY))
    refused(lea_consented.get(transactions_of(LEA_IBAN, f"dateFrom={early}")), 400, "PERIOD")


def test_AT_26_a_date_in_a_wrong_format_is_400(lea_consented):
    """AT-26"""
    refused(lea_consented.get(transactions_of(LEA_IBAN, "dateFrom=22/10/2026")), 400, "DATE_FORMAT")


# --- the methods that the page forgets ------------------------------------------------------------------------

def test_AT_27_the_identity_is_given_with_consent_and_403_without(lea):
    """AT-27"""
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    answer = lea.get("/end-user-identity")
    assert answer.status == 200
    assert answer.json()["identity"]["fullName"] == "Mme LEA SANDBOXA"
    assert lea.consent(LEA_IBAN, identity=False).status == 201
    refused(lea.get("/end-user-identity"), 403, "CONSENT_MISSING")


def test_AT_28_identity_and_overdrafts_are_403_with_another_scope_and_405_for_a_post(lea_cbpii):
    """AT-28"""
    for path in ("/end-user-identity", overdrafts_of(LEA_IBAN)):
        refused(lea_cbpii.get(path), 403, "insufficient_scope")
        assert refused(lea_cbpii.call("POST", path), 405, "METHOD_NOT_ALLOWED").header("Allow") == "GET"


def test_AT_29_the_overdraft_is_nil_with_consent_and_403_if_only_balances_are_consented(lea):
    """AT-29"""
    assert lea.consent(LEA_IBAN).status == 201
    answer = lea.get(overdrafts_of(LEA_IBAN))
    assert answer.status == 200
    amount = answer.json()["overdrafts"]["allowedAmount"]
    assert amount == {"amount": 0, "currency": "EUR"}
    assert lea.consent(LEA_IBAN, overdrafts=[]).status == 201
    refused(lea.get(overdrafts_of(LEA_IBAN)), 403, "CONSENT_MISSING")
    assert lea.get(balances_of(LEA_IBAN)).status == 200


def test_AT_30_every_details_link_is_served_and_those_of_another_customer_are_404(georges_consented, lea_consented):
    """AT-30"""
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    everything += entries(lea_consented.get(transactions_of(LEA_IBAN)))
    links = [each["_links"]["details"]["href"] for each in everything if "_links" in each]
    assert links
    of_lea = [link for link in links if resource_of(LEA_IBAN) in link]
    of_georges = [link for link in links if resource_of(GEORGES_IBAN) in link]
    for customer, own in ((lea_consented, of_lea), (georges_consented, of_georges)):
        for link in own:
            answer = customer.get(link)
            assert answer.status == 200 and answer.json()["details"]
    assert of_georges, "GEORGES has entries with details"
    foreign = of_georges[0].replace(resource_of(GEORGES_IBAN), resource_of(LEA_IBAN))
    refused(lea_consented.get(foreign), 404, "TRANSACTION_UNKNOWN")
    refused(lea_consented.get(of_georges[0]), 404, "ACCOUNT_UNKNOWN")
