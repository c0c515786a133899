# SPDX-License-Identifier: Apache-2.0
"""A long statement, with the program that is shipped: imported whole, in memory that does not grow with it, and read
back over the API to the cent."""
import datetime
import random
import subprocess

import pytest

from guichet_client import api, process, statements
from guichet_client.personas import LEA, entries, today_in_paris, transactions_of
from guichet_client.statements import Entry, Statement, iban_of

pytestmark = pytest.mark.skipif(not process.RELEASE_BINARY, reason="GUICHET_RELEASE_BINARY is not set")

IBAN = iban_of("00011122244")
ENTRIES = 100_000
MOST_KILOBYTES = 64 * 1024


@pytest.fixture
def sandbox(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", binary=process.RELEASE_BINARY).start()
    yield sandbox
    assert sandbox.stop() == 0


def many_entries(seed):
    dice = random.Random(seed)
    today = today_in_paris()
    days = [today - datetime.timedelta(days=number) for number in range(30, 1, -1)]
    return [Entry(dice.choice((-1, 1)) * dice.randint(1, 10**dice.randint(1, 7)), days[number * len(days) // ENTRIES],
                  reference=f"N-{number}", lines=(f"LINE {dice.random()}",)) for number in range(ENTRIES)]


# A child's peak includes what it was forked from, so it is forked from something small.
MEASURED = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"used {used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss}")
sys.exit(code)"""


def import_with_peak(sandbox, path):
    """Imports a file; gives what was said, the seconds of processor time and the peak of resident memory in KiB."""
    done = subprocess.run(["/usr/bin/python3", "-S", "-E", "-c", MEASURED, process.RELEASE_BINARY, "import", "camt053", path,
                           "--data", sandbox.data, "--login", LEA], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    *said, used = done.stdout.splitlines()
    _, seconds, peak = used.split()
    return "\n".join(said), float(seconds), int(peak)


def test_a_hundred_thousand_entries_read_back_to_the_cent_in_little_memory(sandbox, tmp_path):
    written = many_entries(seed=53)
    days = [entry.booked for entry in written]
    path = statements.write(tmp_path / "long.xml", Statement(IBAN, written, first=days[0], last=days[-1]))
    said, seconds, peak = import_with_peak(sandbox, path)
    print(f"{ENTRIES} entries, {path.stat().st_size} bytes: {seconds} s of processor time, {peak} KiB at most\n{said}")
    assert peak < MOST_KILOBYTES
    lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
    assert lea.consent(IBAN).status == 201
    target = lea.base + transactions_of(IBAN)
    # Short answers are held against the schema elsewhere; this one would take minutes.
    answer = lea.send("GET", target, lea.headers("GET", target), judged=False)
    assert answer.status == 200
    read = entries(answer)[::-1]
    assert [(entry["entryReference"], round(float(entry["transactionAmount"]["amount"]) * 100),
             entry["creditDebitIndicator"]) for entry in read] == \
        [(entry.reference, abs(entry.cents), "DBIT" if entry.cents < 0 else "CRDT") for entry in written]
