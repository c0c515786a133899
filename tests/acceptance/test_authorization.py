# SPDX-License-Identifier: Apache-2.0
"""Rows 91 to 103 and 139: GET /authorize (RFC 6749 4.1.1, RFC 7636, RFC 9207)."""
import re

import pytest

from guichet_client import api, http, oracle
from guichet_client.journey import OTP, STATE, Browser
from guichet_client.personas import LEA, OTHER_BANK

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbUGJSstw-cM"


@pytest.fixture
def browser(sandbox):
    return Browser(sandbox)


def shown(page, *marks):
    """HP(400): a page of the bank's own, with nothing of the TPP that could be followed."""
    assert page.status == 400 and page.location is None, f"{page.status} {page.location}"
    assert oracle.media_type(page.answer) == "text/html;charset=utf-8"
    for mark in marks:
        assert not any(mark in (link or "") for link in page.links) and not page.forms


def sent_back(page, tpp, error, state=STATE):
    """RE(error)."""
    redirect = page.redirect
    assert redirect[""] == tpp.redirect_uris[0]
    assert redirect["error"] == error, redirect
    assert redirect.get("state") == state
    assert redirect["iss"].startswith("https://") and "code" not in redirect
    assert redirect["error_uri"].startswith(redirect["iss"] + "/errors/")
    return redirect


REGISTERED = "https://myAPP.fr/Home/OAuth2Callback"


@pytest.mark.parametrize("uri", [
    "https://elsewhere.example/callback", REGISTERED + "/", REGISTERED + "?x=1", REGISTERED + "x",
    "https://myAPP.fr/Home/../Home/OAuth2Callback", REGISTERED + "/..", "https://myapp.fr/Home/OAuth2Callback",
    "https://myAPP.fr/home/oauth2callback", "https://myAPP.fr:443/Home/OAuth2Callback",
    "https://myAPP.fr:8443/Home/OAuth2Callback", "http://myAPP.fr/Home/OAuth2Callback", REGISTERED + "#x",
    "https://myAPP.fr@elsewhere.example/Home/OAuth2Callback", "https://x@myAPP.fr/Home/OAuth2Callback",
    "https://myAPP.fr/Home/OAuth2Callback%2F", "http://127.0.0.1:8086/callback", "javascript:alert(1)", ""])
def test_row_091_a_redirect_uri_that_is_not_registered_byte_by_byte_gets_a_page(browser, tpp, uri):
    shown(browser.authorize(tpp, redirect_uri=uri), "elsewhere", "myAPP", "javascript")


def test_row_091_every_registered_redirect_uri_is_taken(browser, tpp):
    assert set(tpp.redirect_uris) == {REGISTERED, "http://127.0.0.1:8085/callback"}
    for uri in tpp.redirect_uris:
        assert browser.authorize(tpp, redirect_uri=uri).status == 200


def test_row_092_a_missing_redirect_uri_gets_a_page(sandbox, browser, tpp):
    shown(browser.authorize(tpp, redirect_uri=None))
    only_one = api.enrol(sandbox, "PSDFR-ACPR-92000", redirect_uris=(api.CALLBACK,))
    shown(browser.authorize(only_one, redirect_uri=None))


@pytest.mark.parametrize("client_id", ["PSDFR-ACPR-93000", "myAPP", "psdfr-acpr-13807", "", None, "PSDFR-ACPR-13807 "])
def test_row_093_an_unknown_client_gets_a_page(browser, tpp, client_id):
    shown(browser.authorize(tpp, client_id=client_id), "myAPP")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_row_094_a_repeated_client_or_redirect_uri_gets_a_page(browser, tpp, name):
    good = {"client_id": tpp.client_id, "redirect_uri": tpp.redirect_uris[0]}[name]
    shown(browser.authorize(tpp, **{name: [good, good]}), "myAPP")


@pytest.mark.parametrize("name, values", [
    ("scope", ["aisp", "aisp"]), ("response_type", ["code", "code"]), ("code_challenge", [CHALLENGE, CHALLENGE])])
def test_row_094_any_other_repeated_parameter_is_an_invalid_request(browser, tpp, name, values):
    sent_back(browser.authorize(tpp, **{name: values}), tpp, "invalid_request")


def test_row_094_a_repeated_state_is_an_invalid_request(browser, tpp):
    redirect = browser.authorize(tpp, state=["a", "b"]).redirect
    assert redirect["error"] == "invalid_request" and redirect.get("state") in (None, "a")


def test_row_097_without_state_none_is_returned(browser, tpp):
    redirect = browser.sign_in(tpp, LEA, state=None)
    assert redirect["code"] and "state" not in redirect


@pytest.mark.parametrize("state", ["a b+c%2F&d=e?#/\u00e9\u20ac\"<>'", "x" * 36, "x" * 2048])
def test_the_state_comes_back_exactly_as_it_was_sent(browser, tpp, state):
    assert browser.sign_in(tpp, LEA, state=state)["state"] == state


def test_row_099_a_state_over_2048_bytes_is_an_invalid_request_and_not_returned(browser, tpp):
    sent_back(browser.authorize(tpp, state="x" * 2049), tpp, "invalid_request", state=None)
    sent_back(browser.authorize(tpp, state="\u00e9" * 1025), tpp, "invalid_request", state=None)


@pytest.mark.parametrize("scope", [None, "", "unknown", "pisp", "extended_transaction_history", "AISP", "aisp pisp",
                                   "aisp extended_transaction_history", "offline_access", "aisp,offline_access"])
def test_row_100_any_other_scope_than_aisp_is_invalid(browser, tpp, scope):
    sent_back(browser.authorize(tpp, scope=scope), tpp, "invalid_scope")


@pytest.mark.parametrize("scope", ["aisp", "aisp offline_access", "offline_access aisp"])
def test_row_100_aisp_with_or_without_offline_access_is_granted(stranger, scope):
    answer = stranger.exchange(stranger.code_for(LEA, scope=scope))
    assert answer.status == 200 and answer.json()["scope"].split()[0] == "aisp"


def test_row_101_a_client_without_the_role_may_not_ask_for_account_information(sandbox, browser):
    issuer = api.enrol(sandbox, "PSDFR-ACPR-10100", ("PSP_IC",))
    sent_back(browser.authorize(issuer, scope="aisp"), issuer, "unauthorized_client")
    payments = api.enrol(sandbox, "PSDFR-ACPR-10101", ("PSP_PI",))
    sent_back(browser.authorize(payments, scope="aisp"), payments, "unauthorized_client")


@pytest.mark.parametrize("changes", [
    {"code_challenge": "x" * 42}, {"code_challenge": "x" * 129}, {"code_challenge": "!" * 43},
    {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
    {"code_challenge": CHALLENGE, "code_challenge_method": "S512"},
    {"code_challenge": CHALLENGE, "code_challenge_method": "s256"},
    {"code_challenge": CHALLENGE, "code_challenge_method": None},
    {"code_challenge": None, "code_challenge_method": "S256"}],
    ids=["short", "long", "alphabet", "plain", "unknown", "lower case", "no method", "no challenge"])
def test_row_102_a_malformed_challenge_is_an_invalid_request(browser, tpp, changes):
    page = browser.authorize(tpp, **{"code_challenge_method": "S256", **changes})
    sent_back(page, tpp, "invalid_request")


def test_row_103_a_challenge_is_optional_in_the_compatible_profile(stranger):
    assert stranger.exchange(stranger.code_for(LEA)).status == 200


def test_what_is_sent_without_a_value_was_not_sent(browser, tpp):
    """RFC 6749 3.1"""
    empty = {"code_challenge": "", "code_challenge_method": "", "state": "", "ui_locales": ""}
    redirect = browser.sign_in(tpp, LEA, **empty)
    assert redirect["code"] and "state" not in redirect
    sent_back(browser.authorize(tpp, **empty, response_type=""), tpp, "invalid_request", state=None)


def test_row_094_without_a_value_a_repetition_is_one_all_the_same(browser, tpp):
    sent_back(browser.authorize(tpp, code_challenge=["", ""]), tpp, "invalid_request")
    sent_back(browser.authorize(tpp, scope=["aisp", ""]), tpp, "invalid_request")
    shown(browser.authorize(tpp, client_id=[tpp.client_id, ""]), "myAPP")
    shown(browser.authorize(tpp, redirect_uri=[tpp.redirect_uris[0], ""]), "myAPP")


@pytest.mark.parametrize("response_type", ["token", "id_token", "", None, "code token"])
def test_another_response_type_than_code_is_unsupported(browser, tpp, response_type):
    """RFC 6749 4.1.2.1"""
    page = browser.authorize(tpp, response_type=response_type)
    assert page.redirect["error"] in ("unsupported_response_type", "invalid_request")
    assert page.redirect["state"] == STATE


def test_row_139_every_authorization_response_names_its_issuer(sandbox, browser, tpp):
    good = browser.sign_in(tpp, LEA)
    bad = Browser(sandbox).authorize(tpp, scope="pisp").redirect
    assert good["iss"] == bad["iss"] == metadata(sandbox)["issuer"]
    assert good["iss"] == sandbox.ready["api"]


def test_row_139_codes_and_tokens_are_long_and_do_not_repeat(stranger):
    seen = []
    for _ in range(5):
        code = stranger.code_for(LEA)
        tokens = stranger.keep(stranger.exchange(code))
        seen += [code, tokens.access, tokens.refresh]
        stranger.keep(stranger.refresh())
        seen.append(stranger.tokens.access)
    assert len(set(seen)) == len(seen)
    for secret in seen:  # 128 bits take 22 characters of base64
        assert re.fullmatch(r"[A-Za-z0-9._~-]{22,140}", secret)


def metadata(sandbox, host=None):
    target = "/.well-known/oauth-authorization-server"
    name = host or sandbox.host
    with sandbox.connect(None, name) as connection:
        headers = [("Host", f"{name}:{sandbox.api_port}")]
        answer = connection.exchange(http.request_bytes("GET", target, headers))
        oracle.judge(answer, "GET", target, headers)
    assert answer.status == 200
    return answer.json()


def test_the_metadata_of_a_live_host_name_live_endpoints_and_so_does_iss(sandbox, tpp):
    live = sandbox.host_of("17515", "live")
    document = metadata(sandbox, live)
    assert document["issuer"] == f"https://{live}:{sandbox.api_port}"
    assert all(document[name].startswith(document["issuer"]) for name in ("token_endpoint", "authorization_endpoint"))
    browser = Browser(sandbox, tls_pair=None, host=live)
    assert browser.submit(browser.authorize(tpp), action="cancel").redirect["iss"] == document["issuer"]


@pytest.mark.parametrize("host", ["www.17515.live.api.caisse-epargne.fr",
                                  "www.17515.sandbox.api.89C3.com", "localhost"])
def test_by_whichever_name_a_bank_is_discovered_it_calls_itself_so(sandbox, tpp, host):
    """RFC 8414 3.3: the issuer of the metadata is the one that they were asked of. RFC 9207: and so is iss."""
    document = metadata(sandbox, host)
    issuer = f"https://{host.lower()}:{sandbox.api_port}"
    assert document == {**document, "issuer": issuer, "token_endpoint": issuer + api.TOKEN,
                        "revocation_endpoint": issuer + api.REVOKE,
                        "authorization_endpoint": issuer + "/stet/psd2/oauth/authorize"}
    assert Browser(sandbox, tls_pair=None, host=host).sign_in(tpp, LEA)["iss"] == issuer
    refused = Browser(sandbox, tls_pair=None, host=host).authorize(tpp, scope="pisp")
    assert refused.redirect["iss"] == issuer
    if host != "localhost":
        assert Browser(sandbox, host=host).sign_in(tpp, LEA)["iss"] == issuer, "by the pages of the web port, too"


def test_the_metadata_name_the_endpoints_of_the_establishment(sandbox):
    """RFC 8414"""
    for host in (sandbox.host, sandbox.host_of(OTHER_BANK)):
        document = metadata(sandbox, host)
        origin = f"https://{host}:{sandbox.api_port}"
        assert document["issuer"] == origin
        assert document["token_endpoint"] == origin + api.TOKEN
        assert document["revocation_endpoint"] == origin + api.REVOKE
        assert document["authorization_endpoint"].endswith("/stet/psd2/oauth/authorize")
        assert document["code_challenge_methods_supported"] == ["S256"]
        assert document["authorization_response_iss_parameter_supported"] is True
        assert "tls_client_auth" in document["token_endpoint_auth_methods_supported"]


def test_the_journey_works_over_tls_as_on_the_web_port(sandbox, stranger):
    browser = Browser(sandbox, tls_pair=None)
    redirect = browser.sign_in(stranger.tpp, LEA, OTP)
    assert stranger.exchange(redirect["code"]).status == 200
