# SPDX-License-Identifier: Apache-2.0
"""Rows 212 to 227: four batch accesses a Paris calendar day. The program runs as if in Tokyo (row 224)."""
import datetime
import math

import pytest

from guichet_client import api, quota
from guichet_client.oracle import refused
from guichet_client.parallel import at_once
from guichet_client.personas import (
    CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, LEA, LEA_IBAN, balances_of, entries, overdrafts_of,
    paris, transactions_of)

LIMIT = 4


@pytest.fixture(scope="module")
def environment():
    return {"TZ": "Asia/Tokyo"}


@pytest.fixture
def consented(lea):
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    return lea


def clock(sandbox):
    return datetime.datetime.fromisoformat(
        api.controlled(sandbox, "GET", "/_sandbox/clock")["now"].replace("Z", "+00:00"))


def seconds_to_midnight(instant):
    """Rounded up, to the next midnight of Paris."""
    local = instant.astimezone(paris(instant.date()).tzinfo)
    midnight = paris(local.date() + datetime.timedelta(days=1))
    return math.ceil((midnight - instant).total_seconds())


def batch(customer, path="/accounts", times=1, **how):
    return [customer.get(path, batch=True, **how).status for _ in range(times)]


def used_up(customer, path="/accounts"):
    return refused(customer.get(path, batch=True), 429, "QUOTA")


def consented_at(sandbox, tpp, instant):
    """LEA with tokens and consent at this time of the sandbox clock."""
    api.move_clock(sandbox, now=instant)
    customer = api.Api(sandbox, tpp).connect_customer(LEA)
    assert customer.consent(LEA_IBAN).status == 201
    return customer


METHODS = ["/accounts", "/end-user-identity", balances_of(LEA_IBAN), transactions_of(LEA_IBAN), overdrafts_of(LEA_IBAN)]


@pytest.mark.parametrize("path", METHODS, ids=["accounts", "identity", "balances", "transactions", "overdrafts"])
def test_row_212_the_fifth_batch_access_of_the_day_is_refused_until_paris_midnight(sandbox, consented, path):
    assert batch(consented, path, LIMIT) == [200] * LIMIT
    earliest = clock(sandbox)
    answer = used_up(consented, path)
    latest = clock(sandbox)
    assert seconds_to_midnight(latest) <= int(answer.header("Retry-After")) <= seconds_to_midnight(earliest)


@pytest.mark.parametrize("path", METHODS, ids=["accounts", "identity", "balances", "transactions", "overdrafts"])
def test_row_212_each_answer_says_how_many_accesses_are_left_and_until_when(sandbox, consented, path):
    for left in (3, 2, 1, 0):
        earliest = clock(sandbox)
        answer = consented.get(path, batch=True)
        assert answer.status == 200
        said = quota.standing(answer)
        assert (said.limit, said.left) == (LIMIT, left)
        assert seconds_to_midnight(clock(sandbox)) <= said.reset <= seconds_to_midnight(earliest)
    said = quota.standing(used_up(consented, path))
    assert (said.limit, said.left) == (LIMIT, 0)
    said = quota.standing(consented.get(path))
    assert (said.limit, said.left) == (LIMIT, 0), "the connected customer is told of the batch counter"


def test_a_refusal_before_the_counter_is_known_says_nothing_of_it(consented):
    for answer in (consented.get(balances_of(GEORGES_IBAN), batch=True), consented.get("/accounts", token="0" * 43),
                   consented.consent(LEA_IBAN)):
        assert quota.standing(answer) is None


def test_row_221_a_refunded_call_says_that_its_unit_is_back(georges):
    assert georges.consent(GEORGES_IBAN).status == 201
    unknown = f"{transactions_of(GEORGES_IBAN)}/unknown/details"
    answer = refused(georges.get(unknown, batch=True), 404, "TRANSACTION_UNKNOWN")
    assert quota.standing(answer).left == LIMIT


def test_row_213_of_64_parallel_batch_calls_exactly_four_succeed(consented):
    answers = at_once(64, lambda _: consented.unwatched().accounts(batch=True))
    assert sorted(answer.status for answer in answers) == [200] * LIMIT + [429] * (64 - LIMIT)


def test_row_216_calls_of_a_connected_customer_do_not_count(consented):
    path = balances_of(LEA_IBAN)
    assert [consented.get(path).status for _ in range(20)] == [200] * 20
    assert batch(consented, path, LIMIT) == [200] * LIMIT
    used_up(consented, path)
    assert consented.get(path).status == 200, "the customer himself is never stopped"


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.0.1", "2001:db8::7", "::1"])
def test_row_218_any_valid_address_means_that_the_customer_is_there(consented, address):
    more = [("PSU-IP-Address", address)]
    assert [consented.accounts(more=more).status for _ in range(LIMIT + 2)] == [200] * (LIMIT + 2)


def test_row_218_an_address_that_nobody_has_on_the_internet_is_counted(sandbox, consented):
    more = [("PSU-IP-Address", "192.168.0.1")]
    assert consented.accounts(more=more).status == consented.accounts(more=more).status == 200
    assert consented.accounts(more=[("PSU-IP-Address", "90.83.1.2")]).status == 200
    tpps = api.controlled(sandbox, "GET", "/_sandbox/tpps")["tpps"]
    counted = {each["oid"]: each["psu_ip_suspect"] for each in tpps}
    assert counted[consented.tpp.client_id] == 3, "PUT /consents of the fixture, and two reads"
    last = api.controlled(sandbox, "GET", "/_sandbox/requests")["requests"][0]
    assert last["psu_ip_suspect"] is False


@pytest.mark.parametrize("address", ["", "x", "999.1.1.1", "unknown", "127.0.0.1, 10.0.0.1"])
def test_row_218_what_is_no_address_says_nothing_of_a_customer(consented, address):
    answers = [consented.accounts(more=[("PSU-IP-Address", address)]) for _ in range(LIMIT + 1)]
    assert [answer.status for answer in answers] == [200] * LIMIT + [429]


def test_row_220_each_transaction_has_its_own_four_accesses_to_details(georges):
    assert georges.consent(GEORGES_IBAN).status == 201
    everything = entries(georges.get(transactions_of(GEORGES_IBAN)))
    links = [each["_links"]["details"]["href"] for each in everything if "_links" in each][:5]
    assert len(links) == 5
    for link in links:
        assert batch(georges, link, LIMIT) == [200] * LIMIT
    used_up(georges, links[0])
    assert batch(georges, transactions_of(GEORGES_IBAN)) == [200]


def test_row_221_refused_calls_do_not_count(sandbox, consented):
    path = transactions_of(LEA_IBAN)
    for _ in range(LIMIT + 1):
        refused(consented.get(path + "?dateFrom=x", batch=True), 400, "DATE_FORMAT")
        refused(consented.get(path, batch=True, token="0" * 43), 401, "invalid_token")
        refused(consented.get(path, batch=True, signing=None), 401, "SIG_MISSING")
        refused(consented.get(path, batch=True, more=[("Accept", "text/html")]), 406, "ACCEPT")
        refused(consented.get(transactions_of(GEORGES_IBAN), batch=True), 404, "ACCOUNT_UNKNOWN")
    assert consented.consent(balances=[LEA_IBAN], transactions=[], overdrafts=[]).status == 201
    refused(consented.get(path, batch=True), 403, "CONSENT_MISSING")
    assert consented.consent(LEA_IBAN).status == 201
    assert batch(consented, path, LIMIT) == [200] * LIMIT
    used_up(consented, path)


def test_row_221_an_answer_without_content_counts(claire):
    assert claire.consent(CLAIRE_EMPTY_IBAN).status == 201
    path = transactions_of(CLAIRE_EMPTY_IBAN)
    assert batch(claire, path, LIMIT) == [204] * LIMIT
    used_up(claire, path)


def test_row_221_a_call_that_fails_by_our_own_fault_does_not_count(sandbox, consented):
    api.controlled(sandbox, "POST", "/_sandbox/faults", {"path": "/stet/psd2/v1.6.2/accounts", "status": 503, "times": 2},
                   status=201)
    target = api.BASE + "/accounts"
    for _ in range(2):
        answer = consented.send("GET", target, consented.headers("GET", target, batch=True), judged=False)
        assert answer.status == 503 and answer.header("Retry-After")
    assert batch(consented, times=LIMIT) == [200] * LIMIT


def test_row_222_the_day_ends_at_paris_midnight(sandbox, tpp):
    customer = consented_at(sandbox, tpp, "2026-12-15T22:59:00Z")
    assert batch(customer, times=LIMIT) == [200] * LIMIT
    api.move_clock(sandbox, now="2026-12-15T22:59:55Z")
    used_up(customer)
    moved = api.move_clock(sandbox, now="2026-12-15T23:00:00Z")
    assert moved["effects"]["quota_units_freed"] == LIMIT
    assert batch(customer, times=LIMIT) == [200] * LIMIT
    used_up(customer)


@pytest.mark.parametrize("begin, end", [("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"),
                                        ("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z")],
                         ids=["23 hours", "25 hours"])
def test_row_223_the_days_of_the_change_of_clocks_have_exactly_four_as_well(sandbox, tpp, begin, end):
    instant = datetime.datetime.fromisoformat
    before = (instant(begin[:-1]) - datetime.timedelta(seconds=50)).isoformat() + "Z"
    last = (instant(end[:-1]) - datetime.timedelta(seconds=20)).isoformat() + "Z"
    # Unwatched: what the store swept meanwhile of the day before is no change by a refusal.
    customer = consented_at(sandbox, tpp, before).unwatched()
    assert batch(customer, times=LIMIT) == [200] * LIMIT
    used_up(customer)
    api.move_clock(sandbox, now=begin)
    assert batch(customer, times=2) == [200] * 2
    api.move_clock(sandbox, now=last)
    customer.keep(customer.refresh())
    assert batch(customer, times=2) == [200] * 2
    used_up(customer)
    api.move_clock(sandbox, now=end)
    assert batch(customer, times=LIMIT) == [200] * LIMIT
    used_up(customer)


@pytest.mark.parametrize("begin, hours", [("2027-03-27T23:00:00+00:00", 23), ("2027-10-30T22:00:00+00:00", 25),
                                          ("2028-02-28T23:00:00+00:00", 24)],
                         ids=["23 hours", "25 hours", "leap day"])
def test_row_223_a_strange_day_walked_hour_by_hour_has_four_and_says_when_it_ends(sandbox, tpp, begin, hours):
    begin = datetime.datetime.fromisoformat(begin)
    end = begin + datetime.timedelta(hours=hours)
    # Unwatched: what the store swept meanwhile of the day before is no change by a refusal.
    customer = consented_at(sandbox, tpp, (begin - datetime.timedelta(seconds=50)).isoformat()).unwatched()
    assert batch(customer, times=LIMIT) == [200] * LIMIT
    left = LIMIT
    for hour in range(hours):
        earliest = begin + datetime.timedelta(hours=hour)
        api.move_clock(sandbox, now=earliest.isoformat())
        customer.keep(customer.refresh())
        # In the first hour, before and after the change of clocks, and in the last.
        counts = hour in (0, 2, 3, hours - 1)
        left -= counts
        answer = customer.get("/accounts", batch=counts)
        assert answer.status == 200
        said = quota.standing(answer)
        assert (said.left, said.window) == (left, hours * 3600), hour
        assert (end - clock(sandbox)).total_seconds() <= said.reset <= (end - earliest).total_seconds(), hour
    assert left == 0
    api.move_clock(sandbox, now=(end - datetime.timedelta(seconds=20)).isoformat())
    assert quota.standing(used_up(customer)).reset <= 20
    api.move_clock(sandbox, now=end.isoformat())
    customer.keep(customer.refresh())
    answer = customer.get("/accounts", batch=True)
    assert answer.status == 200 and quota.standing(answer).left == LIMIT - 1
    assert quota.standing(answer).window == 24 * 3600


def test_row_226_used_units_survive_a_crash(sandbox, consented):
    assert batch(consented, times=LIMIT) == [200] * LIMIT
    sandbox.kill()
    sandbox.start()
    again = api.Api(sandbox, consented.tpp)
    again.tokens = consented.tokens
    used_up(again)
    assert sandbox.restart()
    again = again.unwatched()
    used_up(again)


def test_row_227_a_new_token_consent_authentication_or_certificate_gives_no_new_units(consented, authority):
    assert batch(consented, times=LIMIT) == [200] * LIMIT
    consented.keep(consented.refresh())
    used_up(consented)
    assert consented.consent(LEA_IBAN).status == 201
    used_up(consented)
    consented.connect_customer(LEA)
    used_up(consented)
    used_up(consented.as_presenting(authority.issue()))


def test_units_are_counted_for_each_account_method_customer_and_tpp(sandbox, tpp, consented, claire, lea_by_other_tpp):
    assert batch(consented, times=LIMIT) == [200] * LIMIT
    used_up(consented)
    assert batch(consented, balances_of(LEA_IBAN)) == [200]
    assert batch(claire) == [200]
    assert batch(lea_by_other_tpp) == [200]
    assert claire.consent(CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN).status == 201
    assert batch(claire, balances_of(CLAIRE_EMPTY_IBAN), LIMIT) == [200] * LIMIT
    used_up(claire, balances_of(CLAIRE_EMPTY_IBAN))
    assert batch(claire, balances_of(CLAIRE_TRADER_IBAN), LIMIT) == [200] * LIMIT


def test_transactions_with_and_without_dates_are_one_method(consented):
    path = transactions_of(LEA_IBAN)
    day = (datetime.date.today() - datetime.timedelta(days=20)).isoformat()
    assert batch(consented, path, 2) == [200] * 2
    assert set(batch(consented, f"{path}?dateFrom={day}T00:00:00.000Z", 2)) <= {200, 204}
    used_up(consented, path)
