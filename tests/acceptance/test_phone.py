# SPDX-License-Identifier: Apache-2.0
"""The sandbox's simulated phone, for people and programs: Sécur'Pass, SMS, the card reader, the bank's app."""
import re

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


# --- what stands on it besides ------------------------------------------------------------------------------------

PERSONA_PHONES = "/_sandbox/phone/"


def shown(sandbox, identifier=LEA):
    return api.controlled(sandbox, "GET", PERSONA_PHONES + identifier)


def read_card(sandbox, challenge, pin="1234", identifier=LEA, status=200):
    return api.controlled(sandbox, "POST", f"{PERSONA_PHONES}{identifier}/reader", {"challenge": challenge, "pin": pin},
                          status)


def choose_reader(browser, tpp):
    """The page that asks for a response, and its challenge."""
    page = browser.submit(browser.authorize(tpp), {"identifier": LEA, "method": "cap_reader"})
    return page, re.search(r'class="number">(\d{8})<', page.answer.text)[1]


def test_an_sms_arrives_on_the_phone_with_its_sender_code_and_time(sandbox, tpp, browser):
    page = browser.identify(browser.authorize(tpp), LEA)
    [message] = shown(sandbox)["messages"]
    assert message["tpp"] == "myAPP" and re.fullmatch(r"[0-9]{8}", message["code"]) and message["at"].endswith("Z")
    screen = Browser(sandbox).get(f"/phone?identifier={LEA}")
    assert message["code"] in screen.said and "myAPP" in screen.said
    assert f'datetime="{message["at"]}"' in screen.answer.text
    assert shown(sandbox, CLAIRE)["messages"] == []
    assert browser.submit(page, {"otp": message["code"]}).redirect["code"]


def test_the_response_of_the_card_reader_is_taken_on_the_page(sandbox, stranger, tpp, browser):
    page, challenge = choose_reader(browser, tpp)
    response = read_card(sandbox, challenge)["response"]
    assert re.fullmatch(r"[0-9]{8}", response)
    assert read_card(sandbox, challenge, pin="4321")["response"] != response
    assert read_card(sandbox, challenge, identifier=CLAIRE)["response"] != response
    stranger.keep(stranger.exchange(browser.submit(page, {"response": response}).redirect["code"]))


def test_the_page_of_the_phone_has_the_same_card_reader(sandbox, tpp, browser):
    page, challenge = choose_reader(browser, tpp)
    phone = Browser(sandbox)
    screen = phone.get(f"/phone?identifier={LEA}&lang=en")
    [reader] = [form for form in screen.forms if "challenge" in form.visible]
    wrong = phone.submit(screen, {"challenge": challenge, "pin": ""}, action=None, form=reader)
    assert "PIN of 4 digits" in wrong.said
    read = phone.submit(screen, {"challenge": challenge[:4] + " " + challenge[4:], "pin": "1234"}, None, form=reader)
    response = re.search(r'<output class="number">(\d{8})<', read.answer.text)[1]
    assert response == read_card(sandbox, challenge)["response"]
    assert browser.submit(page, {"response": response}).redirect["code"]


@pytest.mark.parametrize("challenge, pin", [("1234567", "1234"), ("123456789", "1234"), ("1234567x", "1234"),
                                            ("12345678", "123"), ("12345678", ""), (12345678, 1234)])
def test_a_card_reader_takes_eight_digits_and_a_pin_of_four(sandbox, challenge, pin):
    assert read_card(sandbox, challenge, pin, status=400)["error"]


def test_the_state_of_the_app_is_set_and_kept_until_a_reset(sandbox):
    fresh = {"installed": True, "version": "6.4.0", "opened_once": True}
    assert shown(sandbox)["app"] == fresh
    older = {"installed": True, "version": "6.3.2", "opened_once": True}
    assert api.controlled(sandbox, "POST", f"{PERSONA_PHONES}{LEA}/app", {"version": "6.3.2"}) == older
    assert shown(sandbox)["app"] == older and shown(sandbox, CLAIRE)["app"] == fresh
    for wrong in ({"version": "6"}, {"version": 6}, {"installed": "yes"}, {"opened_once": None}):
        api.controlled(sandbox, "POST", f"{PERSONA_PHONES}{LEA}/app", wrong, 400)
    assert shown(sandbox)["app"] == older
    api.reset(sandbox)
    assert shown(sandbox)["app"] == fresh


def test_the_phone_speaks_french_and_english(sandbox):
    phone = Browser(sandbox)
    french = phone.get(f"/phone?identifier={LEA}", [("Accept-Language", "fr")])
    assert "Lecteur de carte" in french.said and '<html lang="fr">' in french.answer.text
    [switch] = [link for link in french.links if "lang=en" in link]
    english = phone.get(switch, [("Accept-Language", "fr")])
    assert "Card reader" in english.said and '<html lang="en">' in english.answer.text
    assert all(form.fields["lang"] == "en" for form in english.forms)


@pytest.mark.parametrize("method, path, status", [
    ("DELETE", "/phone", 405), ("GET", f"{PERSONA_PHONES}{LEA}/reader", 405), ("DELETE", PERSONA_PHONES + LEA, 405),
    ("POST", f"{PERSONA_PHONES}{LEA}/torch", 404), ("POST", f"{PERSONA_PHONES}{LEA}/", 404),
    ("POST", f"{PERSONA_PHONES}nobody/app", 404)])
def test_what_a_phone_does_not_have_is_refused(sandbox, method, path, status):
    answer = api.control(sandbox, method, path, {} if method == "POST" else None)
    assert answer.status == status, answer.text
    assert (status == 405) == (answer.header("Allow") is not None)


def test_a_reset_empties_the_phones(sandbox, tpp, browser):
    choose_phone(browser, tpp)
    browser.identify(browser.authorize(tpp), LEA)
    api.reset(sandbox)
    assert on_phone(sandbox) == [] and shown(sandbox)["messages"] == []
