# SPDX-License-Identifier: Apache-2.0
"""What a registration cannot undo, and what becomes of it when things happen at the same time: suspension, stolen
seals, parallel calls, several clients of one TPP."""
import concurrent.futures
import time

import pytest

from guichet_client import api, process
from guichet_client.certificates import rsa_key
from guichet_client.journey import OTP, Browser
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import LEA
from guichet_client.registration import Registrar, metadata
from guichet_client.signing import Signing

OID = "PSDFR-ACPR-99203"
PATIENCE = 20.0


@pytest.fixture
def registrar(sandbox, authority):
    return Registrar(sandbox, OID, authority.issue(OID, "qwac"), authority.issue(OID, "qseal"))


@pytest.fixture
def registered(registrar):
    answer = registrar.register()
    assert answer.status == 201, answer.text
    return registrar, answer.json()["client_id"]


def decide(sandbox, client_id, **decision):
    return api.controlled(sandbox, "POST", f"/_sandbox/tpps/{client_id}", decision)


def beside(registrar, qwac=None):
    """The same TPP on connections of its own, with the token that it has."""
    other = Registrar(registrar.sandbox, registrar.oid, qwac or registrar.qwac, registrar.qseal)
    other.access = registrar.token()
    other.caller.watch = False
    return other


# --- suspension -------------------------------------------------------------------------------------------------

def test_row_032_a_suspended_tpp_cannot_shed_its_suspension_by_registering_anew(registered, authority):
    registrar, client_id = registered
    registrar.token()
    decide(registrar.sandbox, client_id, suspended=True)
    second = authority.issue(OID, "qseal", key=rsa_key("after the suspension"))
    for answer in (registrar.remove(client_id), registrar.read(client_id), registrar.register(),
                   registrar.register(metadata(OID, second), seal=second)):
        refused(answer, 403, "TPP_SUSPENDED")
    assert registrar.ask_token().json()["error"] == "unauthorized_client"
    decide(registrar.sandbox, client_id, suspended=False)
    assert registrar.remove(client_id).status == 204


def test_row_032_all_clients_of_a_suspended_tpp_are_suspended_and_their_tokens_live_again(registered, authority):
    registrar, client_id = registered
    second = Registrar(registrar.sandbox, OID, registrar.qwac, authority.issue(OID, "qseal", key=rsa_key("sibling")))
    sibling = second.register().json()["client_id"]
    lea = second.client(sibling).connect_customer(LEA)
    decide(registrar.sandbox, client_id, suspended=True)
    refused(lea.accounts(), 403, "TPP_SUSPENDED")
    assert lea.refresh().json()["error"] == "unauthorized_client"
    redirect = Browser(registrar.sandbox).authorize(lea.tpp).redirect
    assert redirect["error"] == "unauthorized_client", "no customer proves who he is for nothing"
    decide(registrar.sandbox, client_id, suspended=False)
    assert lea.accounts().status == 200


def test_what_was_decided_of_the_sample_tpp_outlives_a_restart(lea, tpp):
    decide(lea.sandbox, tpp.client_id, suspended=True)
    lea.sandbox.restart()
    refused(api.Api(lea.sandbox, tpp).accounts(token=lea.tokens.access), 403, "TPP_SUSPENDED")
    decide(lea.sandbox, tpp.client_id, suspended=False)


def test_a_change_leaves_what_the_bank_decided(registered):
    registrar, client_id = registered
    decide(registrar.sandbox, client_id, profile="strict")
    body = metadata(OID, registrar.qseal)
    strict = Signing(names=("(request-target)", "x-request-id", "date", "digest", "content-type"))
    refused(registrar.change(client_id, body), 401, "SIG_COVERAGE")
    date = [("Date", api.email.utils.formatdate(usegmt=True))]
    assert registrar.change(client_id, body, signing=strict, more=date).status == 200
    refused(registrar.change(client_id, body), 401, "SIG_COVERAGE")


# --- what is taken away while a customer is on his way ----------------------------------------------------------

def withdraw(registrar, client_id):
    body = metadata(OID, registrar.qseal, client_id=client_id, redirect_uris=["https://other.example/callback"])
    assert registrar.change(client_id, body).status == 200


def remove(registrar, client_id):
    assert registrar.remove(client_id).status == 204


def finish(browser, page):
    return browser.submit(page, {"otp": OTP})


def cancel(browser, page):
    return browser.submit(page, action="cancel")


@pytest.mark.parametrize("over_tls", [False, True], ids=["web port", "TLS"])
@pytest.mark.parametrize("leave", [finish, cancel])
@pytest.mark.parametrize("take_away, code", [(withdraw, "PAGE_REDIRECT_UNKNOWN"), (remove, "PAGE_CLIENT_UNKNOWN")])
def test_row_091_nobody_is_sent_to_an_address_withdrawn_while_he_was_on_his_way(registered, take_away, code, leave,
                                                                                 over_tls):
    registrar, client_id = registered
    browser = Browser(registrar.sandbox, tls_pair=None if over_tls else False)
    page = browser.identify(browser.authorize(registrar.client(client_id).tpp), LEA)
    take_away(registrar, client_id)
    for _ in range(2):
        ended = leave(browser, page)
        assert ended.status == 400 and ended.location is None, f"{ended.status} {ended.location}"
        assert code in ended.answer.header("Link") and not ended.forms
        assert not any(api.CALLBACK in (link or "") for link in ended.links)


def test_row_110_a_code_for_an_address_withdrawn_before_the_exchange_is_worth_nothing(registered):
    registrar, client_id = registered
    lea = registrar.client(client_id)
    code = lea.code_for(LEA)
    withdraw(registrar, client_id)
    token_refused(lea.exchange(code, may_change=True), 400, "invalid_grant")
    assert registrar.change(client_id, metadata(OID, registrar.qseal, client_id=client_id)).status == 200
    token_refused(lea.exchange(code, may_change=True), 400, "invalid_grant")
    lea.keep(lea.exchange(lea.code_for(LEA)))


def test_row_031_a_code_of_a_client_removed_before_the_exchange_is_worth_nothing(registered):
    registrar, client_id = registered
    lea = registrar.client(client_id)
    code = lea.code_for(LEA)
    remove(registrar, client_id)
    token_refused(lea.exchange(code, may_change=True), 401, "invalid_client")


def test_row_032_a_customer_of_a_tpp_suspended_meanwhile_goes_back_without_a_code(registered):
    registrar, client_id = registered
    lea = registrar.client(client_id)
    code = lea.code_for(LEA)
    browser = Browser(registrar.sandbox)
    page = browser.identify(browser.authorize(lea.tpp), LEA)
    decide(registrar.sandbox, client_id, suspended=True)
    redirect = finish(browser, page).redirect
    assert redirect["error"] == "unauthorized_client" and "code" not in redirect
    token_refused(lea.exchange(code, may_change=True), 400, "unauthorized_client")
    decide(registrar.sandbox, client_id, suspended=False)


# --- seals ------------------------------------------------------------------------------------------------------

def test_whose_only_seal_was_revoked_brings_a_new_one_signed_with_itself(registered, authority):
    registrar, client_id = registered
    done = process.run("pki", "revoke", "--data", registrar.sandbox.data, registrar.qseal.files[0])
    assert done.returncode == 0, done.stderr
    give_up = time.monotonic() + PATIENCE
    while (answer := registrar.read(client_id)).status == 200:
        assert time.monotonic() < give_up
    refused(answer, 401, "SIG_KEY_REVOKED")
    fresh = authority.issue(OID, "qseal", key=rsa_key("after the theft"))
    changed = registrar.change(client_id, metadata(OID, fresh), seal=fresh)
    assert changed.status == 200, changed.text
    registrar.client(client_id, fresh).connect_customer(LEA)


def test_a_refused_signature_of_the_api_can_be_looked_into(registrar):
    answer = registrar.register(signing=Signing(names=("(request-target)", "x-request-id", "digest"), method="GET"))
    refused(answer, 401, "SIG_INVALID")
    identifier = answer.header("X-Request-ID")
    shown = api.controlled(registrar.sandbox, "GET", f"/_sandbox/requests?x_request_id={identifier}")["requests"][0]
    assert shown["signature"]["signing_string"][0].startswith("(request-target): post /stet/setting/v1/register")


# --- at the same time ---------------------------------------------------------------------------------------------

def test_of_parallel_registrations_with_one_name_one_is_made(registrar, authority):
    registrar.token()
    body = metadata(OID, registrar.qseal)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = [each.result().status
                    for each in [pool.submit(beside(registrar).register, body) for _ in range(16)]]
    assert sorted(statuses) == [201] + [400] * 15


def test_a_change_that_races_a_removal_brings_nothing_back(registrar):
    for _ in range(5):
        client_id = registrar.register().json()["client_id"]
        body = metadata(OID, registrar.qseal)
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            changes = [pool.submit(beside(registrar).change, client_id, body) for _ in range(4)]
            removal = pool.submit(beside(registrar).remove, client_id)
            assert removal.result().status == 204
            assert {change.result().status for change in changes} <= {200, 404}
        refused(registrar.read(client_id), 404, "CLIENT_UNKNOWN")
    registrar.sandbox.restart()
    again = Registrar(registrar.sandbox, OID, registrar.qwac, registrar.qseal)
    refused(again.read(client_id), 404, "CLIENT_UNKNOWN")
