# SPDX-License-Identifier: Apache-2.0
"""Many calls at one time."""
import concurrent.futures
import threading

LIMIT_S = 60


def at_once(count, action):
    """Calls action(0), action(1), ... on as many threads, all of which are there before the first one acts; gives
    what they give, in order."""
    gate = threading.Barrier(count, timeout=LIMIT_S)

    def act(number):
        gate.wait()
        return action(number)

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return [done.result(LIMIT_S) for done in [pool.submit(act, number) for number in range(count)]]
