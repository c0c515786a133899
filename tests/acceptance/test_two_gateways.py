# SPDX-License-Identifier: Apache-2.0
"""Rows 214, 229, 258 and 261: two gateways on one PostgreSQL, and what becomes of them when it is in trouble."""
import os
import pathlib
import shutil
import signal
import threading
import time

import pytest

from guichet_client import api, postgresql, process
from guichet_client.oracle import refused
from guichet_client.parallel import at_once
from guichet_client.personas import LEA, LEA_IBAN, balances_of

HEALED_WITHIN = 5.0
REFUSED_WITHIN = 2.0


@pytest.fixture(scope="module")
def server():
    """A server of this module's own: it is frozen and restarted."""
    server = postgresql.Server()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def gateways(server, tmp_path_factory):
    """Two programs with the same certificates and one database."""
    folder = tmp_path_factory.mktemp("gateways")
    store = ["--store", server.database("of_two")]
    one = process.Sandbox(folder / "one", *store).start()
    assert one.stop() == 0
    shutil.copytree(folder / "one", folder / "other")
    both = [one, process.Sandbox(folder / "other", *store)]
    for gateway in both:
        gateway.start()
    yield both
    for gateway in both:
        assert gateway.stop() == 0


@pytest.fixture
def customers(gateways):
    """LEA's tokens at each of the gateways; they were given by the first."""
    one, other = gateways
    api.reset(one)
    at_one = api.Api(one, api.Tpp.sample(one.data), watch=False).connect_customer(LEA)
    assert at_one.consent(LEA_IBAN).status == 201
    at_other = api.Api(other, api.Tpp.sample(other.data), watch=False)
    at_other.tokens = at_one.tokens
    return at_one, at_other


def test_row_214_of_32_and_32_calls_at_two_gateways_exactly_four_are_served(customers):
    callers = [customers[number % 2].unwatched() for number in range(64)]
    answers = at_once(len(callers), lambda number: callers[number].get(balances_of(LEA_IBAN), batch=True))
    assert sorted(answer.status for answer in answers) == [200] * 4 + [429] * 60


def test_a_token_that_one_gateway_ended_is_unknown_at_the_other_at_once(customers):
    at_one, at_other = customers
    assert at_other.accounts().status == 200
    assert at_one.revoke(at_one.tokens.access).status == 200
    assert at_other.accounts().status == 401


def processes_of(server):
    main = server.main_process
    children = pathlib.Path(f"/proc/{main}/task/{main}/children").read_text().split()
    return [main, *map(int, children)]


def test_rows_229_and_261_a_frozen_database_is_503_within_2_s_and_heals_by_itself(server, customers):
    callers = [customers[number % 2].unwatched() for number in range(16)]
    assert {caller.accounts().status for caller in callers} == {200}
    for number in processes_of(server):
        os.kill(number, signal.SIGSTOP)
    try:
        took = []

        def ask(number):
            began = time.monotonic()
            answer = callers[number].get(balances_of(LEA_IBAN), batch=number % 4 < 2)
            took.append(time.monotonic() - began)
            return answer

        for _ in range(3):
            for answer in at_once(len(callers), ask):
                refused(answer, 503, "STORE")
                assert int(answer.header("retry-after")) >= 1
        assert max(took) < REFUSED_WITHIN
    finally:
        for number in processes_of(server):
            os.kill(number, signal.SIGCONT)
    serves_again(customers)


def serves_again(customers):
    began = time.monotonic()
    for customer in customers:
        while (status := customer.unwatched().accounts().status) != 200:
            assert status == 503
            assert time.monotonic() - began < HEALED_WITHIN


def test_row_258_a_restart_under_load_is_503_at_most_and_loses_nothing_acknowledged(server, customers):
    stop = threading.Event()
    seen = [[] for _ in range(8)]

    def load(number):
        caller = customers[number % 2].unwatched()
        while not stop.is_set():
            seen[number].append(caller.consent(LEA_IBAN, identity=number % 2 == 0).status)

    threads = [threading.Thread(target=load, args=(number,)) for number in range(len(seen))]
    for thread in threads:
        thread.start()
    for _ in range(3):
        server.restart()
        serves_again(customers)
    stop.set()
    for thread in threads:
        thread.join()
    statuses = [status for own in seen for status in own]
    assert set(statuses) <= {201, 503}
    kept = postgresql.query(server.database("of_two"), "SELECT count(*) FROM consent_version")
    assert kept >= statuses.count(201) + 1
