# SPDX-License-Identifier: Apache-2.0
"""Invariant I3, rows 226, 250 and 252: what was acknowledged is there after kill -9, whenever it comes."""
import ssl
import threading
import time

import pytest

from guichet_client import api, http, process
from guichet_client.oracle import refused
from guichet_client.personas import (
    CLAIRE, CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES, GEORGES_IBAN, LEA, LEA_IBAN, balances_of, listed)

CYCLES = 25
LIMIT = 4
PATIENCE_S = 20.0
BROKEN = (OSError, ssl.SSLError, http.Closed)


class Writer(threading.Thread):
    """Replaces a consent, renews tokens and spends batch units until the program dies. Remembers what was
    acknowledged, and what was on its way."""

    def __init__(self, customer, ibans, consented, enough):
        super().__init__(daemon=True)
        self.customer = customer.unwatched()
        self.ibans = ibans
        self.enough = enough
        self.wanted = None
        self.consented = consented
        self.asked_refresh = False
        self.units = 0
        self.asked_unit = False
        self.acknowledged = 0
        self.failure = None

    def run(self):
        try:
            while True:
                self.step()
        except BROKEN:
            self.enough.set()
        except BaseException as failure:
            self.failure = failure
            self.enough.set()

    def step(self):
        wanted = self.ibans[self.acknowledged % len(self.ibans)]
        self.wanted = set(wanted)
        assert self.customer.consent(*wanted).status == 201
        self.consented = self.wanted
        if self.units < LIMIT:
            self.asked_unit = True
            assert self.customer.get(balances_of(wanted[0]), batch=True).status == 200
            self.units += 1
            self.asked_unit = False
        self.asked_refresh = True
        self.customer.keep(self.customer.refresh())
        self.asked_refresh = False
        self.acknowledged += 1
        if self.acknowledged >= 2:
            self.enough.set()


def again(customer, sandbox, tpp):
    """The same customer after a restart: the same tokens over a new connection."""
    after = api.Api(sandbox, tpp)
    after.tokens = customer.tokens
    return after


def consents_in_force(customer):
    return {iban for iban, account in listed(customer.accounts()).items() if account.get("_links")}


def check(writer, sandbox, tpp):
    """After the restart: nothing acknowledged is lost, nothing is half there."""
    customer = again(writer.customer, sandbox, tpp)
    answer = customer.accounts()
    if writer.asked_refresh and answer.status == 401:
        # The refresh was on its way: it may have been committed without an answer.
        customer.keep(customer.refresh())
    else:
        assert answer.status == 200, f"an acknowledged token is lost: {answer.text}"
    in_force = consents_in_force(customer)
    assert in_force in (writer.consented, writer.wanted), "an acknowledged consent is lost or half there"
    customer.keep(customer.refresh())
    return customer, in_force


def last_day(sandbox):
    return max((row[1] for row in sandbox.database.rows("batch_access")), default=0)


def units_taken(sandbox, iban, after):
    """The batch accesses to the account since that day."""
    return sum(row[-1] for row in sandbox.database.rows("batch_access") if iban in map(str, row) and row[1] > after)


def test_row_226_250_252_acknowledged_consents_tokens_and_units_survive_25_kills(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        tpp = api.Tpp.sample(sandbox.data)
        customers = {
            LEA: [(LEA_IBAN,)],
            CLAIRE: [(CLAIRE_EMPTY_IBAN,), (CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN)],
            GEORGES: [(GEORGES_IBAN,)]}
        apis = {login: api.Api(sandbox, tpp).connect_customer(login) for login in customers}
        consented = {login: set() for login in customers}
        for cycle in range(CYCLES):
            enough, yesterday = threading.Event(), last_day(sandbox)
            writers = {login: Writer(apis[login], ibans, consented[login], enough) for login, ibans in customers.items()}
            for writer in writers.values():
                writer.start()
            # Each cycle lets the writers get a little further into their work before the power goes.
            assert enough.wait(30)
            sandbox.kill()
            for writer in writers.values():
                writer.join(30)
                assert not writer.is_alive()
                if writer.failure:
                    raise writer.failure
            sandbox.start()
            for login, writer in writers.items():
                apis[login], consented[login] = check(writer, sandbox, tpp)
                taken = units_taken(sandbox, customers[login][0][0], yesterday)
                assert writer.units <= taken <= min(LIMIT, writer.units + writer.asked_unit), (cycle, login)
            assert any(writer.acknowledged for writer in writers.values()), f"no consent, no token in cycle {cycle}"
            assert any(writer.units for writer in writers.values()), f"no unit in cycle {cycle}"
            # Another day, so that the next cycle has units to spend.
            api.move_clock(sandbox, advance="P1D")
            for customer in apis.values():
                customer.keep(customer.refresh())
        for login, ibans in customers.items():
            assert apis[login].consent(*ibans[0]).status == 201
            statuses = [apis[login].get(balances_of(ibans[0][0]), batch=True).status for _ in range(LIMIT)]
            assert statuses == [200] * LIMIT
        sandbox.kill()
        sandbox.start()
        for login, ibans in customers.items():
            refused(again(apis[login], sandbox, tpp).get(balances_of(ibans[0][0]), batch=True), 429, "QUOTA")
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0


def test_row_251_a_code_spent_before_a_crash_stays_spent(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        stranger = api.Api(sandbox, api.Tpp.sample(sandbox.data))
        code = stranger.code_for(LEA)
        assert stranger.exchange(code).status == 200
        kept = stranger.code_for(LEA)
        sandbox.kill()
        sandbox.start()
        again = api.Api(sandbox, stranger.tpp)
        assert again.exchange(kept).status == 200, "a code that was handed out is lost"
        answer = again.exchange(code, may_change=True)
        assert answer.status == 400 and answer.json()["error"] == "invalid_grant"
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0


class Lost(Exception):
    """The answer will never be read."""


class Unread:
    """A connection over which a request goes out, and no answer is waited for."""
    open = True

    def __init__(self, connection):
        self.connection = connection

    def exchange(self, data, method):
        del method
        self.connection.send(data)
        raise Lost


def lose_the_answer_of_a_refresh(customer, sandbox, committed):
    """Kills the program while a refresh is on its way: as soon as it is asked, or when the store has it."""
    before = sandbox.database.column("access_grant", "access_hash")
    with sandbox.connect(customer.pair, customer.name) as connection:
        with pytest.raises(Lost):
            customer.over(Unread(connection)).refresh()
        give_up_at = time.monotonic() + PATIENCE_S
        while committed and sandbox.database.column("access_grant", "access_hash") == before:
            assert time.monotonic() < give_up_at, "the refresh is not committed"
        sandbox.kill()


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "on its way"])
def test_a_refresh_whose_answer_a_crash_took_is_repeated_with_the_same_refresh_token(tmp_path, committed):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        for _ in range(5):
            former = lea.tokens
            lose_the_answer_of_a_refresh(lea, sandbox, committed)
            sandbox.start()
            lea = again(lea, sandbox, lea.tpp)
            if committed:
                refused(lea.accounts(), 401, "invalid_token")
            assert lea.keep(lea.refresh()).refresh == former.refresh
            assert lea.accounts().status == 200
            refused(lea.accounts(token=former.access), 401, "invalid_token")
            assert len(sandbox.database.rows("access_grant")) == 1
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0


def test_a_revocation_and_an_enrolment_survive_a_crash(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        other = api.Api(sandbox, api.enrol(sandbox, "PSDFR-ACPR-99002")).connect_customer(LEA)
        assert lea.revoke(lea.tokens.refresh).status == 200
        sandbox.kill()
        sandbox.start()
        refused(lea.unwatched().accounts(), 401, "invalid_token")
        assert other.unwatched().accounts().status == 200
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0
