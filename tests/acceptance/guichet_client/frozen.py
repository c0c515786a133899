# SPDX-License-Identifier: Apache-2.0
"""Processes that stand still. SIGSTOP is on its way when the call that sends it returns: here the test goes on when
every thread has stopped, whether or not the process is our child."""
import contextlib
import os
import pathlib
import signal
import time

STANDS_STILL_WITHIN = 20.0  # seconds; a thread that writes to a disk stops after its write


def freeze(number):
    """Stops the process of this number, and returns when all of its threads stand still."""
    os.kill(number, signal.SIGSTOP)
    give_up = time.monotonic() + STANDS_STILL_WITHIN
    while moving := moving_threads(number):
        assert time.monotonic() < give_up, f"process {number} goes on: {moving}"


def thaw(number):
    os.kill(number, signal.SIGCONT)


@contextlib.contextmanager
def standing_still(main):
    """A process and those it has started, all of which go on at the end."""
    frozen = [main]
    try:
        freeze(main)  # before the others are asked for: it starts none any more
        for child in map(int, pathlib.Path(f"/proc/{main}/task/{main}/children").read_text().split()):
            frozen.append(child)
            freeze(child)
        yield
    finally:
        for number in frozen:
            thaw(number)


def moving_threads(number):
    """thread: state, of those that are not stopped and have not ended."""
    states = {thread.name: state_of(thread) for thread in pathlib.Path(f"/proc/{number}/task").iterdir()}
    return {thread: state for thread, state in states.items() if state not in ("T", "Z", "X", None)}


def state_of(thread):
    """The letter after the name, which stands in parentheses; none once the thread is gone."""
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None
