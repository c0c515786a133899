# SPDX-License-Identifier: Apache-2.0
"""What operations see of the batch quota: `guichet admin quotas`, its settings, and the clock it goes by (row 264)."""
import json

import pytest

from guichet_client import api, process, quota
from guichet_client.oracle import refused
from guichet_client.personas import GEORGES, GEORGES_IBAN, LEA, LEA_IBAN, balances_of, entries, transactions_of

LIMIT = 4
HOUR_MS = 3_600_000


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def consented(lea):
    assert lea.consent(LEA_IBAN).status == 201
    return lea


def counters(data, *more):
    done = process.run("admin", "quotas", "--data", data, "--json", *more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sent(customer, path):
    """The X-Request-ID of a batch call that was answered."""
    answer = customer.get(path, batch=True)
    assert answer.status == 200
    return answer.header("X-Request-ID")


def test_each_counter_shows_what_moved_it_while_the_program_runs_and_afterwards(sandbox, consented):
    path = balances_of(LEA_IBAN)
    ids = [sent(consented, path) for _ in range(3)]
    sent(consented, "/accounts")
    for running in (True, False):
        if not running:
            assert sandbox.stop() == 0
        found = {each["method"]: each for each in counters(sandbox.data)}
        assert set(found) == {"balances", "accounts"}
        counter = found["balances"]
        assert (counter["taken"], counter["limit"], counter["establishment"]) == (3, LIMIT, "17515")
        assert [move["x_request_id"] for move in counter["moves"]] == ids
        assert {(move["units"], move["why"]) for move in counter["moves"]} == {(1, "taken")}
    sandbox.start()


def test_iban_and_transaction_are_shown_whole_only_when_asked_for(sandbox, consented):
    sent(consented, balances_of(LEA_IBAN))
    assert [each["subject"] for each in counters(sandbox.data)] == [f"FR..{LEA_IBAN[-4:]}"]
    assert [each["subject"] for each in counters(sandbox.data, "--full")] == [LEA_IBAN]
    lines = process.run("admin", "quotas", "--data", sandbox.data)
    assert lines.returncode == 0 and LEA_IBAN not in lines.stdout and f"FR..{LEA_IBAN[-4:]}: 1 of 4 taken" in lines.stdout


def test_counters_are_chosen_by_bank_customer_tpp_and_day(sandbox, consented, claire):
    sent(consented, "/accounts")
    sent(claire, "/accounts")
    everyone = counters(sandbox.data)
    assert len(everyone) == 2
    for name in ("establishment", "psu", "tpp", "day"):
        value = everyone[0][name]
        assert counters(sandbox.data, f"--{name}", value) == [each for each in everyone if each[name] == value]
    assert counters(sandbox.data, "--establishment", "14265") == []
    assert counters(sandbox.data, "--day", "2001-01-01") == []
    for day in ("yesterday", "", "2027-02-29"):
        wrong = process.run("admin", "quotas", "--data", sandbox.data, "--day", day)
        assert wrong.returncode == 2 and "--day" in wrong.stderr, day


def test_without_a_day_the_newest_of_those_chosen_is_shown(sandbox, consented, claire):
    sent(consented, "/accounts")
    [of_lea] = counters(sandbox.data)
    api.move_clock(sandbox, advance="P2D")
    claire.keep(claire.refresh())
    sent(claire, "/accounts")
    [newest] = counters(sandbox.data)
    assert newest["psu"] != of_lea["psu"] and newest["day"] > of_lea["day"]
    assert counters(sandbox.data, "--psu", of_lea["psu"]) == [of_lea]
    assert counters(sandbox.data, "--psu", of_lea["psu"], "--tpp", of_lea["tpp"], "--establishment", "17515") == [of_lea]
    assert counters(sandbox.data, "--tpp", of_lea["tpp"]) == [newest]
    assert counters(sandbox.data, "--psu", "nobody") == []


def test_a_call_for_what_does_not_exist_leaves_no_counter(sandbox, consented):
    refused(consented.get(f"{transactions_of(LEA_IBAN)}/unknown/details", batch=True), 404, "TRANSACTION_UNKNOWN")
    assert counters(sandbox.data) == []


def test_where_there_is_no_database_the_command_says_so(tmp_path):
    done = process.run("admin", "quotas", "--data", tmp_path)
    assert done.returncode == 1 and "guichet.db" in done.stderr
    assert not list(tmp_path.iterdir()), "looking changes nothing"


def started_with(data, **settings):
    """A sandbox whose settings of the quota are these."""
    data.mkdir(parents=True)
    lines = "".join(f'{name} = "{value}"\n' for name, value in settings.items())
    (data / "guichet.toml").write_text("[quota]\n" + lines)
    return process.Sandbox(data).start()


def test_row_218_only_public_addresses_can_be_wanted(data):
    sandbox = started_with(data, psu_ip_policy="public_only")
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        constant, real = [("PSU-IP-Address", "192.168.0.1")], [("PSU-IP-Address", "90.83.1.2")]
        assert [lea.accounts(more=constant).status for _ in range(LIMIT)] == [200] * LIMIT
        refused(lea.accounts(more=constant), 429, "QUOTA")
        assert lea.accounts(more=real).status == 200
    finally:
        assert sandbox.stop() == 0


def test_row_220_the_details_of_an_account_can_share_four(data):
    sandbox = started_with(data, details_quota_scope="account")
    try:
        georges = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(GEORGES)
        assert georges.consent(GEORGES_IBAN).status == 201
        everything = entries(georges.get(transactions_of(GEORGES_IBAN)))
        links = [each["_links"]["details"]["href"] for each in everything if "_links" in each][:5]
        assert [quota.standing(georges.get(link, batch=True)).left for link in links[:4]] == [3, 2, 1, 0]
        refused(georges.get(links[4], batch=True), 429, "QUOTA")
    finally:
        assert sandbox.stop() == 0


def mark_ms(sandbox):
    """The latest time of the clock of expiry and quota that the store has."""
    return sandbox.database.column("clock_mark", "at_ms")[0]


def test_row_264_a_restart_with_an_earlier_clock_revives_nothing(data):
    sandbox = process.Sandbox(data).start()
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        code = lea.code_for(LEA)
        assert [lea.accounts(batch=True).status for _ in range(LIMIT)] == [200] * LIMIT
        assert sandbox.stop() == 0
        # As if the machine's clock had been a day and an hour ahead until now, and was then put right.
        later = mark_ms(sandbox) + 25 * HOUR_MS
        sandbox.database.write(f"UPDATE clock_mark SET at_ms = {later}")
        sandbox.start()
        assert "alarm: the machine's clock is" in sandbox.stderr and "behind the time of the last run" in sandbox.stderr
        after = api.Api(sandbox, lea.tpp).unwatched()
        after.tokens = lea.tokens
        refused(after.accounts(), 401, "invalid_token")
        assert after.exchange(code).json()["error"] == "invalid_grant"
        after.keep(after.refresh())
        assert [after.accounts(batch=True).status for _ in range(LIMIT + 1)] == [200] * LIMIT + [429], "of the new day"
        assert sandbox.restart()
        assert mark_ms(sandbox) >= later
        again = api.Api(sandbox, lea.tpp).unwatched()
        again.tokens = after.tokens
        refused(again.accounts(batch=True), 429, "QUOTA")
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0
