# SPDX-License-Identifier: Apache-2.0
"""Rows 104 to 136: the token endpoint and what tokens open (RFC 6749, 6750, 7009, 7636)."""
import base64
import datetime
import json
import time
import urllib.parse

import pytest

from guichet_client import api
from guichet_client.certificates import rsa_key
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import LEA, LEA_IBAN, OTHER_BANK, balances_of, transactions_of

SCA_VALIDITY = datetime.timedelta(seconds=15_552_000)


def rfc3339(instant):
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dead(customer, tokens):
    """Neither token of this pair is worth anything."""
    refused(customer.accounts(token=tokens.access), 401, "invalid_token")
    token_refused(customer.refresh(tokens.refresh), 400, "invalid_grant")


# --- the code -------------------------------------------------------------------------------------------------

def test_the_answer_to_a_code_is_the_one_of_the_page(stranger):
    body = stranger.exchange(stranger.code_for(LEA)).json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "aisp")


@pytest.mark.parametrize("verifier", [None, "x" * 43, ""], ids=["missing", "wrong", "empty"])
def test_row_104_a_code_with_a_challenge_needs_its_verifier_and_is_burned_without(stranger, verifier):
    right, challenge = api.pkce()
    code = stranger.code_for(LEA, code_challenge=challenge, code_challenge_method="S256")
    token_refused(stranger.exchange(code, verifier=verifier, may_change=True), 400, "invalid_grant")
    token_refused(stranger.exchange(code, verifier=right, may_change=True), 400, "invalid_grant")


def test_row_104_a_code_with_a_challenge_is_worth_tokens_with_its_verifier(stranger):
    right, challenge = api.pkce()
    code = stranger.code_for(LEA, code_challenge=challenge, code_challenge_method="S256")
    assert stranger.exchange(code, verifier=right).status == 200


def test_row_104_a_verifier_without_a_challenge_is_no_way_in(stranger):
    """RFC 9700 4.8.2: no downgrade."""
    code = stranger.code_for(LEA)
    token_refused(stranger.exchange(code, verifier="x" * 43, may_change=True), 400, "invalid_grant", "invalid_request")


def test_row_106_a_code_is_good_for_a_minute(sandbox, stranger):
    code = stranger.code_for(LEA)
    api.move_clock(sandbox, advance="PT57S")
    assert stranger.exchange(code).status == 200
    code = stranger.code_for(LEA)
    api.move_clock(sandbox, advance="PT61S")
    token_refused(stranger.exchange(code), 400, "invalid_grant")


def test_row_107_a_code_used_twice_kills_the_tokens_it_gave(stranger):
    code = stranger.code_for(LEA)
    tokens = stranger.keep(stranger.exchange(code))
    assert stranger.accounts().status == 200
    token_refused(stranger.exchange(code, may_change=True), 400, "invalid_grant")
    dead(stranger, tokens)


@pytest.mark.parametrize("redirect_uri", ["http://127.0.0.1:8085/callback", "https://elsewhere.example/", None],
                         ids=["another registered one", "unregistered", "missing"])
def test_row_110_a_code_with_another_redirect_uri_is_refused_and_burned(stranger, redirect_uri):
    code = stranger.code_for(LEA)
    form = [("grant_type", "authorization_code"), ("client_id", stranger.tpp.client_id), ("code", code),
            ("redirect_uri", redirect_uri)]
    token_refused(stranger.ask_token(form, may_change=True), 400, "invalid_grant")
    token_refused(stranger.exchange(code, may_change=True), 400, "invalid_grant")


def test_row_111_a_code_of_one_bank_is_unknown_at_another_and_stays_good(sandbox, stranger):
    code = stranger.code_for(LEA)
    token_refused(stranger.at(sandbox.host_of(OTHER_BANK)).exchange(code), 400, "invalid_grant")
    assert stranger.exchange(code).status == 200


def test_a_code_of_another_client_is_refused(stranger, other_tpp):
    code = stranger.code_for(LEA)
    other = api.Api(stranger.sandbox, other_tpp)
    answer = other.exchange(code, stranger.tpp.redirect_uris[0], may_change=True)
    token_refused(answer, 400, "invalid_grant")
    assert not stranger.sandbox.database.rows("access_grant")


def test_row_112_a_scope_with_the_code_is_refused_and_the_code_stays_good(stranger):
    code = stranger.code_for(LEA)
    form = [("grant_type", "authorization_code"), ("client_id", stranger.tpp.client_id), ("code", code),
            ("redirect_uri", stranger.tpp.redirect_uris[0]), ("scope", "aisp")]
    token_refused(stranger.ask_token(form), 400, "invalid_request")
    assert stranger.exchange(code).status == 200


# --- the form -------------------------------------------------------------------------------------------------

def good_form(customer):
    return [("grant_type", "refresh_token"), ("client_id", customer.tpp.client_id),
            ("refresh_token", customer.tokens.refresh)]


def test_row_114_a_json_body_is_an_invalid_request(lea):
    answer = lea.post_form(api.TOKEN, (), [("Content-Type", "application/json")],
                           body=json.dumps(dict(good_form(lea))).encode())
    token_refused(answer, 400, "invalid_request")


@pytest.mark.parametrize("name", ["grant_type", "client_id", "refresh_token"])
def test_row_114_a_missing_or_repeated_parameter_is_an_invalid_request(lea, name):
    form = good_form(lea)
    token_refused(lea.ask_token([pair for pair in form if pair[0] != name]), 400, "invalid_request")
    token_refused(lea.ask_token(form + [pair for pair in form if pair[0] == name]), 400, "invalid_request")


@pytest.mark.parametrize("missing", ["code", "client_id"])
def test_row_114_a_code_request_that_lacks_a_parameter_is_an_invalid_request(stranger, missing):
    form = [("grant_type", "authorization_code"), ("client_id", stranger.tpp.client_id),
            ("code", stranger.code_for(LEA)), ("redirect_uri", stranger.tpp.redirect_uris[0])]
    token_refused(stranger.ask_token([pair for pair in form if pair[0] != missing]), 400, "invalid_request")


def test_row_114_parameters_in_the_query_are_not_read(lea):
    target = api.TOKEN + "?" + urllib.parse.urlencode(good_form(lea))
    answer = lea.send("POST", target, [("Host", lea.host), ("Content-Length", "0"),
                                       ("Content-Type", "application/x-www-form-urlencoded")])
    token_refused(answer, 400, "invalid_request")


def test_a_charset_with_the_form_is_tolerated(lea):
    more = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
    assert lea.post_form(api.TOKEN, good_form(lea), more).status == 200


@pytest.mark.parametrize("grant_type", ["password", "urn:ietf:params:oauth:grant-type:jwt-bearer", "x"])
def test_row_115_another_grant_type_is_unsupported(lea, grant_type):
    form = [("grant_type", grant_type), ("client_id", lea.tpp.client_id), ("username", "x"), ("password", "y")]
    answer = token_refused(lea.ask_token(form), 400, "unsupported_grant_type")
    for offered in ("authorization_code", "refresh_token", "client_credentials"):
        assert offered in answer.json()["error_description"]


def test_row_117_a_secret_besides_the_certificate_is_an_invalid_request(lea):
    token_refused(lea.ask_token(good_form(lea) + [("client_secret", "x")]), 400, "invalid_request")
    basic = "Basic " + base64.b64encode(f"{lea.tpp.client_id}:x".encode()).decode()
    token_refused(lea.ask_token(good_form(lea), more=[("Authorization", basic)]), 400, "invalid_request")


def test_row_117_nor_is_a_secret_taken_with_a_revocation(lea):
    form = [("client_id", lea.tpp.client_id), ("token", lea.tokens.access)]
    token_refused(lea.post_form(api.REVOKE, form + [("client_secret", "x")]), 400, "invalid_request")
    basic = "Basic " + base64.b64encode(f"{lea.tpp.client_id}:x".encode()).decode()
    token_refused(lea.post_form(api.REVOKE, form, [("Authorization", basic)]), 400, "invalid_request")
    assert lea.accounts().status == 200


def test_what_is_sent_without_a_value_was_not_sent(stranger):
    """RFC 6749 3.2"""
    more = [("scope", ""), ("client_secret", ""), ("state", "")]
    answer = stranger.ask_token([("grant_type", "authorization_code"), ("client_id", stranger.tpp.client_id),
                                 ("code", stranger.code_for(LEA)), ("redirect_uri", stranger.tpp.redirect_uris[0]),
                                 ("code_verifier", ""), *more])
    tokens = stranger.keep(answer)
    stranger.keep(stranger.ask_token(good_form(stranger) + more))
    revoked = stranger.post_form(api.REVOKE, [("client_id", stranger.tpp.client_id), ("token", tokens.refresh), *more])
    assert revoked.status == 200


def test_row_114_without_a_value_a_repetition_is_one_all_the_same(lea):
    for name in ("scope", "client_secret"):
        token_refused(lea.ask_token(good_form(lea) + [(name, ""), (name, "")]), 400, "invalid_request")
    token_refused(lea.ask_token(good_form(lea) + [("client_id", "")]), 400, "invalid_request")


def test_row_118_client_credentials_are_not_for_account_information(lea):
    form = [("grant_type", "client_credentials"), ("client_id", lea.tpp.client_id), ("scope", "aisp")]
    token_refused(lea.ask_token(form), 400, "unauthorized_client")


# --- refreshing -----------------------------------------------------------------------------------------------

def test_row_122_a_refresh_gives_a_new_access_token_and_the_same_refresh_token(lea):
    former = lea.tokens
    answer = lea.refresh()
    renewed = lea.keep(answer)
    assert renewed.refresh == former.refresh and renewed.access != former.access
    assert renewed.scope == "aisp offline_access" and renewed.expires_in == 3600
    refused(lea.accounts(token=former.access), 401, "invalid_token")
    assert lea.accounts().status == 200


def test_row_125_a_refresh_after_the_certificate_was_renewed_succeeds(lea, authority):
    renewed = lea.as_presenting(authority.issue(key=rsa_key("renewed")))
    renewed.keep(renewed.refresh())
    assert renewed.accounts().status == 200


def test_row_126_a_refresh_token_ends_180_days_after_the_authentication_to_the_second(sandbox, stranger):
    customer = stranger.connect_customer(LEA)
    (sca_at_ms,) = sandbox.database.column("access_grant", "sca_at_ms")
    end = datetime.datetime.fromtimestamp(sca_at_ms / 1000, datetime.timezone.utc) + SCA_VALIDITY
    began = time.monotonic()
    api.move_clock(sandbox, now=rfc3339(end - datetime.timedelta(minutes=2)))
    expires_in = customer.keep(customer.refresh()).expires_in
    assert 120 - (time.monotonic() - began) - 1 <= expires_in <= 120
    assert customer.accounts().status == 200
    api.move_clock(sandbox, now=rfc3339(end))
    token_refused(customer.refresh(), 400, "invalid_grant")
    refused(customer.accounts(), 401, "invalid_token")


@pytest.mark.parametrize("scope", ["aisp cbpii", "cbpii", "aisp extended_transaction_history"])
def test_row_127_a_refresh_that_asks_for_more_is_refused(lea, scope):
    token_refused(lea.refresh(scope=scope), 400, "invalid_scope")


def test_row_127_a_refresh_that_asks_for_less_is_granted(lea):
    answer = lea.refresh(scope="aisp")
    assert answer.status == 200 and answer.json()["scope"].split()[0] == "aisp"


# --- using tokens ---------------------------------------------------------------------------------------------

def test_row_128_unknown_truncated_foreign_revoked_and_expired_tokens_get_one_answer(sandbox, lea, lea_by_other_tpp):
    own = lea.tokens.access
    said = set()

    def fails(token):
        answer = refused(lea.accounts(token=token), 401, "invalid_token")
        said.add((answer.json()["message"], answer.header("WWW-Authenticate")))

    for token in (own[:-1], own + "x", own.swapcase(), "0" * len(own), "x", lea.tokens.refresh, "a" * 5000,
                  lea_by_other_tpp.tokens.access):
        fails(token)
    assert lea.accounts().status == 200
    revoked = lea_by_other_tpp.tokens.access
    assert lea_by_other_tpp.revoke(revoked).status == 200
    fails(revoked)
    api.move_clock(sandbox, advance="PT3599S")
    api.move_clock(sandbox, advance="PT1S")
    fails(own)
    assert len(said) == 1, said


def test_row_128_more_than_100_failures_in_a_minute_are_abuse_until_the_minute_is_over(sandbox, lea, lea_by_other_tpp):
    for _ in range(100):
        refused(lea.accounts(token="x" * 43), 401, "invalid_token")
    assert lea.accounts().status == 200, "100 are allowed"
    refused(lea.accounts(token="x" * 43), 429, "ABUSE")
    wait = int(refused(lea.accounts(), 429, "ABUSE").header("Retry-After"))
    assert 0 < wait <= 60
    refused(lea.accounts(token=None), 401, "TOKEN_MISSING")
    assert lea_by_other_tpp.accounts().status == 200, "another TPP is not concerned"
    refused(lea.at(sandbox.host_of(OTHER_BANK)).accounts(), 401, "invalid_token")
    lea.keep(lea.refresh())
    refused(lea.accounts(), 429, "ABUSE")
    api.move_clock(sandbox, advance=f"PT{wait}S")
    assert lea.accounts().status == 200


def test_row_128_a_token_of_10_kilobytes_or_with_a_nul_is_refused(lea):
    refused(lea.accounts(token="x" * 10_240), 431, "HEADERS_TOO_LARGE")
    refused(lea.accounts(token="x\0y"), 400, "HTTP_SYNTAX")


@pytest.mark.parametrize("authorization", [None, "Basic eDp5", "Bearer", "Token x"])
def test_row_129_a_call_without_credentials_is_told_so_without_an_error(lea, authorization):
    more = [("Authorization", authorization)] if authorization else []
    answer = refused(lea.accounts(token=None, more=more), 401, "TOKEN_MISSING")
    assert "error=" not in answer.header("WWW-Authenticate")


def test_row_131_a_token_in_the_header_and_in_the_query_is_an_invalid_request(lea):
    refused(lea.get(f"/accounts?access_token={lea.tokens.access}"), 400, "invalid_request")


def test_a_token_in_the_query_alone_is_not_taken(lea):
    refused(lea.get(f"/accounts?access_token={lea.tokens.access}", token=None), 400, "invalid_request")


@pytest.mark.parametrize("query", ["%61ccess_token={}", "x=1&acces%73%5ftoken={}", "access_token", "&access_token={}"])
def test_row_131_however_the_name_is_written_a_token_in_the_query_is_not_taken(lea, query):
    assert lea.consent(LEA_IBAN).status == 201
    for path in ("/accounts", transactions_of(LEA_IBAN)):
        for token in ("own", None):
            how = {} if token == "own" else {"token": None}
            answer = refused(lea.get(f"{path}?{query.format('SECRET')}", **how), 400, "invalid_request")
            assert "SECRET" not in answer.text


def test_several_blanks_may_stand_before_the_token(lea):
    """RFC 6750 2.1: 1*SP"""
    for blanks in (" ", "  ", "     "):
        assert lea.accounts(token=None, more=[("Authorization", f"Bearer{blanks}{lea.tokens.access}")]).status == 200


def test_row_133_a_token_of_one_tpp_with_the_certificate_of_another_is_invalid_and_alarms(lea, lea_by_other_tpp):
    refused(lea_by_other_tpp.accounts(token=lea.tokens.access, more=[("X-Request-ID", "row-133")]), 401, "invalid_token")
    alarm = lea.sandbox.logged("row-133")
    assert (alarm["alarm"], alarm["level"], alarm["tpp"]) == ("security", "error", lea_by_other_tpp.tpp.oid)
    assert lea.tokens.access not in json.dumps(alarm)
    assert lea.accounts().status == 200


def test_row_134_a_token_of_another_scope_is_insufficient(lea_cbpii):
    answer = refused(lea_cbpii.accounts(), 403, "insufficient_scope")
    assert 'error="insufficient_scope"' in answer.header("WWW-Authenticate")


def test_row_135_a_new_authentication_ends_the_former_pair_and_keeps_the_consent(lea):
    assert lea.consent(LEA_IBAN).status == 201
    former = lea.tokens
    code = lea.code_for(LEA)
    assert lea.accounts().status == 200, "the former pair lives until the code is exchanged"
    lea.keep(lea.exchange(code))
    dead(lea, former)
    assert lea.get(balances_of(LEA_IBAN)).status == 200


def test_two_tpps_of_one_customer_do_not_end_each_others_tokens(lea, lea_by_other_tpp):
    assert lea.accounts().status == lea_by_other_tpp.accounts().status == 200


@pytest.mark.parametrize("which, hint", [("access", None), ("refresh", None), ("access", "access_token"),
                                         ("refresh", "refresh_token"), ("refresh", "access_token")])
def test_row_136_revoking_either_token_ends_both(lea, which, hint):
    tokens = lea.tokens
    assert lea.revoke(getattr(tokens, which), hint).status == 200
    dead(lea, tokens)


def test_revoking_an_unknown_token_is_200_and_changes_nothing(lea):
    """RFC 7009 2.2"""
    before = lea.sandbox.database.digest()
    assert lea.revoke("x" * 43).status == 200
    assert lea.sandbox.database.digest() == before
    assert lea.accounts().status == 200


def test_a_tpp_cannot_revoke_the_token_of_another(lea, lea_by_other_tpp):
    """RFC 7009 2.1"""
    assert lea_by_other_tpp.revoke(lea.tokens.access).status == 200
    assert lea.accounts().status == 200


def test_row_290_a_token_of_one_bank_is_invalid_at_another(sandbox, lea):
    refused(lea.at(sandbox.host_of(OTHER_BANK)).accounts(), 401, "invalid_token")
    assert lea.accounts().status == 200


def test_row_291_a_refresh_token_of_one_bank_is_unknown_at_another(sandbox, lea):
    token_refused(lea.at(sandbox.host_of(OTHER_BANK)).refresh(), 400, "invalid_grant")
    assert lea.refresh().status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_token_endpoint_takes_post_only(lea, method):
    answer = lea.send(method, api.TOKEN, [("Host", lea.host)])
    assert answer.status == 405 and answer.header("Allow") == "POST"
