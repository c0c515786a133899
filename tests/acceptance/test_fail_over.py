# SPDX-License-Identifier: Apache-2.0
"""Rows 226, 258 and 259: restarts of the primary and fail-overs to the synchronous standby, under load, through
HAProxy and two gateways.

The long form: GUICHET_RESTARTS=20 GUICHET_FAIL_OVERS=5 pytest -s tests/acceptance/test_fail_over.py
"""
import hashlib
import os
import pathlib
import shutil
import socket
import tempfile
import threading
import time

import pytest

from guichet_client import api, cluster, frozen, journey, postgresql, process, quota
from guichet_client.oracle import refused
from guichet_client.personas import (
    ALICE, ATELIER, BRUNO, CLAIRE, CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES, GEORGES_IBAN, GILLES,
    GILLES_AGAIN, GILLES_IBANS, INES, LEA, MARIE, OSCAR, PAUL, balances_of, listed)

pytestmark = pytest.mark.own_postgresql

RESTARTS = int(os.environ.get("GUICHET_RESTARTS", "2"))
FAIL_OVERS = int(os.environ.get("GUICHET_FAIL_OVERS", "1"))
SERVED_WITHIN = 5.0
SIGNED_IN_WITHIN = 30.0  # that is seven calls, one after the other
BEFORE_ASKING_AGAIN = 0.05


@pytest.fixture(scope="module")
def nodes():
    made = cluster.Cluster()
    made.start()
    yield made
    made.stop()


def connected(nodes, identifier):
    return api.Api(nodes, api.Tpp.sample(nodes.data), watch=False).connect_customer(identifier)


class Writer(threading.Thread):
    """Works for one customer, one call after the other, and holds every answer against all that was acknowledged
    before. A call that was refused may have been done or not."""

    def __init__(self, customer):
        super().__init__(daemon=True)
        self.customer = customer
        self.ends = threading.Event()
        self.changed = threading.Condition()
        self.served_since = 0.0  # when the last good step began
        self.acknowledged = self.refused = 0
        self.failure = None

    def run(self):
        try:
            while not self.ends.is_set():
                began = time.monotonic()
                if self.step():
                    with self.changed:
                        self.served_since = began
                        self.changed.notify_all()
                else:
                    self.ends.wait(BEFORE_ASKING_AGAIN)
        except BaseException as failure:
            with self.changed:
                self.failure = failure
                self.changed.notify_all()

    def wait_for_a_step_since(self, instant, seconds):
        """One that began at `instant` or later. Fails when there is none for so long."""
        with self.changed:
            came = self.changed.wait_for(lambda: self.failure or self.served_since >= instant, seconds)
        if self.failure:
            raise self.failure
        assert came, f"{type(self).__name__} is not served within {seconds} s"

    def is_done(self, answer, good):
        """Whether it is; counts. Nothing but `good` and a refusal to try again later is ever answered."""
        if answer.status == 503:
            assert int(answer.header("Retry-After")) >= 1
            self.refused += 1
            return False
        assert answer.status == good, f"{answer.status} {answer.text[:300]}"
        return True


class ConsentWriter(Writer):
    """Replaces a consent with another, back and forth."""
    choices = ({CLAIRE_EMPTY_IBAN}, {CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN}, {CLAIRE_TRADER_IBAN})

    def __init__(self, customer):
        super().__init__(customer)
        self.in_force, self.unsure, self.asked = set(), [], 0

    def step(self):
        wanted = self.choices[self.asked % len(self.choices)]
        self.asked += 1
        put = self.is_done(self.customer.consent(*wanted), 201)
        if put:
            self.in_force, self.unsure = wanted, []
            self.acknowledged += 1
        else:
            self.unsure.append(wanted)
        answer = self.customer.accounts()
        if not self.is_done(answer, 200):
            return False
        found = {iban for iban, account in listed(answer).items() if account.get("_links")}
        assert found in [self.in_force, *self.unsure], "an acknowledged consent is lost or half there"
        return put


class TokenWriter(Writer):
    """Has a new access token issued and uses it."""

    def step(self):
        if not self.is_done(answer := self.customer.refresh(), 200):
            return False
        self.customer.keep(answer)
        self.acknowledged += 1
        return self.is_done(self.customer.accounts(), 200)


class Revoker(Writer):
    """Leads customers through the pages, has tokens issued, uses and revokes them."""
    customers = (GILLES_AGAIN, ALICE, BRUNO, INES, OSCAR, MARIE["17515"], PAUL, ATELIER)
    pause = 0.5  # a customer is sent thirty codes in a quarter of an hour, no more

    def __init__(self, customer):
        super().__init__(customer)
        self.revoked, self.asked = [], 0

    def step(self):
        self.asked += 1
        code = self.code_of(self.customers[self.asked % len(self.customers)])
        if code is None or not self.is_done(answer := self.customer.exchange(code), 200):
            return False
        self.customer.keep(answer)
        if not self.is_done(self.customer.accounts(), 200):
            return False
        token = self.customer.tokens.access
        if not self.is_done(self.customer.revoke(token), 200):
            return False
        self.revoked.append(token)
        self.acknowledged += 1
        self.ends.wait(self.pause)
        return True

    def code_of(self, identifier):
        """The code that this customer gives the TPP; None when the bank says to try again later."""
        browser = journey.Browser(self.customer.sandbox, tls_pair=None)
        page = browser.authorize(self.customer.tpp)
        for go_on in (lambda: browser.identify(page, identifier), lambda: browser.submit(page, {"otp": journey.OTP})):
            if self.sent_back(page) or not self.is_done(page.answer, 200):
                return None
            page = go_on()
        return page.redirect["code"] if not self.sent_back(page) and self.is_done(page.answer, 303) else None

    def sent_back(self, page):
        """To the TPP, which is to try again later."""
        if page.status != 303 or "error" not in page.redirect:
            return False
        assert page.redirect["error"] == "temporarily_unavailable"
        self.refused += 1
        return True


class UnitTaker(Writer):
    """Takes units of one counter, which says after each how many are taken."""
    limit = 1_000_000_000

    def __init__(self, customer, iban):
        super().__init__(customer)
        self.iban = iban

    def step(self):
        answer = self.customer.get(balances_of(self.iban), batch=True)
        if not self.is_done(answer, 200):
            return False
        self.acknowledged += 1
        self.agree(self.limit - quota.standing(answer).left)
        return True

    def agree(self, taken):
        assert self.acknowledged <= taken <= self.acknowledged + self.refused, "a unit is lost, or taken by nobody"


@pytest.fixture
def writers(nodes):
    claire, lea, gilles, georges = (connected(nodes, login) for login in (CLAIRE, LEA, GILLES, GEORGES))
    for customer, iban in ((gilles, GILLES_IBANS[0]), (georges, GEORGES_IBAN)):
        assert customer.consent(iban).status == 201
    started = [ConsentWriter(claire), TokenWriter(lea), UnitTaker(gilles, GILLES_IBANS[0]),
               UnitTaker(georges, GEORGES_IBAN), Revoker(lea.unwatched())]
    for writer in started:
        writer.start()
    yield started
    for writer in started:
        writer.ends.set()
        writer.join(60)


def serves_all(writers, since, took):
    *others, revoker = writers
    for writer in others:
        writer.wait_for_a_step_since(since, SERVED_WITHIN)
    took.append(time.monotonic() - since)
    revoker.wait_for_a_step_since(since, SIGNED_IN_WITHIN)


def disturb(nodes, writers, restarts, fail_overs):
    """Restarts and fail-overs by turns. Gives how long after it accepted connections each was over for all."""
    took = []
    events = ["restart"] * restarts
    for number in range(fail_overs):
        events.insert(restarts - restarts * number // fail_overs, "fail over")
    serves_all(writers, time.monotonic(), [])
    for event in events:
        if event == "restart":
            nodes.restart()
            serves_all(writers, time.monotonic(), took)
        else:
            for _ in nodes.fail_over():
                serves_all(writers, time.monotonic(), took)
            # With its new standby, too.
            serves_all(writers, time.monotonic(), [])
        *_, revoker = writers
        assert revoker.customer.unwatched().accounts(token=revoker.revoked[-1]).status == 401
    return took


def nothing_is_lost(nodes, writers):
    """What the present primary has, beside what was acknowledged."""
    consents, _, *takers, revoker = writers
    versions = postgresql.query(nodes.url, f"SELECT count(*) FROM consent_version WHERE psu LIKE '%{CLAIRE}%'")
    assert consents.acknowledged <= versions <= consents.asked
    live = set(nodes.database.column("access_grant", "access_hash"))
    assert not live & {hashlib.sha256(token.encode()).digest() for token in revoker.revoked}
    for taker in takers:
        taker.agree(postgresql.query(nodes.url, f"SELECT sum(taken) FROM batch_access WHERE subject LIKE '%{taker.iban}%'"))


def test_rows_226_258_and_259_restarts_and_fail_overs_under_load_lose_nothing_acknowledged(nodes, writers):
    took = disturb(nodes, writers, RESTARTS, FAIL_OVERS)
    assert len(took) == RESTARTS + FAIL_OVERS
    for writer in writers:
        writer.ends.set()
    for writer in writers:
        writer.join(30)
        if writer.failure:
            raise writer.failure
        assert writer.acknowledged
    nothing_is_lost(nodes, writers)
    assert nodes.status() == 0
    counts = ", ".join(f"{type(each).__name__} {each.acknowledged} and {each.refused}" for each in writers)
    print(f"\n{RESTARTS} restarts, {FAIL_OVERS} fail-overs; acknowledged and refused: {counts}; "
          f"served again after {sorted(round(each, 2) for each in took)} s")


def test_row_259_what_the_standby_does_not_have_is_not_acknowledged(nodes):
    georges = connected(nodes, GEORGES)
    assert georges.consent(GEORGES_IBAN).status == 201
    with frozen.standing_still(nodes.process_of_standby()):
        for _ in range(3):
            refused(georges.consent(GEORGES_IBAN, identity=True), 503, "STORE")
    give_up = time.monotonic() + SERVED_WITHIN
    while (status := georges.consent(GEORGES_IBAN).status) != 201:
        assert status == 503 and time.monotonic() < give_up


def test_a_server_that_is_silent_keeps_no_gateway_from_the_other(tmp_path):
    silent = pathlib.Path(tempfile.mkdtemp(prefix="guichet-silent-"))  # a socket's name is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(silent / ".s.PGSQL.5432"))
        listening.listen(100)
        store = postgresql.server().database("of_two_servers").replace("host=", f"host={silent},")
        gateway = process.Sandbox(tmp_path / "data", "--store", store).start()
        lea = connected(gateway, LEA)
        assert lea.accounts().status == 200
        assert gateway.stop() == 0
    shutil.rmtree(silent)
