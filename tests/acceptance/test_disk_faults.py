# SPDX-License-Identifier: Apache-2.0
"""Rows 229 and 253 to 256 on the embedded store: a file system that is full, and a disk that fails."""
import os
import pathlib
import subprocess
import time

import pytest

from guichet_client import api, process
from guichet_client.oracle import refused
from guichet_client.personas import LEA, LEA_IBAN, balances_of

pytestmark = pytest.mark.embedded

HEALED_WITHIN = 5.0
SIZE = "8m"


def answers_of(lea):
    """A batch call, a connected one, a consent, a refresh."""
    return [lea.get(balances_of(LEA_IBAN), batch=True), lea.get(balances_of(LEA_IBAN)), lea.consent(LEA_IBAN),
            lea.refresh()]


def serves_again(lea):
    began = time.monotonic()
    while (status := lea.consent(LEA_IBAN).status) != 201:
        assert status == 503
        assert time.monotonic() - began < HEALED_WITHIN
    assert lea.get(balances_of(LEA_IBAN), batch=True).status == 200


def customer_of(sandbox):
    lea = api.Api(sandbox, api.Tpp.sample(sandbox.data), watch=False).connect_customer(LEA)
    assert lea.consent(LEA_IBAN).status == 201
    return lea


def again(lea, sandbox):
    """The same customer after a start."""
    after = api.Api(sandbox, lea.tpp, watch=False)
    after.tokens = lea.tokens
    return after


# --- row 253: no room ------------------------------------------------------------------------------------------

@pytest.fixture
def small(tmp_path):
    """A gateway whose store is alone on a small file system, and where that is seen from here."""
    place = tmp_path / "small"
    place.mkdir()
    own = ["unshare", "--map-root-user", "--mount"]
    tried = subprocess.run([*own, "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "guichet", place], check=False,
                           capture_output=True)
    if tried.returncode:
        pytest.skip(f"no file system of one's own here: {tried.stderr.decode().strip()}")
    program = tmp_path / "guichet"
    program.write_text(f"#!/bin/sh\nexec {' '.join(own)} sh -c 'mount -t tmpfs -o size={SIZE} guichet {place} && "
                       f"exec {process.BINARY} \"$@\"' guichet \"$@\"\n")
    program.chmod(0o755)
    sandbox = process.Sandbox(tmp_path / "data", "--store", f"sqlite:{place}/guichet.db", binary=str(program)).start()
    yield sandbox, pathlib.Path(f"/proc/{sandbox.child.pid}/root{place}")
    if sandbox.running:
        assert sandbox.stop() == 0


def test_rows_229_and_253_a_full_disk_is_503_for_all_data_and_heals_when_there_is_room(small):
    sandbox, place = small
    lea = customer_of(sandbox)
    with open(place / "fill", "wb") as fill:
        try:
            while True:
                os.write(fill.fileno(), bytes(4096))
        except OSError:
            pass
    # What the log of SQLite has room for in its file is still written.
    began = time.monotonic()
    while lea.consent(LEA_IBAN).status == 201:
        assert time.monotonic() - began < 30
    for answer in answers_of(lea):
        assert answer.status == 503 and int(answer.header("Retry-After")) >= 1, answer.text
    refused(lea.get(balances_of(LEA_IBAN)), 503, "STORE")
    reset = api.control(sandbox, "POST", "/_sandbox/reset", {})
    assert reset.status == 503 and int(reset.header("Retry-After")) >= 1, reset.text
    (place / "fill").unlink()
    serves_again(lea)


# --- rows 254 and 255: the disk fails --------------------------------------------------------------------------

@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    library = tmp_path_factory.mktemp("faults") / "disk.so"
    source = pathlib.Path(__file__).parent / "faults/disk.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def failing(tmp_path, shim):
    """A gateway, and the file that says what its disk does."""
    order = tmp_path / "order"
    order.write_text("")
    environment = {"LD_PRELOAD": str(shim), "GUICHET_DISK_FAULT": str(order),
                   "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
    sandbox = process.Sandbox(tmp_path / "data", environment=environment).start()
    yield sandbox, order
    if sandbox.running:
        assert sandbox.stop() == 0


@pytest.mark.parametrize("fault", ["write", "readonly"], ids=["EIO", "EROFS"])
def test_row_254_a_disk_that_does_not_write_is_503_and_heals_by_itself(failing, fault):
    sandbox, order = failing
    lea = customer_of(sandbox)
    order.write_text(fault)
    for answer in answers_of(lea):
        assert answer.status == 503, answer.text
    order.write_text("")
    serves_again(lea)


def test_row_255_after_a_sync_that_failed_nothing_is_acknowledged_any_more_and_it_ends_with_75(failing):
    sandbox, order = failing
    lea = customer_of(sandbox)
    used = lea.get(balances_of(LEA_IBAN), batch=True)
    assert used.status == 200
    order.write_text("sync")
    assert lea.get("/accounts", batch=True).status == 503
    order.write_text("")  # whoever asks the disk again is told that all is well
    assert sandbox.child.wait(process.STOPPED_WITHIN) == 75
    sandbox.start()
    after = again(lea, sandbox)
    assert [after.get(balances_of(LEA_IBAN), batch=True).status for _ in range(4)] == [200] * 3 + [429]
    assert after.consent(LEA_IBAN).status == 201


# --- row 256: the power goes in the middle of a commit ---------------------------------------------------------

def test_row_256_a_last_commit_that_was_torn_is_cut_off_and_logged_and_all_before_it_is_there(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        lea = customer_of(sandbox)
        sandbox.kill()
        log = sandbox.data / "guichet.db-wal"
        # As a power cut leaves it: of the last commit the disk has a part.
        assert log.stat().st_size > 100
        os.truncate(log, log.stat().st_size - 100)
        sandbox.start()
        assert f"{log} ends in the middle of a commit" in sandbox.stderr
        lea = again(lea, sandbox)
        assert lea.accounts().status == 200
        assert lea.consent(LEA_IBAN).status == 201
        assert lea.get(balances_of(LEA_IBAN), batch=True).status == 200
    finally:
        if sandbox.running:
            assert sandbox.stop() == 0
