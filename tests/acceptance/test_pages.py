# SPDX-License-Identifier: Apache-2.0
"""Rows 140 to 161: the customer's pages of strong authentication."""
import re

import pytest

from guichet_client import api
from guichet_client.journey import OTP, STATE, Browser
from guichet_client.personas import CLAIRE, GEORGES, LEA

FORM = "/stet/psd2/oauth/sca"
UNKNOWN = "1234567890"
WRONG = "00000000"


@pytest.fixture
def browser(sandbox):
    return Browser(sandbox)


@pytest.fixture
def otp_page(browser, tpp):
    return browser.identify(browser.authorize(tpp), LEA)


def denied(page):
    redirect = page.redirect
    assert redirect["error"] == "access_denied" and redirect["state"] == STATE and redirect["iss"]
    assert "code" not in redirect
    return True


def fail(sandbox, tpp, identifier, times=5):
    """Wrong SMS codes in a row in one journey; gives the last page."""
    browser = Browser(sandbox)
    page = browser.identify(browser.authorize(tpp), identifier)
    for _ in range(times):
        page = browser.submit(page, {"otp": WRONG})
    return page


def without_phone(page):
    """What the page says, whatever telephone it goes to."""
    return re.sub(r"[0-9*\u2022.x ]*[*\u2022]{2}[0-9*\u2022.x ]*", " PHONE ", page.said)


def test_the_address_of_the_forms_shows_the_page_that_stands_to_the_customers_own_browser(sandbox, browser, tpp, otp_page):
    again = browser.get(FORM)
    assert again.status == 200 and "otp" in again.asks and again.form.fields == otp_page.form.fields
    elsewhere = Browser(sandbox).get(FORM)
    assert elsewhere.status == 403 and "PAGE_SESSION_UNKNOWN" in elsewhere.said
    assert browser.submit(again, {"otp": OTP}).redirect["code"]
    assert browser.get(FORM).status == 403


# --- forms that are not ours ----------------------------------------------------------------------------------

def test_row_140_a_form_without_its_hidden_fields_or_with_foreign_ones_is_refused(sandbox, tpp):
    names = list(Browser(sandbox).authorize(tpp).form.fields)
    hidden = [name for name in names if name != "identifier"]
    assert hidden, "a form must carry something that another site cannot know"
    refused = 0
    for name in hidden:
        for foreign in (True, False):
            browser = Browser(sandbox)
            page = browser.authorize(tpp)
            if foreign:
                page.form.fields[name] = Browser(sandbox).authorize(tpp).form.fields[name]
            else:
                del page.form.fields[name]
            refused += browser.submit(page, {"identifier": LEA}).status == 403
    assert refused >= 2, "neither a missing nor a foreign token was refused"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:1", "http://127.0.0.1"])
def test_row_140_a_form_posted_from_another_site_is_refused(sandbox, tpp, origin):
    # Not "null": browsers send that for the bank's own pages too, because those give no referrer (Fetch 3.2).
    browser = Browser(sandbox)
    page = browser.identify(browser.authorize(tpp), LEA)
    for _ in range(6):  # one more than would lock
        answer = browser.submit(page, {"otp": WRONG}, headers=[("Origin", origin)])
        assert answer.status == 403 and answer.location is None
    assert browser.submit(page, {"otp": OTP}).redirect["code"], "the attempts must not have counted"


def test_row_140_a_form_that_a_browser_calls_cross_site_is_refused(sandbox, tpp):
    browser = Browser(sandbox)
    page = browser.authorize(tpp)
    answer = browser.submit(page, {"identifier": LEA}, headers=[("Sec-Fetch-Site", "cross-site")])
    assert answer.status == 403


def test_row_141_no_page_may_be_framed(sandbox, browser, tpp, otp_page):
    shown = [browser.authorize(tpp), otp_page, browser.authorize(tpp, client_id="x"),
             Browser(sandbox, tls_pair=None).authorize(tpp), fail(sandbox, tpp, LEA, 1)]
    for page in shown:
        assert page.answer.header("X-Frame-Options") == "DENY"
        assert "frame-ancestors 'none'" in page.answer.header("Content-Security-Policy")


def test_row_142_a_preset_session_cookie_is_replaced_and_again_at_each_level(sandbox, tpp):
    attacker = Browser(sandbox, tls_pair=None)
    attacker.authorize(tpp)
    victim = Browser(sandbox, tls_pair=None)
    victim.cookies.update(attacker.cookies)
    first = victim.authorize(tpp)
    (name,) = (name for name, value in victim.cookies.items() if attacker.cookies.get(name) != value)
    at_start = victim.cookies[name]
    assert attacker.identify(first, LEA).status == 403, "the preset cookie must not open the victim's session"
    second = victim.identify(first, LEA)
    assert victim.cookies[name] != at_start
    attacker.cookies[name] = at_start
    assert attacker.submit(second, {"otp": OTP}).status == 403, "the first level's cookie must not open the second"
    assert victim.submit(second, {"otp": OTP}).redirect["code"]


@pytest.mark.parametrize("tls_pair", [None, False], ids=["TLS", "web port"])
def test_row_142_the_session_cookie_is_for_this_host_and_for_no_script(sandbox, tpp, tls_pair):
    """On the plain web port, which only a sandbox has, a cookie cannot be Secure and so not __Host- either."""
    browser = Browser(sandbox, tls_pair=tls_pair)
    browser.identify(browser.authorize(tpp), LEA)
    assert browser.cookie_headers
    for line in browser.cookie_headers:
        pair, *attributes = (part.strip().lower() for part in line.split(";"))
        assert {"httponly", "samesite=lax", "path=/"} <= set(attributes)
        assert not browser.over_tls or (pair.startswith("__host-") and "secure" in attributes)
        assert not any(attribute.startswith("domain") for attribute in attributes)


# --- wrong codes ----------------------------------------------------------------------------------------------

def test_row_143_the_fifth_wrong_code_locks_for_15_minutes(sandbox, tpp):
    page = fail(sandbox, tpp, LEA, 4)
    assert page.status == 200 and page.asks == ["otp"]
    assert denied(fail(sandbox, tpp, LEA, 1))
    browser = Browser(sandbox)
    page = browser.identify(browser.authorize(tpp), LEA)
    if page.status == 200:
        page = browser.submit(page, {"otp": OTP})
    assert page.location is None or "code=" not in page.location
    api.move_clock(sandbox, advance="PT15M1S")
    assert Browser(sandbox).sign_in(tpp, LEA)["code"]


def test_row_143_a_right_code_in_between_starts_the_count_anew(sandbox, tpp):
    fail(sandbox, tpp, LEA, 4)
    assert Browser(sandbox).sign_in(tpp, LEA)["code"]
    page = fail(sandbox, tpp, LEA, 4)
    assert page.status == 200 and page.asks == ["otp"]


def test_row_144_a_lock_holds_for_another_tpp_and_another_browser_and_only_for_this_customer(sandbox, tpp, other_tpp):
    assert denied(fail(sandbox, tpp, LEA))
    browser = Browser(sandbox, tls_pair=None)
    page = browser.identify(browser.authorize(other_tpp), LEA)
    if page.status == 200:
        page = browser.submit(page, {"otp": OTP})
    assert page.location is None or "code=" not in page.location
    assert Browser(sandbox).sign_in(tpp, CLAIRE)["code"]


def test_row_144_a_lock_outlives_a_restart_whether_orderly_or_not(sandbox, tpp):
    for end in (sandbox.restart, lambda: (sandbox.kill(), sandbox.start())):
        assert denied(fail(sandbox, tpp, LEA))
        end()
        browser = Browser(sandbox)
        locked = browser.submit(browser.identify(browser.authorize(tpp), LEA), {"otp": OTP})
        assert locked.location is None and "otp" in locked.asks
        api.move_clock(sandbox, advance="PT15M")
        assert Browser(sandbox).sign_in(tpp, LEA)["code"]


def test_row_145_an_unknown_and_a_locked_customer_see_what_a_known_one_sees(sandbox, tpp):
    assert denied(fail(sandbox, tpp, CLAIRE))
    screens = {}
    for name, identifier in (("known", LEA), ("unknown", UNKNOWN), ("locked", CLAIRE)):
        browser = Browser(sandbox)
        asked = browser.identify(browser.authorize(tpp), identifier)
        wrong = browser.submit(asked, {"otp": WRONG})
        screens[name] = [(page.status, without_phone(page), page.asks) for page in (asked, wrong)]
        assert "PHONE" in without_phone(asked), asked.said
    assert screens["unknown"] == screens["known"]
    assert screens["locked"][0] == screens["known"][0]


def test_row_145_the_telephone_shown_for_an_unknown_customer_is_always_the_same(sandbox, tpp):
    shown = set()
    for _ in range(2):
        browser = Browser(sandbox)
        shown.add(browser.identify(browser.authorize(tpp), UNKNOWN).said)
    assert len(shown) == 1


def test_row_145_an_unknown_customer_is_denied_after_five_codes_as_well_and_never_let_in(sandbox, tpp):
    browser = Browser(sandbox)
    page = browser.submit(browser.identify(browser.authorize(tpp), UNKNOWN), {"otp": OTP})
    assert page.status == 200 and page.asks == ["otp"], "the right code of the sandbox opens nothing"
    assert denied(fail(sandbox, tpp, UNKNOWN, 4))


def test_row_146_a_used_challenge_is_refused_in_a_second_session(sandbox, tpp):
    first = Browser(sandbox)
    used = first.identify(first.authorize(tpp), LEA)
    done = first.submit(used, {"otp": OTP})
    assert done.redirect["code"]
    second = Browser(sandbox)
    page = second.identify(second.authorize(tpp), LEA)
    replayed = {name: value for name, value in used.form.fields.items() if page.form.fields.get(name) != value}
    assert replayed, "two challenges must differ in something that the form carries"
    for name, value in replayed.items():
        again = Browser(sandbox)
        page = again.identify(again.authorize(tpp), LEA)
        page.form.fields[name] = value
        answer = again.submit(page, {"otp": OTP})
        assert answer.location is None or "code=" not in answer.location, f"{name} was taken from another session"
    answer = first.submit(used, {"otp": OTP})
    assert answer.location in (None, done.location), "the form sent twice must not give a second code"


# --- time -----------------------------------------------------------------------------------------------------

def test_row_148_a_code_sent_three_minutes_ago_has_expired_and_does_not_count_as_wrong(sandbox, tpp):
    browser = Browser(sandbox)
    page = browser.identify(browser.authorize(tpp), LEA)
    api.move_clock(sandbox, advance="PT181S")
    expired = browser.submit(page, {"otp": OTP})
    assert expired.status == 200 and "code=" not in (expired.location or "")
    assert expired.said != page.said
    page = fail(sandbox, tpp, LEA, 4)
    assert page.status == 200 and page.asks == ["otp"], "the expired code was counted as a wrong one"


def test_row_148_three_more_codes_are_sent_and_no_fourth(sandbox, tpp):
    browser = Browser(sandbox)
    page = browser.identify(browser.authorize(tpp), LEA)
    for _ in range(3):
        api.move_clock(sandbox, advance="PT181S")
        page = browser.submit(page, action="resend")
        assert page.asks == ["otp"] and "nouveau code" in page.said
    refused = browser.submit(page, action="resend")
    assert refused.said != page.said and "d’autre code" in refused.said
    assert browser.submit(refused, {"otp": OTP}).redirect["code"], "the last one that was sent is good still"


@pytest.mark.parametrize("step", ["identifier", "otp"])
def test_row_149_a_journey_ends_after_ten_minutes_in_all(sandbox, browser, tpp, step):
    page = browser.authorize(tpp)
    if step == "otp":
        page = browser.identify(page, LEA)
    api.move_clock(sandbox, advance="PT10M1S")
    assert denied(browser.submit(page, {"identifier": LEA} if step == "identifier" else {"otp": OTP}))


# --- leaving --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("step", ["identifier", "otp", "wrong code"])
def test_row_152_cancel_at_any_screen_goes_back_to_the_tpp(browser, tpp, step):
    page = browser.authorize(tpp)
    if step != "identifier":
        page = browser.identify(page, LEA)
    if step == "wrong code":
        page = browser.submit(page, {"otp": WRONG})
    form = next(form for form in page.forms if ("action", "cancel") in form.buttons)
    left = browser.submit(page, action="cancel", form=form)
    assert denied(left) and left.redirect[""] == tpp.redirect_uris[0]


# --- what others write on our pages ---------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "abc\u202edef \u2066x", "N" * 5000,
                                  "'\"&<b>&amp;{{x}}"], ids=["markup", "bidi", "long", "quotes"])
def test_row_154_the_name_of_a_tpp_is_escaped_isolated_and_cut(sandbox, name):
    named = api.enrol(sandbox, "PSDFR-ACPR-15400", name=name)
    page = Browser(sandbox).authorize(named)
    assert page.status == 200
    html = page.answer.text
    assert "<img" not in html and "<b>&" not in html
    assert "N" * 71 not in html
    if len(name) <= 70:  # characters that turn the direction of writing may be left out altogether
        assert without_direction(name) in without_direction(page.said)
    assert re.search(r"<bdi[ >]", html) or "unicode-bidi" in html


def without_direction(text):
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", "", text).split())


PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


def test_row_155_payloads_in_parameters_and_fields_are_never_executed(sandbox, browser, tpp):
    for changes in ({"state": PAYLOAD}, {"redirect_uri": "https://x/" + PAYLOAD}, {"client_id": PAYLOAD},
                    {"error_description": PAYLOAD}, {"ui_locales": PAYLOAD}, {"scope": PAYLOAD}):
        page = browser.authorize(tpp, **changes)
        assert "<script" not in page.answer.text and "<img src=x" not in page.answer.text
    page = browser.identify(browser.authorize(tpp), PAYLOAD)
    assert "<script" not in page.answer.text and "<img src=x" not in page.answer.text
    page = browser.submit(page, {"otp": PAYLOAD})
    assert "<script" not in page.answer.text and "<img src=x" not in page.answer.text


def test_row_155_the_policy_of_the_pages_allows_nothing_inline(otp_page):
    policy = otp_page.answer.header("Content-Security-Policy")
    assert "default-src 'none'" in policy and "unsafe" not in policy
    html = otp_page.answer.text.lower()
    assert " style=" not in html and "<style" not in html and not re.search(r" on[a-z]+=", html)
    assert "form-action" in policy


def test_row_156_no_address_is_given_away_as_referrer(browser, tpp, otp_page):
    for page in (otp_page, browser.submit(otp_page, {"otp": OTP})):
        assert page.answer.header("Referrer-Policy") == "no-referrer"


def test_row_157_a_flow_started_in_one_browser_cannot_be_finished_in_another(sandbox, browser, otp_page):
    answer = Browser(sandbox).submit(otp_page, {"otp": OTP})
    assert answer.status == 403 and answer.location is None
    assert browser.submit(otp_page, {"otp": OTP}).redirect["code"], "the session must not have moved"


def test_row_157_a_form_of_one_session_with_the_cookie_of_another_is_refused(sandbox, tpp, browser, otp_page):
    other = Browser(sandbox)
    other.identify(other.authorize(tpp), GEORGES)
    answer = other.submit(otp_page, {"otp": OTP})
    assert answer.status == 403 and answer.location is None
    assert browser.submit(otp_page, {"otp": OTP}).redirect["code"]


@pytest.mark.parametrize("identifier", [
    "9" * 10_000, "\uff19" * 10, "\u0669" * 10, "' OR '1'='1", "*)(uid=*))(|(uid=*", "9999999901'--", "", " "],
    ids=["10,000 digits", "full width", "Arabic", "SQL", "LDAP", "comment", "empty", "blank"])
def test_row_158_a_strange_identifier_is_like_an_unknown_one(sandbox, tpp, identifier):
    browser = Browser(sandbox)
    page = browser.identify(browser.authorize(tpp), identifier)
    assert page.status == 200
    if identifier.strip():
        assert page.asks == ["otp"]
        page = browser.submit(page, {"otp": OTP})
    assert page.status == 200 and page.location is None


def test_row_161_lea_sees_two_screens(browser, tpp):
    first = browser.authorize(tpp)
    assert first.status == 200 and "identifier" in first.asks
    assert set(first.asks) <= {"identifier", "user_number", "method"}, "who has more to say says it on the same screen"
    second = browser.identify(first, LEA)
    assert second.status == 200 and second.asks == ["otp"]
    assert browser.submit(second, {"otp": OTP}).redirect["code"]


def test_the_pages_speak_french_and_english(browser, tpp):
    french = browser.get(browser.authorize(tpp).target, [("Accept-Language", "fr-FR")])
    english = browser.get(browser.authorize(tpp).target, [("Accept-Language", "en-GB")])
    assert 'lang="fr"' in french.answer.text and 'lang="en"' in english.answer.text
    assert french.said != english.said
