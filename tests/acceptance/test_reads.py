# SPDX-License-Identifier: Apache-2.0
"""Rows 185 to 208: the six reads, in the compatible profile."""
import datetime
import re

import pytest

from guichet_client import api, quota
from guichet_client.oracle import code_of, refused
from guichet_client.personas import (
    CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, GILLES, GILLES_AGAIN, GILLES_IBANS, LEA_IBAN, balances_of,
    booked_at, entries, listed, overdrafts_of, paris, resource_of, today_in_paris, transactions_of, written)

DAY = datetime.timedelta(days=1)
PATHS = (balances_of, transactions_of, overdrafts_of)


@pytest.fixture
def consented(lea):
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    return lea


@pytest.fixture
def georges_consented(georges):
    assert georges.consent(GEORGES_IBAN).status == 201
    return georges


def form_of_page(instant, offset):
    """A date as the page prints it, with this text for the offset."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.000") + offset


def asked(customer, iban, **parameters):
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return customer.get(transactions_of(iban, query))


# --- the list -------------------------------------------------------------------------------------------------

def test_before_any_consent_every_account_is_listed_bare(gilles):
    answer = gilles.accounts()
    accounts = listed(answer)
    assert set(accounts) == set(GILLES_IBANS)
    for account in accounts.values():
        assert "resourceId" not in account and not account.get("_links")
        assert account["accountId"]["currency"] == "EUR"
        assert account["cashAccountType"] == "CACC" and account["usage"] in ("PRIV", "ORGA")
    links = answer.json()["_links"]
    assert {"self", "consents", "endUserIdentity", "EndUserIdentity"} == set(links)


def test_consented_accounts_carry_their_id_and_only_the_links_of_their_lists(gilles):
    first, second, third = GILLES_IBANS
    assert gilles.consent(balances=[first, second], transactions=[second], overdrafts=[second]).status == 201
    accounts = listed(gilles.accounts())
    assert set(accounts[first]["_links"]) == {"balances"}
    assert set(accounts[second]["_links"]) == {"balances", "transactions", "overdrafts"}
    assert "resourceId" not in accounts[third] and not accounts[third].get("_links")
    for iban in (first, second):
        assert accounts[iban]["resourceId"] == resource_of(iban)
        for link in accounts[iban]["_links"].values():
            assert gilles.get(link["href"]).status == 200


def test_gilles_second_login_sees_his_third_account_only(sandbox, tpp, gilles):
    """Ruling 3"""
    assert set(listed(gilles.accounts())) == set(GILLES_IBANS)
    again = api.Api(sandbox, tpp).connect_customer(GILLES_AGAIN)
    assert set(listed(again.accounts())) == {GILLES_IBANS[2]}
    assert GILLES != GILLES_AGAIN


# --- whose data -----------------------------------------------------------------------------------------------

def test_row_185_another_customers_account_is_like_one_that_does_not_exist(consented):
    for path_of in PATHS:
        bodies = []
        for iban in (GEORGES_IBAN, "FR7617515000920400851811524"):
            body = refused(consented.get(path_of(iban)), 404, "ACCOUNT_UNKNOWN").json()
            del body["timestamp"], body["path"]
            bodies.append(body)
        assert bodies[0] == bodies[1]


@pytest.mark.parametrize("account", ["038-CPT30014684067", "x", "%20", "a" * 100, "..%2F..%2Fx", "%00", "_"])
def test_row_185_a_strange_account_id_is_unknown(consented, account):
    answer = consented.get(f"/accounts/{account}/balances")
    assert answer.status == 404 or (account == "%00" and answer.status == 400), answer.text


def test_row_186_an_account_in_no_list_is_unknown_and_in_another_list_forbidden(gilles):
    first, second, _ = GILLES_IBANS
    assert gilles.consent(balances=[first], transactions=[], overdrafts=[]).status == 201
    refused(gilles.get(balances_of(second)), 404, "ACCOUNT_UNKNOWN")
    refused(gilles.get(transactions_of(first)), 403, "CONSENT_MISSING")
    refused(gilles.get(overdrafts_of(first)), 403, "CONSENT_MISSING")
    assert set(listed(gilles.accounts())[first]["_links"]) == {"balances"}


def test_row_188_details_of_a_transaction_older_than_the_depth_are_unknown(sandbox, georges_consented):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    link = next(each["_links"]["details"]["href"] for each in everything if "_links" in each)
    assert georges_consented.get(link).status == 200
    api.move_clock(sandbox, advance="P64D")
    georges_consented.keep(georges_consented.refresh())
    refused(georges_consented.get(link), 404, "TRANSACTION_UNKNOWN")


def test_details_of_an_unknown_transaction_are_unknown(consented):
    refused(consented.get(transactions_of(LEA_IBAN) + "/nothing/details"), 404, "TRANSACTION_UNKNOWN")


# --- transactions ---------------------------------------------------------------------------------------------

def test_transactions_come_newest_first_and_keep_their_ids(georges_consented):
    """Ruling 18"""
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    instants = [booked_at(each) for each in everything]
    assert instants == sorted(instants, reverse=True)
    again = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    assert again == everything
    ids = [each["resourceId"] for each in everything if "resourceId" in each]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,100}", each) for each in ids)


def test_amounts_of_transactions_are_numbers_and_their_dates_as_on_the_page(georges_consented):
    """Rulings 7 and 9"""
    for each in entries(georges_consented.get(transactions_of(GEORGES_IBAN))):
        amount = each["transactionAmount"]["amount"]
        assert isinstance(amount, (int, float)) and amount > 0 and round(amount, 2) == amount
        assert each["creditDebitIndicator"] in ("CRDT", "DBIT")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+0[12]00", each["bookingDate"])


def test_row_190_an_empty_range_is_204_without_a_body(georges_consented):
    newest = booked_at(entries(georges_consented.get(transactions_of(GEORGES_IBAN)))[0])
    answer = asked(georges_consented, GEORGES_IBAN, dateFrom=written(newest), dateTo=written(newest))
    assert answer.status == 204 and answer.body == b""


@pytest.mark.parametrize("offset, hours", [("", None), ("Z", 0), ("%2B0100", 1), ("%2B01:00", 1), ("-01:00", -1),
                                           ("%2B02:00", 2), ("-0100", -1), ("%2B14:00", 14), ("-12:00", -12)])
def test_row_191_the_printed_date_forms_name_one_instant(georges_consented, offset, hours):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    start = booked_at(everything[len(everything) // 2])
    zone = start.tzinfo if hours is None else datetime.timezone(datetime.timedelta(hours=hours))
    local = start.astimezone(zone if hours is not None else paris(today_in_paris()).tzinfo)
    answer = asked(georges_consented, GEORGES_IBAN, dateFrom=form_of_page(local, offset))
    assert entries(answer) == [each for each in everything if booked_at(each) >= start]


RECENT = today_in_paris() - 10 * DAY


@pytest.mark.parametrize("text", [
    f"{RECENT}", f"{RECENT:%d/%m/%Y}", f"{RECENT:%Y/%m/%d}", f"{RECENT}T00:00:00,000", "1793000000", "1793000000000",
    f"{RECENT}t00:00:00.000Z", f"{RECENT}T00:00:00.000z", "", f"{RECENT}T00:00", f"{RECENT}T00",
    f"{RECENT}%2000:00:00.000",
    f"{RECENT}T00:00:00.000%2B1", f"{RECENT}T00:00:00.000%2B01", f"{RECENT}T00:00:00.Z", "x",
    f"{RECENT:%Y%m%d}T000000Z", f"{RECENT}T00:00:00.000ZZ", f"-{RECENT}T00:00:00.000Z",
    f"{RECENT}T00:00:00.0000000001Z"])
def test_row_192_any_other_date_form_is_refused(consented, text):
    refused(asked(consented, LEA_IBAN, dateFrom=text), 400, "DATE_FORMAT")
    refused(asked(consented, LEA_IBAN, dateTo=text), 400, "DATE_FORMAT")


@pytest.mark.parametrize("offset", ["", "Z", "%2B01:00"])
def test_row_192_a_date_without_a_fraction_is_accepted_in_the_compatible_profile(consented, offset):
    day = today_in_paris() - 60 * DAY
    assert asked(consented, LEA_IBAN, dateFrom=f"{day}T00:00:00{offset}").status == 200


def test_row_193_a_plus_is_no_blank_and_a_blank_no_plus(consented):
    for plus, status in (("+", 200), ("%2B", 200), ("%2b", 200), ("%20", 400)):
        answer = asked(consented, LEA_IBAN, dateFrom=f"{today_in_paris() - 61 * DAY}T00:00:00.000{plus}01:00")
        assert answer.status == status, plus
    assert code_of(answer) == "DATE_FORMAT"


@pytest.mark.parametrize("text", ["2027-02-29T00:00:00.000Z", "2027-04-31T00:00:00.000Z", f"{RECENT}T24:00:00.000Z",
                                  f"{RECENT}T00:00:60.000Z", f"{RECENT}T00:60:00.000Z", "2026-13-01T00:00:00.000Z",
                                  "2026-00-01T00:00:00.000Z", "2026-11-00T00:00:00.000Z",
                                  f"{RECENT}T00:00:00.000%2B15:00", f"{RECENT}T00:00:00.000%2B01:60"])
def test_row_194_a_date_that_does_not_exist_is_refused(consented, text):
    refused(asked(consented, LEA_IBAN, dateFrom=text), 400, "DATE_FORMAT")


def test_row_194_the_29th_of_february_of_a_leap_year_exists(sandbox, consented):
    api.move_clock(sandbox, now="2028-03-20T12:00:00Z")
    consented = api.Api(sandbox, consented.tpp).connect_customer("9999999901")
    answer = asked(consented, LEA_IBAN, dateFrom="2028-02-29T00:00:00.000Z")
    assert answer.status == 200
    refused(asked(consented, LEA_IBAN, dateFrom="2028-02-30T00:00:00.000Z"), 400, "DATE_FORMAT")


def test_row_196_the_start_is_included_and_the_end_is_not(georges_consented):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    midnight = booked_at(everything[len(everything) // 2])
    of_that_day = [each for each in everything if booked_at(each) == midnight]
    after = entries(asked(georges_consented, GEORGES_IBAN, dateFrom=written(midnight)))
    before = entries(asked(georges_consented, GEORGES_IBAN, dateTo=written(midnight)))
    assert all(each in after and each not in before for each in of_that_day)
    assert after + before == everything


@pytest.mark.parametrize("iban_of", ["PART", "sole trader"])
def test_row_197_the_depth_is_62_days_for_private_customers_and_sole_traders(request, iban_of):
    customer = request.getfixturevalue("claire" if iban_of == "sole trader" else "georges")
    iban = CLAIRE_TRADER_IBAN if iban_of == "sole trader" else GEORGES_IBAN
    assert customer.consent(iban).status == 201
    assert asked(customer, iban, dateFrom=written(paris(today_in_paris() - 62 * DAY))).status == 200
    refused(asked(customer, iban, dateFrom=written(paris(today_in_paris() - 63 * DAY, 23, 59))), 400, "PERIOD")
    beyond = refused(asked(customer, iban, dateFrom=written(paris(today_in_paris() - 63 * DAY))), 400, "PERIOD")
    assert quota.standing(beyond).left == 4


def test_row_198_without_a_start_the_answer_begins_at_the_depth(georges_consented):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    limit = written(paris(today_in_paris() - 62 * DAY))
    assert everything == entries(asked(georges_consented, GEORGES_IBAN, dateFrom=limit))


def test_row_200_a_start_in_the_future_is_204_and_an_end_in_the_future_200(consented):
    tomorrow = written(paris(today_in_paris() + DAY))
    assert asked(consented, LEA_IBAN, dateFrom=tomorrow).status == 204
    assert asked(consented, LEA_IBAN, dateTo=tomorrow).status == 200


def test_row_202_unknown_parameters_are_ignored(georges_consented):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    for query in ("dateType=bookingDate", "page=2", "workspace=x", "afterEntryReference=x", "x=%C3%A9&y"):
        assert entries(georges_consented.get(transactions_of(GEORGES_IBAN, query))) == everything


def test_row_202_entry_references_cut_the_banks_own_order(georges_consented):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    with_reference = [each for each in everything if each.get("entryReference")]
    newest, oldest = with_reference[10], with_reference[-10]
    answer = asked(georges_consented, GEORGES_IBAN,
                   entryReferenceFrom=oldest["entryReference"].replace(" ", "%20"),
                   entryReferenceTo=newest["entryReference"].replace(" ", "%20"))
    shown = [each for each in entries(answer) if each.get("entryReference")]
    assert shown == with_reference[10:-10], "greater than the first, at most the second"


def test_the_self_link_leads_to_the_same_entries_however_long_the_query_was(georges_consented):
    everything = entries(georges_consented.get(transactions_of(GEORGES_IBAN)))
    mark = next(each["entryReference"] for each in everything[10:] if each.get("entryReference")).replace(" ", "%20")
    asked_for = f"dateFrom={written(paris(today_in_paris() - 60 * DAY))}&%65ntryReferenceTo={mark}"
    for ignored in (1000, 2000, 7000):
        answer = georges_consented.get(transactions_of(GEORGES_IBAN, f"x={'y' * ignored}&{asked_for}&dateType=z"))
        link = answer.json()["_links"]["self"]["href"]
        assert len(link) <= 2000 and asked_for in link
        assert entries(georges_consented.get(link)) == entries(answer) != everything


@pytest.mark.parametrize("name", ["entryReferenceFrom", "entryReferenceTo"])
def test_a_mark_that_is_longer_than_any_reference_is_refused(consented, name):
    assert consented.get(transactions_of(LEA_IBAN, f"{name}={'%C3%A9' * 40}")).status in (200, 204)
    answer = refused(consented.get(transactions_of(LEA_IBAN, f"{name}={'a' * 41}")), 400, "PARAMETER")
    assert name in answer.json()["message"] and "41" in answer.json()["message"]
    for stray in ("%80" * 700, "a" + "%80" * 160):  # begins no character
        refused(consented.get(transactions_of(LEA_IBAN, f"{name}={stray}")), 400, "PARAMETER")


@pytest.mark.parametrize("name", ["dateFrom", "dateTo", "entryReferenceFrom", "entryReferenceTo"])
def test_row_202_an_empty_mark_is_refused_as_an_empty_date_is(consented, name):
    answer = refused(consented.get(transactions_of(LEA_IBAN, f"{name}=")), 400, "PARAMETER", "DATE_FORMAT")
    if name.startswith("entry"):
        assert name in answer.json()["message"]


def test_a_repeated_date_is_refused(consented):
    date = written(paris(RECENT))
    answer = consented.get(transactions_of(LEA_IBAN, f"dateFrom={date}&dateFrom={date}"))
    refused(answer, 400, "PARAMETER", "DATE_FORMAT")


# --- methods, versions, media types ---------------------------------------------------------------------------

@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_row_203_a_read_takes_get_only_whoever_asks(consented, method):
    for path in ("/accounts", "/end-user-identity", *(path_of(LEA_IBAN) for path_of in PATHS)):
        for token in ("own", None):
            answer = refused(consented.call(method, path, token=token), 405, "METHOD_NOT_ALLOWED")
            assert answer.header("Allow") == "GET"


@pytest.mark.parametrize("version", ["v1", "v1.4.0", "v1.6.3", "v1.6.2.0"])
def test_row_205_a_version_that_there_is_not_is_unknown(consented, version):
    refused(consented.get(f"/stet/psd2/{version}/accounts"), 404, "VERSION")


@pytest.mark.parametrize("path", ["/account/x/transactions", "/accounts/", "/trusted-beneficiaries", "/Accounts",
                                  "/accounts/175150009204004305180/owners", "/accounts/175150009204004305180", "",
                                  "//accounts", "/accounts/../accounts", "/accounts/%2e%2e/accounts"])
def test_a_path_that_nobody_offers_is_unknown(consented, path):
    refused(consented.get(path), 404, "ROUTE_UNKNOWN")


@pytest.mark.parametrize("accept", ["text/html", "application/hal+json;q=0", "text/html, application/xml",
                                    "application/json;q=0.0", "image/*", "application/hal+json; Q=0.000; x=1",
                                    "application/hal+json;q=0, */*", "*/*, application/hal+json;q=0",
                                    "application/*;q=0, */*;q=1", "application/json;q=0, application/*, */*",
                                    "application/hal+json;q=0, application/json"])
def test_row_206_an_accept_that_excludes_hal_is_refused(consented, accept):
    refused(consented.accounts(more=[("Accept", accept)]), 406, "ACCEPT")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/hal+json", "application/*", None,
                                    "application/hal+json; charset=utf-8", "text/html, */*;q=0.1", "APPLICATION/JSON",
                                    "application/hal+json; seq=0", "application/json;q=0.001",
                                    "*/*;q=0, application/hal+json", "application/*;q=0, application/json",
                                    "text/html;q=0, */*", "application/json, application/json;q=0"])
def test_row_206_every_accept_that_takes_hal_gets_hal(consented, accept):
    how = {"more": [("Accept", accept)]} if accept else {"without": ["Accept"]}
    answer = consented.accounts(**how)
    assert answer.status == 200 and answer.header("Content-Type") == "application/hal+json;charset=UTF-8"


def test_row_207_ranges_conditions_and_codings_are_ignored(consented):
    plain = consented.accounts()
    for more in ([("Range", "bytes=0-9")], [("If-None-Match", "*")], [("Accept-Encoding", "gzip, br")],
                 [("If-Modified-Since", "Mon, 23 Nov 2026 00:00:00 GMT")]):
        answer = consented.accounts(more=more)
        assert answer.status == 200 and answer.body == plain.body
        assert answer.header("Content-Encoding") is None and answer.header("Cache-Control") == "no-store"


def test_row_208_the_identity_needs_its_own_consent(lea):
    refused(lea.get("/end-user-identity"), 403, "CONSENT_MISSING")
    assert lea.consent(LEA_IBAN).status == 201
    refused(lea.get("/end-user-identity"), 403, "CONSENT_MISSING")
    assert lea.consent(identity=True).status == 201
    body = lea.get("/end-user-identity").json()
    assert body["identity"]["lastName"] == "SANDBOXA" and body["identity"]["firstName"] == "LEA"


def test_the_links_of_an_answer_lead_on(consented):
    for path in (balances_of(LEA_IBAN), overdrafts_of(LEA_IBAN), transactions_of(LEA_IBAN), "/end-user-identity"):
        links = consented.get(path).json()["_links"]
        assert links["self"]["href"] == api.BASE + path
        for name, link in links.items():
            if name != "consents":
                assert consented.get(link["href"]).status == 200, name


def test_a_get_of_an_empty_account_answers_its_other_questions(claire):
    assert claire.consent(CLAIRE_EMPTY_IBAN).status == 201
    assert [claire.get(path_of(CLAIRE_EMPTY_IBAN)).status for path_of in PATHS] == [200, 204, 200]
