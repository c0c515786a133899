# SPDX-License-Identifier: Apache-2.0
"""Rows 229 and 253 on PostgreSQL: the server's files are on a small file system, and that is full."""
import os
import pathlib
import subprocess
import tempfile
import time

import pytest

from guichet_client import api, postgresql, process
from guichet_client.oracle import refused
from guichet_client.personas import LEA, LEA_IBAN, balances_of

pytestmark = pytest.mark.own_postgresql

SIZE = "120m"
NAME = "of_small"
HEALED_WITHIN = 5.0
REFUSED_AFTER = 30.0  # seconds: the pages that the server has already are filled first
BLOCK = bytes(1 << 16)


class SmallServer(postgresql.Server):
    """On a file system of its own, which ends with it."""

    def __init__(self):
        # Where another user gets at it, which is not where the tests keep their files.
        self.place = place = tempfile.mkdtemp(prefix="guichet-small-")
        self.keeper = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o "size=$1" guichet "$2" && exec "$3" "$2"', "sh", SIZE,
             place, postgresql.ROOT / "scripts/private-postgresql"],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = self.keeper.stdout.readline().strip()
        assert said, "scripts/private-postgresql did not start a server"
        self.folder = pathlib.Path(f"/proc/{self.keeper.pid}/root{place}")
        self.url = f"postgresql://guichet@/guichet?host={self.folder}"

    def stop(self):
        self.keeper.stdin.close()
        self.keeper.wait(60)
        pathlib.Path(self.place).rmdir()

    def fill(self):
        with open(self.folder / "fill", "ab", buffering=0) as fill:
            for block in (BLOCK, BLOCK[:4096]):
                try:
                    while os.write(fill.fileno(), block) == len(block):
                        pass
                except OSError:
                    pass

    def make_room(self):
        (self.folder / "fill").unlink()

    @property
    def log(self):
        return (self.folder / "server.log").read_text()

    def start_again(self):
        """As whoever looks after the server does, where it is. It may have got up by itself once there was room, or be still falling."""
        binary = next(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        start = ["nsenter", f"--mount=/proc/{self.keeper.pid}/ns/mnt", f"--wd={self.folder}", "runuser", "-u", "postgres", "--",
                 binary, f"--pgdata={self.place}/data", f"--log={self.place}/server.log", "--wait", "--silent", "start"]
        ask = ["psql", "--no-psqlrc", "--quiet", self.url, "--command", "SELECT 1"]

        def runs(command):
            return subprocess.run(command, timeout=60, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode == 0

        deadline = time.monotonic() + 60
        while not runs(start) and not runs(ask):
            assert time.monotonic() < deadline, f"the server does not start again:\n{self.log[-2000:]}"
            time.sleep(0.1)


@pytest.fixture
def server():
    if os.getuid():
        pytest.skip("a file system of one's own for another user wants root")
    server = SmallServer()
    yield server
    server.stop()


@pytest.fixture
def lea(server, tmp_path):
    gateway = process.Sandbox(tmp_path / "data", "--store", server.database(NAME)).start()
    lea = api.Api(gateway, api.Tpp.sample(gateway.data), watch=False).connect_customer(LEA)
    assert lea.consent(LEA_IBAN).status == 201
    yield lea
    assert gateway.stop() == 0


def value(server, sql):
    return postgresql.query(server.database(NAME), sql)


def refused_in_the_end(call, good):
    began = time.monotonic()
    while (answer := call()).status == good:
        assert time.monotonic() - began < REFUSED_AFTER, "there is room"
    refused(answer, 503, "STORE")
    assert int(answer.header("Retry-After")) >= 1


def serves_again(lea):
    began = time.monotonic()
    while (status := lea.consent(LEA_IBAN).status) != 201 or (status := lea.get(balances_of(LEA_IBAN)).status) != 200:
        assert status == 503
        assert time.monotonic() - began < HEALED_WITHIN


def test_rows_229_and_253_a_server_without_room_for_data_is_503_for_all_data_and_heals_when_there_is(server, lea):
    server.fill()
    put = 0

    def consent():
        nonlocal put
        answer = lea.consent(LEA_IBAN)
        put += answer.status == 201
        return answer

    before = value(server, "SELECT count(*) FROM consent_version")
    refused_in_the_end(consent, 201)
    # Who is served is noted, so with no room for that nobody is.
    refused_in_the_end(lambda: lea.get(balances_of(LEA_IBAN)), 200)
    refused(lea.get(balances_of(LEA_IBAN), batch=True), 503, "STORE")
    assert "No space left on device" in server.log
    assert value(server, "SELECT count(*) FROM consent_version") == before + put, "of the refused nothing is there"
    server.make_room()
    serves_again(lea)


def test_row_253_a_server_that_fell_over_its_full_log_is_503_and_healed_once_it_runs_again(server, lea):
    taken = lea.get(balances_of(LEA_IBAN), batch=True)
    assert taken.status == 200
    server.fill()
    # The log wants another file, and there is no room for it.
    subprocess.run(["psql", "--no-psqlrc", server.url, "--command", "SELECT pg_switch_wal()", "--command",
                    "CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 40000)"],
                   check=False, capture_output=True, timeout=60)
    refused_in_the_end(lambda: lea.consent(LEA_IBAN), 201)
    # Until it is noticed that who is served cannot be noted either.
    refused_in_the_end(lambda: lea.get(balances_of(LEA_IBAN)), 200)
    refused(lea.get(balances_of(LEA_IBAN), batch=True), 503, "STORE")
    assert "PANIC" in server.log
    server.make_room()
    server.start_again()
    serves_again(lea)
    statuses = [lea.get(balances_of(LEA_IBAN), batch=True).status for _ in range(4)]
    assert statuses == [200] * 3 + [429], "what was acknowledged is kept"
