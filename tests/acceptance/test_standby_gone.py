# SPDX-License-Identifier: Apache-2.0
"""Row 259 and the pool's limit: while the synchronous standby is gone, commits that gateways gave up wait at the
primary. They must not use up its connections.

The long form: GUICHET_SECONDS_WITHOUT_STANDBY=60 pytest -s tests/acceptance/test_standby_gone.py
"""
import os
import select
import signal
import threading
import time

import pytest

from guichet_client import api, cluster, frozen, journey, postgresql
from guichet_client.oracle import refused
from guichet_client.personas import LEA, LEA_IBAN, balances_of

pytestmark = pytest.mark.own_postgresql

SECONDS = float(os.environ.get("GUICHET_SECONDS_WITHOUT_STANDBY", "15"))
GATEWAYS = 2
CALLERS = 8
# docs/operating/postgresql.md: five, and for each of the four that write one more while the standby is gone.
MOST_CONNECTIONS = 9
SERVED_WITHIN = 10.0


@pytest.fixture(scope="module")
def nodes():
    made = cluster.Cluster()
    made.start()
    yield made
    made.stop()


def connections(nodes):
    return postgresql.query(nodes.url, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'guichet'")


def test_without_its_standby_a_gateway_has_no_more_connections_than_it_says_and_heals_with_it(nodes):
    lea = api.Api(nodes, api.Tpp.sample(nodes.data), watch=False).connect_customer(LEA)
    assert lea.consent(LEA_IBAN).status == 201
    statuses, most, stop = set(), [], threading.Event()

    def load(number):
        caller = lea.unwatched()
        while not stop.is_set():
            if number % 2:
                statuses.add(caller.get(balances_of(LEA_IBAN), batch=True).status)
            else:  # a customer's way begins with a row of its own: no lock of a commit before stops this one
                page = journey.Browser(nodes, tls_pair=None).authorize(lea.tpp)
                statuses.add(page.redirect["error"] if page.status == 303 else page.status)

    threads = [threading.Thread(target=load, args=(number,)) for number in range(CALLERS)]
    with frozen.standing_still(nodes.process_of_standby()):
        try:
            # The connection to a standby that is frozen is not closed: what is asked from now on waits for it.
            refused(lea.consent(LEA_IBAN, identity=True), 503, "STORE")
            for thread in threads:
                thread.start()
            give_up = time.monotonic() + SECONDS
            while time.monotonic() < give_up:
                most.append(connections(nodes))
                time.sleep(0.2)
        finally:
            stop.set()
            for thread in threads:
                if thread.ident:
                    thread.join()
    print(f"\nat most {max(most)} connections of {GATEWAYS} gateways in {SECONDS:.0f} s")
    assert statuses <= {503, "temporarily_unavailable"}
    assert max(most) <= GATEWAYS * MOST_CONNECTIONS
    give_up = time.monotonic() + SERVED_WITHIN
    while (status := lea.consent(LEA_IBAN).status) != 201:
        assert status == 503 and time.monotonic() < give_up
    assert nodes.status() == 0


def killed_outright(main):
    """The server's first process ends without a word, and its file with the number stays."""
    process = os.pidfd_open(main)
    signal.pidfd_send_signal(process, signal.SIGKILL)
    assert select.select([process], [], [], 20)[0]
    os.close(process)


@pytest.fixture
def to_be_killed():
    made = cluster.Cluster().start()
    yield made
    if made.folder.exists():
        made.stop()


def test_a_primary_and_a_standby_that_were_killed_outright_are_failed_over_from_and_taken_down(to_be_killed):
    nodes = to_be_killed
    killed_outright(nodes.process_of_primary())
    for _ in nodes.fail_over():
        pass
    assert nodes.status() == 0
    killed_outright(nodes.process_of_standby())
    nodes.stop()
    assert not nodes.folder.exists()
