# SPDX-License-Identifier: Apache-2.0
"""Sécur'Pass: the question in the bank's app, on the sandbox's simulated phone and for programs."""
import pytest

from guichet_client import api
from guichet_client.journey import Browser
from guichet_client.personas import CLAIRE, LEA


@pytest.fixture
def browser(sandbox):
    return Browser(sandbox)


def choose_phone(browser, tpp, identifier=LEA):
    return browser.submit(browser.authorize(tpp), {"identifier": identifier, "method": "secur_pass"})


def on_phone(sandbox, identifier=LEA):
    return api.controlled(sandbox, "GET", f"/_sandbox/phone/{identifier}")["requests"]


def press_on_phone(sandbox, answer, identifier=LEA, status=200):
    return api.controlled(sandbox, "POST", f"/_sandbox/phone/{identifier}", {"answer": answer}, status)


def test_an_approval_on_the_phone_ends_in_a_token_and_data(sandbox, stranger, tpp, browser):
    page = choose_phone(browser, tpp)
    [asked] = on_phone(sandbox)
    assert asked["waits"] and asked["tpp"] == "myAPP" and asked["number"] in page.said
    assert browser.submit(page).status == 200, "not approved yet"
    press_on_phone(sandbox, "approve")
    stranger.keep(stranger.exchange(browser.submit(page).redirect["code"]))
    assert stranger.accounts().status == 200


def test_the_phone_of_another_customer_shows_nothing(sandbox, tpp, browser):
    choose_phone(browser, tpp)
    assert on_phone(sandbox, CLAIRE) == []
    press_on_phone(sandbox, "approve", CLAIRE, status=404)


def test_a_refusal_on_the_phone_goes_back_to_the_tpp(sandbox, tpp, browser):
    page = choose_phone(browser, tpp)
    press_on_phone(sandbox, "refuse")
    redirect = browser.submit(page).redirect
    assert redirect["error"] == "access_denied" and redirect["state"] and redirect["iss"]


def test_what_lapses_is_said_and_can_be_asked_again(sandbox, tpp, browser):
    page = choose_phone(browser, tpp)
    api.move_clock(sandbox, advance="PT181S")
    press_on_phone(sandbox, "approve", status=404)
    lapsed = browser.submit(page)
    assert "plus valable" in lapsed.said
    again = browser.submit(lapsed, action="resend")
    press_on_phone(sandbox, "approve")
    assert browser.submit(again).redirect["code"]


def test_the_page_of_the_phone_approves_as_a_customer_would(sandbox, tpp, browser):
    page = choose_phone(browser, tpp)
    phone = Browser(sandbox)
    assert LEA in phone.get("/phone").said
    screen = phone.get(f"/phone?identifier={LEA}")
    assert "myAPP" in screen.said and on_phone(sandbox)[0]["number"] in screen.said
    done = phone.submit(screen, {"answer": "approve"}, action=None)
    assert "Validée" in done.said
    assert browser.submit(page).redirect["code"]


def test_a_form_of_another_site_presses_nothing_on_the_phone(sandbox, tpp, browser):
    choose_phone(browser, tpp)
    body = api.urllib.parse.urlencode({"identifier": LEA, "question": on_phone(sandbox)[0]["id"], "answer": "approve"})
    answer = api.control(sandbox, "POST", "/phone", body.encode(), [("Origin", "https://elsewhere.example")])
    assert answer.status == 403
    assert on_phone(sandbox)[0]["answer"] == "none yet"


def test_a_reset_empties_the_phones(sandbox, tpp, browser):
    choose_phone(browser, tpp)
    api.reset(sandbox)
    assert on_phone(sandbox) == []
