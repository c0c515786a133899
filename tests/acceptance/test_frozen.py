# SPDX-License-Identifier: Apache-2.0
"""What the tests that freeze a process rely on."""
import os
import signal
import subprocess
import sys

from guichet_client import frozen

ROUNDS = 100
MANY_THREADS = """
import threading

def go_on():
    while True:
        pass

for _ in range(8):
    threading.Thread(target=go_on).start()
print("started", flush=True)
"""
STARTS_IT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def test_every_thread_of_a_process_stands_still_when_it_is_frozen():
    with subprocess.Popen([sys.executable, "-c", MANY_THREADS], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        try:
            for _ in range(ROUNDS):
                frozen.freeze(child.pid)
                assert not frozen.moving_threads(child.pid)
                frozen.thaw(child.pid)
                assert frozen.moving_threads(child.pid)
        finally:
            child.kill()


def test_a_process_that_is_not_our_child_stands_still_with_the_one_that_started_it_and_both_go_on():
    with subprocess.Popen([sys.executable, "-c", STARTS_IT, MANY_THREADS], stdout=subprocess.PIPE) as child:
        other = int(child.stdout.readline())
        try:
            for _ in range(ROUNDS):
                with frozen.standing_still(child.pid):
                    assert not frozen.moving_threads(child.pid) and not frozen.moving_threads(other)
                assert frozen.moving_threads(child.pid) and frozen.moving_threads(other)
        finally:
            os.kill(other, signal.SIGKILL)
