# SPDX-License-Identifier: Apache-2.0
"""Rows 213, 215 and 226 under fire: 64 batch calls at once on one counter, again and again, and kill -9 at random
moments. A few races by default; GUICHET_RACES=1000 is the whole of it, GUICHET_RACES_SEED repeats one."""
import os
import random
import ssl
import threading
import time

from guichet_client import api, http, process
from guichet_client.parallel import at_once
from guichet_client.personas import LEA, LEA_IBAN, balances_of, overdrafts_of, transactions_of

RACES = int(os.environ.get("GUICHET_RACES", "8"))
SEED = int(os.environ.get("GUICHET_RACES_SEED", str(random.randrange(2**32))))
CALLS = 64
LIMIT = 4
KILLED = 0.4  # share of the races
DAYS_BY_ONE_AUTHENTICATION = 170
BROKEN = (OSError, ssl.SSLError, http.Closed)
# Each race has a counter of its own: the five methods, then another day.
COUNTERS = [("accounts", "/accounts"), ("identity", "/end-user-identity"), ("balances", balances_of(LEA_IBAN)),
            ("transactions", transactions_of(LEA_IBAN)), ("overdrafts", overdrafts_of(LEA_IBAN))]


class Runners:
    """LEA's tokens on 64 connections of their own."""

    def __init__(self, customer):
        self.customer = customer
        self.apis = [customer.unwatched() for _ in range(CALLS)]

    def race(self, path, killer=None):
        """The status of each call, None where no answer came, and the seconds it took. `killer` is started with the
        calls."""
        target = api.BASE + path
        for number, each in enumerate(self.apis):
            if each is None:
                self.apis[number] = self.customer.unwatched()
            self.apis[number].tokens = self.customer.tokens
            self.apis[number].connection()
        requests = [each.headers("GET", target, batch=True) for each in self.apis]

        def call(number):
            try:
                return self.apis[number].send("GET", target, requests[number], judged=False).status
            except BROKEN:
                self.apis[number] = None
                return None

        began = time.monotonic()
        if killer:
            killer.start()
        return at_once(CALLS, call), time.monotonic() - began


def units_taken(sandbox, method):
    """On the newest day with this method's counter."""
    rows = [row for row in sandbox.database.rows("batch_access") if row[5] == method]
    newest = max((row[1] for row in rows), default=0)
    return next((row[-1] for row in rows if row[1] == newest), 0), newest


def test_row_213_215_226_races_on_one_counter_give_exactly_four_whatever_is_killed(tmp_path):
    chance = random.Random(SEED)
    sandbox = process.Sandbox(tmp_path / "data").start()
    figures = {"races": 0, "killed": 0, "granted": 0, "unanswered": 0, "lost": 0, "most lost at once": 0}
    usual_s, days = 0.2, 0
    try:
        customer = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert customer.consent(LEA_IBAN, identity=True).status == 201
        runners = Runners(customer.unwatched())
        for number in range(RACES):
            method, path = COUNTERS[number % len(COUNTERS)]
            if number and number % len(COUNTERS) == 0:
                days += 1
                api.move_clock(sandbox, advance="P1D")
                if days % DAYS_BY_ONE_AUTHENTICATION == 0:
                    runners.customer.connect_customer(LEA)
                else:
                    runners.customer.keep(runners.customer.refresh())
            day_before = units_taken(sandbox, method)[1]
            delay_s = chance.uniform(0, usual_s)
            killer = threading.Timer(delay_s, sandbox.kill) if chance.random() < KILLED else None
            answers, took_s = runners.race(path, killer)
            if killer is None:
                usual_s = took_s
            else:
                killer.join()
                sandbox.start()
                runners = Runners(again(runners.customer, sandbox))
            granted = answers.count(200)
            unanswered = answers.count(None)
            assert set(answers) <= {200, 429, None}, (SEED, number, answers)
            taken, day = units_taken(sandbox, method)
            taken = taken if day > day_before else 0
            lost = taken - granted
            assert 0 <= lost <= unanswered and taken <= LIMIT, (SEED, number, granted, taken, unanswered)
            if killer is None:
                assert (granted, answers.count(429)) == (LIMIT, CALLS - LIMIT), (SEED, number, answers)
            rest = [runners.customer.get(path, batch=True).status for _ in range(LIMIT - taken + 1)]
            assert rest == [200] * (LIMIT - taken) + [429], (SEED, number, taken, rest)
            for name, count in (("races", 1), ("killed", killer is not None), ("granted", granted + LIMIT - taken),
                                ("unanswered", unanswered), ("lost", lost)):
                figures[name] += count
            figures["most lost at once"] = max(figures["most lost at once"], lost)
        print(f"\nseed {SEED}: {figures}")
        assert figures["granted"] + figures["lost"] == LIMIT * RACES
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0


def again(customer, sandbox):
    """The same customer after a restart: the same tokens over a new connection."""
    after = api.Api(sandbox, customer.tpp).unwatched()
    after.tokens = customer.tokens
    return after
