# SPDX-License-Identifier: Apache-2.0
"""Many calls at one time."""
import concurrent.futures

LIMIT_S = 60


def at_once(count, action):
    """Calls action(0), action(1), ... on as many threads; gives what they give, in order."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return [done.result(LIMIT_S) for done in [pool.submit(action, number) for number in range(count)]]
