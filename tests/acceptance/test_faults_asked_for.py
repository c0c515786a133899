# SPDX-License-Identifier: Apache-2.0
"""POST /_sandbox/faults: failures that a TPP's developer asks for."""
import pytest

from guichet_client import api, journey
from guichet_client.oracle import refused, token_refused

ACCOUNTS = api.BASE + "/accounts"


def ask_for(sandbox, status, path=ACCOUNTS, **more):
    api.controlled(sandbox, "POST", "/_sandbox/faults", {"path": path, "status": status, **more}, 201)


def test_a_fault_strikes_as_often_as_it_was_asked_for(sandbox, lea):
    ask_for(sandbox, 503)
    assert lea.accounts().status == 503
    ask_for(sandbox, 500, times=2)
    assert [lea.accounts().status for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize("status, code", [
    (503, "BACKEND"), (429, "QUOTA"), (500, "INTERNAL"), (401, "invalid_token"), (404, "ACCOUNT_UNKNOWN"),
    # What the bank has no word for, as proxies in between send it.
    (502, "INTERNAL"), (418, "INTERNAL")])
def test_a_fault_is_answered_as_the_bank_would_with_its_status(sandbox, lea, status, code):
    ask_for(sandbox, status)
    identity = f"fault-{status}"
    headers = lea.headers("GET", ACCOUNTS, more=[("X-Request-ID", identity)])
    answer = refused(lea.send("GET", ACCOUNTS, headers, judged=status not in (418, 502, 404)), status, code)
    assert answer.header("X-Request-ID") == identity and "/_sandbox/faults" in answer.json()["message"]
    assert answer.json()["status"] == status
    assert any(f"/errors/{code}>" in link for link in answer.all("Link"))
    if status in (429, 503):
        assert int(answer.header("Retry-After")) >= 1
    (shown,) = api.controlled(sandbox, "GET", f"/_sandbox/requests?x_request_id={identity}")["requests"]
    assert shown["status"] == status
    assert shown["checks"][-1]["check"] == "failure asked for"
    assert sandbox.logged(identity)["code"] == code
    assert lea.accounts().status == 200


def test_a_fault_of_the_token_endpoint_has_the_words_of_oauth(sandbox, lea):
    ask_for(sandbox, 503, "/stet/psd2/oauth/token")
    answer = token_refused(lea.ask_token([("grant_type", "refresh_token")]), 503, "temporarily_unavailable")
    assert "/_sandbox/faults" in answer.json()["error_description"]


def test_a_fault_of_a_customers_page_is_a_page_with_the_status(sandbox):
    page = "/stet/psd2/oauth/authorize"
    ask_for(sandbox, 502, page)
    answer = api.control(sandbox, "GET", page)
    assert answer.status == 502 and answer.header("content-type").startswith("text/html")
    assert any("/errors/INTERNAL>" in link for link in answer.all("Link")) and "INTERNAL" in answer.text
    assert api.control(sandbox, "GET", page).status == 400


def test_a_fault_of_the_token_endpoint_with_401_is_that_of_a_client_who_is_not_known(sandbox, lea):
    ask_for(sandbox, 401, "/stet/psd2/oauth/token")
    answer = token_refused(lea.ask_token([("grant_type", "refresh_token")]), 401, "invalid_client")
    assert answer.json()["error_uri"].endswith("/errors/invalid_client")


@pytest.mark.parametrize("status, code, waits", [
    (503, "BACKEND", True), (429, "PAGE_SOURCE_LIMIT", True), (403, "PAGE_SESSION_UNKNOWN", False)])
def test_a_fault_of_a_page_is_a_page_of_the_bank(sandbox, tpp, status, code, waits):
    browser = journey.Browser(sandbox)
    ask_for(sandbox, status, "/stet/psd2/oauth/authorize")
    page = browser.authorize(tpp)
    assert page.status == status and f'{code}</p>' in page.answer.text
    assert f'/errors/{code}>; rel="help"' in page.answer.header("Link")
    assert (int(page.answer.header("Retry-After") or 0) > 0) == waits
    assert browser.authorize(tpp).status == 200


def test_a_fault_where_there_is_nothing_is_404_as_anything_else_there(sandbox, stranger):
    ask_for(sandbox, 404, api.BASE + "/nothing")
    answer = refused(stranger.get("/nothing"), 404, "ROUTE_UNKNOWN")
    assert "/_sandbox/faults" in answer.json()["message"]
