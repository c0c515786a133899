# SPDX-License-Identifier: Apache-2.0
"""What an answer says of the batch quota (draft-ietf-httpapi-ratelimit-headers and its earlier drafts)."""
import dataclasses
import re

FIELDS = ("RateLimit-Policy", "RateLimit", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
DAYS = (82_800, 86_400, 90_000)  # seconds that a day has in Paris


@dataclasses.dataclass
class Standing:
    limit: int
    left: int
    reset: int   # seconds until the next Paris midnight
    window: int  # seconds of the present Paris day


def standing(answer):
    """What the answer says; None if it says nothing. The two forms say the same, or it fails."""
    said = {name: answer.header(name) for name in FIELDS}
    if not any(said.values()):
        return None
    assert all(said.values()), f"some of the RateLimit fields only: {said}"
    policy = re.fullmatch(r'"batch";q=(\d+);w=(\d+)', said["RateLimit-Policy"])
    present = re.fullmatch(r'"batch";r=(\d+);t=(\d+)', said["RateLimit"])
    assert policy and present, said
    found = Standing(int(policy[1]), int(present[1]), int(present[2]), int(policy[2]))
    assert [int(said[name]) for name in FIELDS[2:]] == [found.limit, found.left, found.reset], said
    assert 0 <= found.left <= found.limit and 0 < found.reset <= found.window and found.window in DAYS, said
    return found


def judge(answer, is_read):
    """A read that was answered says how its counter stands, and so does a refusal of the quota; where nothing is
    counted, nothing is said."""
    found = standing(answer)
    if not is_read:
        assert found is None, "a quota where there is none"
    elif answer.status in (200, 204):
        assert found, "an answer to a read without a word of the quota"
    if answer.status == 429 and answer.header("Retry-After") and found:
        assert found.left == 0 and int(answer.header("Retry-After")) == found.reset
