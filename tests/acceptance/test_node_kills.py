# SPDX-License-Identifier: Apache-2.0
"""Row 215: two gateways on one PostgreSQL, 64 clients on very many counters, and gateways that are killed and frozen at
random moments. A few attempts by default; GUICHET_NODE_ATTEMPTS=100000 is the whole of it, on 10,000 counters;
GUICHET_RACES_SEED repeats the choices of one."""
import collections
import datetime
import os
import random
import ssl
import threading
import time

import pytest

from guichet_client import api, frozen, http, nodes, postgresql, process, statements
from guichet_client.personas import LEA, entries, today_in_paris, transactions_of
from guichet_client.statements import Entry, Statement, iban_of

pytestmark = pytest.mark.own_postgresql

ATTEMPTS = int(os.environ.get("GUICHET_NODE_ATTEMPTS", "3000"))
COUNTERS = max(200, ATTEMPTS // 10)
SEED = int(os.environ.get("GUICHET_RACES_SEED", str(random.randrange(2**32))))
CLIENTS = 64
LIMIT = 4
IBAN = iban_of("00044455566")
BROKEN = (OSError, ssl.SSLError, http.Closed)
DAYS = 40


def import_entries(node):
    """An account with as many entries as there are to be counters: details of each have a counter of their own."""
    def day(number):
        return today_in_paris() - datetime.timedelta(days=number)

    booked = [day(2 + number % (DAYS - 4)) for number in range(COUNTERS)]
    items = [Entry(100 + number, booked[number], booked[number], reference=f"N-{number}") for number in range(COUNTERS)]
    path = statements.write(node.data.with_name("entries.xml"), Statement(IBAN, items, first=day(DAYS), last=day(1)))
    result = process.run("import", "camt053", path, "--data", node.data, "--login", LEA, limit=300)
    assert result.returncode == 0, result.stderr


def details_of_all(customer):
    """The paths of the details of every entry."""
    paths, target = [], transactions_of(IBAN)
    while target:
        answer = customer.get(target)
        assert answer.status == 200, answer.text
        page = answer.json()
        paths += [each["_links"]["details"]["href"] for each in entries(answer) if "_links" in each]
        target = page["_links"].get("next", {}).get("href")
    return paths


class Trouble:
    """Kills or freezes a gateway, again and again, until it is told to stop."""

    def __init__(self, gateways, chance):
        self.gateways, self.chance = gateways, chance
        self.killed = self.frozen = 0
        self.over = threading.Event()
        self.failure = None
        self.thread = threading.Thread(target=self._run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        assert not self.failure, self.failure

    def _run(self):
        try:
            self._make_trouble()
        except Exception as failure:  # whatever it is, the test says it
            self.failure = failure

    def _make_trouble(self):
        while not self.over.wait(self.chance.uniform(0.2, 1.5)):
            gateway = self.chance.choice(self.gateways)
            if self.chance.random() < 0.5:
                gateway.kill()
                self.killed += 1
                gateway.start()
            else:
                with frozen.standing_still(gateway.child.pid):
                    self.frozen += 1
                    self.over.wait(self.chance.uniform(0.1, 2.5))


class Client:
    """Calls of one client, each at one of the gateways; it keeps a connection to each."""

    def __init__(self, customers, paths, seed, tally):
        self.customers, self.paths, self.tally = customers, paths, tally
        self.chance = random.Random(seed)
        self.apis = [None] * len(customers)

    def attempt(self):
        """One call. Where there is no connection none was made, and it is tried again."""
        path = self.chance.choice(self.paths)
        while True:
            number = self.chance.randrange(len(self.apis))
            try:
                if self.apis[number] is None:
                    self.apis[number] = self.customers[number].unwatched()
                self.apis[number].connection()
                break
            except BROKEN:
                self.apis[number] = None
                time.sleep(0.02)
        own = self.apis[number]
        try:
            status = own.send("GET", path, own.headers("GET", path, batch=True), judged=False).status
        except BROKEN:
            self.apis[number] = None
            status = None
        self.tally[path][status] += 1


def run_clients(customers, paths, tally):
    left = iter(range(ATTEMPTS))
    lock = threading.Lock()
    failures = []

    def work(number):
        client = Client(customers, paths, SEED + number, tally)
        try:
            while True:
                with lock:
                    if next(left, None) is None:
                        return
                client.attempt()
        except Exception as failure:  # whatever it is, the test says it
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def units_of(url):
    """What the database has taken of each entry's details, by the id in their path."""
    rows = postgresql.query(url, "SELECT json_agg(json_build_array(subject, taken)) FROM batch_access "
                                 "WHERE method = 'details'") or []
    return {subject.rsplit("/", 1)[1]: taken for subject, taken in rows}


def test_row_215_no_counter_gives_more_than_four_whatever_gateways_are_killed_and_frozen(tmp_path):
    server = postgresql.Server()
    gateways = []
    try:
        url = server.database("of_kills")
        gateways = nodes.started(tmp_path, url, prepare=import_entries)
        first = api.Api(gateways[0], api.Tpp.sample(gateways[0].data), watch=False).connect_customer(LEA)
        assert first.consent(IBAN).status == 201
        customers = [first, nodes.at(gateways[1], first)]
        paths = details_of_all(first)
        assert len(paths) >= COUNTERS * 9 // 10, len(paths)
        tally = collections.defaultdict(collections.Counter)
        for path in paths:
            tally[path]
        began = time.monotonic()
        with Trouble(gateways, random.Random(SEED)) as trouble:
            run_clients(customers, paths, tally)
        took = time.monotonic() - began
        total = sum(tally.values(), collections.Counter())
        assert set(total) <= {200, 429, 503, None}, (SEED, total)
        taken = units_of(url)
        lost = 0
        for path, answers in tally.items():
            units = taken.get(path.rsplit("/details", 1)[0].rsplit("/", 1)[1], 0)
            spent = units - answers[200]
            assert units <= LIMIT, (SEED, path, units)
            assert 0 <= spent <= answers[None] + answers[503], (SEED, path, units, answers)
            lost += spent
        assert trouble.killed + trouble.frozen > 0
        print(f"\nseed {SEED}: {ATTEMPTS} attempts on {len(paths)} counters in {took:.0f} s; answers {dict(total)}; "
              f"killed {trouble.killed}, frozen {trouble.frozen}; units lost {lost}")
    finally:
        for gateway in gateways:
            if gateway.running:
                assert gateway.stop() == 0
        server.stop()
