# SPDX-License-Identifier: Apache-2.0
"""The customer's permission dashboard, from outside: what is withdrawn there is worth nothing to the TPP at once."""
import pytest

from guichet_client import api
from guichet_client.dashboard import PERMISSIONS, sign_in, withdraw
from guichet_client.journey import OTP, Browser
from guichet_client.oracle import refused
from guichet_client.personas import CLAIRE, LEA, LEA_IBAN, balances_of, transactions_of


@pytest.mark.parametrize("tls_pair", [False, None], ids=["web port", "TLS"])
def test_a_customer_signs_in_and_sees_who_reads_what(sandbox, lea, tls_pair):
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    assert lea.get(balances_of(LEA_IBAN), batch=True).status == 200
    browser, page = sign_in(sandbox, tls_pair=tls_pair)
    assert "myAPP" in page.said
    assert page.answer.header("X-Frame-Options") == "DENY" and page.answer.header("Cache-Control") == "no-store"
    detail = browser.request("GET", f"{PERMISSIONS}?tpp={lea.tpp.oid}")
    assert "sans vous, automatiquement" in detail.said and LEA_IBAN not in detail.said


def test_one_kind_withdrawn_is_closed_at_once_and_the_others_stay_open(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    browser, _ = sign_in(sandbox)
    assert "C’est fait" in withdraw(browser, lea.tpp, "balances").said
    refused(lea.get(balances_of(LEA_IBAN)), 403, "CONSENT_MISSING")
    assert lea.get(transactions_of(LEA_IBAN)).status == 200
    assert "balances" not in lea.accounts().json()["accounts"][0]["_links"]


def test_row_137_everything_withdrawn_ends_tokens_and_data_at_once_for_this_tpp_alone(sandbox, lea, lea_by_other_tpp):
    assert lea.consent(LEA_IBAN).status == 201
    assert lea_by_other_tpp.consent(LEA_IBAN).status == 201
    browser, page = sign_in(sandbox)
    assert len([link for link in page.links if link and "?tpp=" in link]) == 2
    withdraw(browser, lea.tpp, "everything")
    refused(lea.get(balances_of(LEA_IBAN)), 401, "invalid_token")
    assert lea.refresh().json()["error"] == "invalid_grant"
    assert lea_by_other_tpp.get(balances_of(LEA_IBAN)).status == 200
    again = lea.connect_customer(LEA)  # she may change her mind, and says anew what may be read
    refused(again.get(balances_of(LEA_IBAN)), 404, "ACCOUNT_UNKNOWN")


def test_what_a_customer_withdrew_stays_withdrawn_after_a_crash(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    browser, _ = sign_in(sandbox)
    withdraw(browser, lea.tpp, "everything")
    sandbox.kill()
    sandbox.start()
    refused(lea.unwatched().get(balances_of(LEA_IBAN)), 401, "invalid_token")
    browser.connection = None
    assert "Aucune application" in browser.request("GET", PERMISSIONS).said, "the customer is still signed in"


def test_a_form_of_another_site_or_customer_withdraws_nothing(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    browser, _ = sign_in(sandbox)
    question = browser.request("GET", f"{PERMISSIONS}?tpp={lea.tpp.oid}&withdraw=everything")
    foreign = browser.submit(question, action="withdraw", headers=[("Origin", "https://elsewhere.example")])
    assert foreign.status == 403
    assert browser.submit(question, {"form_token": "x"}, action="withdraw").status == 403
    claire, _ = sign_in(sandbox, CLAIRE)
    assert claire.submit(question, action="withdraw").status == 403, "Léa's token is not Claire's"
    assert lea.get(balances_of(LEA_IBAN)).status == 200


def test_row_149_five_minutes_without_a_word_sign_out(sandbox, lea):
    browser, _ = sign_in(sandbox)
    api.move_clock(sandbox, advance="PT5M")
    page = browser.request("GET", PERMISSIONS)
    assert "identifier" in page.asks and "cinq minutes" in page.said


def test_five_wrong_codes_lock_here_as_they_do_for_a_tpp(sandbox, stranger):
    browser = Browser(sandbox)
    page = browser.identify(browser.request("GET", PERMISSIONS), LEA)
    for _ in range(5):
        page = browser.submit(page, {"otp": "00000000"})
    assert page.location == f"{PERMISSIONS}/closed?why=access_denied"
    assert "un quart d’heure" in browser.request("GET", page.location).said
    other = Browser(sandbox)
    locked = other.submit(other.identify(other.authorize(stranger.tpp), LEA), {"otp": OTP})
    assert locked.location is None or "code=" not in locked.location
