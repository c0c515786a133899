# SPDX-License-Identifier: Apache-2.0
"""Rows 108, 123 and 135, invariant I4: whatever happens at once, never two live access tokens. A hundred times each."""
import hashlib

from guichet_client import api
from guichet_client.oracle import token_refused
from guichet_client.parallel import at_once
from guichet_client.personas import LEA

ROUNDS = 100
A_MINUTE_LATER = "PT61S"  # more than 100 dead tokens in a minute would be abuse


def crowd(customer, size):
    """The same TPP over as many connections of its own."""
    return [customer.unwatched() for _ in range(size)]


def live(customer, tokens):
    """Which of the access tokens open the accounts. The clock goes on between rounds, and a code that ended an hour
    ago is removed at any moment."""
    may_change = ("authorization_code",)
    return [token for token in tokens if customer.accounts(token=token, may_change=may_change).status == 200]


def granted(answers):
    return [answer.json() for answer in answers if answer.status == 200]


def test_row_108_of_64_exchanges_of_one_code_at_most_one_succeeds_and_no_token_stays_100_times(sandbox, stranger):
    callers = crowd(stranger, 64)
    for _ in range(ROUNDS):
        code = stranger.code_for(LEA)
        answers = at_once(len(callers), lambda number: callers[number].exchange(code))
        for answer in answers:
            if answer.status != 200:
                token_refused(answer, 400, "invalid_grant")
        given = granted(answers)
        assert len(given) <= 1
        assert live(stranger, [tokens["access_token"] for tokens in given]) == []
        for tokens in given:
            token_refused(stranger.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert sandbox.database.rows("access_grant") == []


def test_row_123_after_50_refreshes_of_one_token_exactly_one_access_token_lives_100_times(sandbox, lea):
    callers = crowd(lea, 50)
    for _ in range(ROUNDS):
        answers = at_once(len(callers), lambda number: callers[number].refresh())
        assert {answer.status for answer in answers} <= {200, 503}
        given = granted(answers)
        tokens = [each["access_token"] for each in given]
        assert len(set(tokens)) == len(tokens) > 0
        assert {each["refresh_token"] for each in given} == {lea.tokens.refresh}
        (survivor,) = live(lea, tokens)
        (row,) = sandbox.database.rows("access_grant")
        assert hashlib.sha256(survivor.encode()).digest() in row, "not the one of the last commit"
        api.move_clock(sandbox, advance=A_MINUTE_LATER)


def test_row_135_of_codes_of_one_customer_exchanged_at_once_one_pair_stays(sandbox, stranger):
    callers = crowd(stranger, 8)
    for _ in range(ROUNDS // 10):
        codes = [stranger.code_for(LEA) for _ in callers]
        answers = at_once(len(callers), lambda number: callers[number].exchange(codes[number]))
        assert [answer.status for answer in answers] == [200] * len(callers)
        given = granted(answers)
        (survivor,) = live(stranger, [tokens["access_token"] for tokens in given])
        refreshed = [stranger.refresh(tokens["refresh_token"]) for tokens in given]
        assert [answer.status for answer in refreshed].count(200) == 1
        assert [tokens["access_token"] for tokens in given].index(survivor) == \
            [answer.status for answer in refreshed].index(200), "the pair that lives is not of one exchange"
        assert len(sandbox.database.rows("access_grant")) == 1


def test_row_135_of_refreshes_and_an_exchange_at_once_one_access_token_stays(sandbox, lea):
    callers = crowd(lea, 8)
    for _ in range(ROUNDS // 10):
        code, refresh_token = lea.code_for(LEA), lea.tokens.refresh

        def act(number):
            return callers[0].exchange(code) if number == 0 else callers[number].refresh(refresh_token)

        answers = at_once(len(callers), act)
        assert answers[0].status == 200
        for answer in answers[1:]:
            if answer.status != 200:
                token_refused(answer, 400, "invalid_grant")
        assert live(lea, [tokens["access_token"] for tokens in granted(answers)]) == [answers[0].json()["access_token"]]
        lea.keep(answers[0])
        assert len(sandbox.database.rows("access_grant")) == 1
