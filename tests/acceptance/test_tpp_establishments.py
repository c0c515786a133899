# SPDX-License-Identifier: Apache-2.0
"""`guichet tpp` at the establishments where our customers live, and what it says of its own calls and of a token's end."""
import email.utils
import json

import pytest

from guichet_client import api, process
from guichet_client.personas import LEA, LEA_IBAN

CHORALE, MARIE = "9999999913", "9999999932"


@pytest.fixture
def tpp_command(sandbox):
    def run(*words):
        return process.run("tpp", *words, "--data", sandbox.data)

    return run


def done(answer):
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_a_persona_of_another_establishment_is_connected_there_and_read_there_until_another_is(tpp_command):
    assert "www.14265.sandbox.api.localhost" in done(tpp_command("connect", "--as", CHORALE))
    done(tpp_command("consent", "--all"))
    assert "FR7614265" in done(tpp_command("balances"))
    assert "www.14265.sandbox.api.localhost" in done(tpp_command("refresh"))
    assert "www.17515.sandbox.api.localhost" in done(tpp_command("connect", "--as", LEA))
    assert LEA_IBAN in done(tpp_command("accounts"))
    assert "FR7614265" in done(tpp_command("balances", "--establishment", "14265"))
    assert LEA_IBAN in done(tpp_command("accounts", "--establishment", "17515"))


def test_a_login_of_two_establishments_is_asked_which_and_then_taken_to_it(tpp_command):
    asked = tpp_command("connect", "--as", MARIE)
    assert asked.returncode == 2 and "at 14265 and another at 13825" in asked.stderr and "--establishment" in asked.stderr
    assert "www.13825.sandbox.api.localhost" in done(tpp_command("connect", "--as", "marie", "--establishment", "13825"))
    assert "FR7613825" in done(tpp_command("accounts"))


def test_at_an_establishment_where_he_is_no_customer_his_own_is_named(tpp_command):
    refused = tpp_command("connect", "--as", CHORALE, "--establishment", "17515")
    assert refused.returncode == 1 and f"{CHORALE} is a customer at 14265: --establishment 14265" in refused.stderr


def test_an_establishment_without_tokens_or_that_there_is_not_is_said(tpp_command):
    nobody = tpp_command("accounts", "--establishment", "13335")
    assert nobody.returncode == 1 and "`guichet tpp connect --establishment 13335`" in nobody.stderr
    unknown = tpp_command("accounts", "--establishment", "00000")
    assert unknown.returncode == 2 and "17515" in unknown.stderr


def test_how_long_a_token_is_good_is_told_whatever_the_sandboxs_clock_says(sandbox, tpp_command):
    done(tpp_command("connect", "--as", LEA))
    api.controlled(sandbox, "POST", "/_sandbox/clock", {"advance": "PT5H"})
    told = done(tpp_command("refresh")).split("access token   for 60 minutes, until ")[1].splitlines()[0]
    until = email.utils.parsedate_to_datetime(told)
    kept = json.loads((sandbox.data / "tpp" / api.SAMPLE / "tokens.json").read_text())[sandbox.host]
    assert kept["expires_at_ms"] == until.timestamp() * 1000 and kept["obtained_at_ms"] == kept["expires_at_ms"] - 3600_000


def test_that_the_refused_call_was_its_own_look_at_the_accounts_is_said(sandbox, tpp_command):
    done(tpp_command("connect", "--as", LEA))
    done(tpp_command("consent", "--all"))
    for _ in range(3):
        done(tpp_command("accounts"))
    (sandbox.data / "tpp" / api.SAMPLE / "accounts.json").unlink()
    refused = tpp_command("balances")
    assert refused.returncode == 1 and "QUOTA" in refused.stderr
    assert "this command's own GET /accounts" in refused.stderr
    own = tpp_command("accounts")
    assert own.returncode == 1 and "QUOTA" in own.stderr and "this command's own" not in own.stderr
