# SPDX-License-Identifier: Apache-2.0
"""The table of refusals: `guichet explain`, the page of each code, and the links that lead there."""
import html
import re

import pytest

from guichet_client import api, journey, process

pytestmark = pytest.mark.lasting


@pytest.fixture(scope="module")
def listed():
    """What `guichet explain --list` says: (code, status, text) of each row."""
    done = process.run("explain", "--list")
    assert done.returncode == 0, done.stderr
    return [re.fullmatch(r"(\S+) +(\d{3})  (.+)", line).groups() for line in done.stdout.splitlines()]


def page_of(sandbox, code):
    return api.control(sandbox, "GET", f"/errors/{code}")


def explained(code, language):
    done = process.run("explain", code, "--lang", language)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line]


def test_the_list_has_every_code_with_its_status(listed):
    assert len(listed) > 90
    assert ("QUOTA", "429") in {row[:2] for row in listed}
    assert all(400 <= int(status) <= 505 and text for _, status, text in listed)


def test_the_list_is_in_french_when_asked(listed):
    french = process.run("explain", "--list", "--lang", "fr").stdout.splitlines()
    assert len(french) == len(listed)
    assert "Les accès batch" in next(line for line in french if line.startswith("QUOTA "))


@pytest.mark.parametrize("language, cause, remedy", [("en", "Cause: ", "What to do: "),
                                                     ("fr", "Cause\u00a0: ", "Que faire\u00a0: ")])
def test_a_code_is_explained_by_status_text_cause_and_remedy_as_its_page_does(sandbox, language, cause, remedy):
    for code in ("QUOTA", "CONSENT_REFUSED", "SIG_COVERAGE", "NAAC", "PAGE_FORM_FOREIGN", "server_error"):
        title, text, why, what = explained(code, language)
        assert re.fullmatch(rf"{code}  \(HTTP [45]\d\d\)", title)
        assert why.startswith(cause) and what.startswith(remedy)
        page = html.unescape(page_of(sandbox, code).text)
        for words in (text, why.removeprefix(cause), what.removeprefix(remedy)):
            assert words in page, f"{code}: {words}"


def test_without_a_language_both_are_said():
    said = process.run("explain", "QUOTA").stdout
    for language in ("en", "fr"):
        assert set(explained("QUOTA", language)) <= set(said.splitlines())


def test_a_word_of_several_rows_is_explained_by_all_of_them():
    assert len([line for line in explained("invalid_request", "en") if "(HTTP" in line]) == 2


@pytest.mark.parametrize("typo, meant", [("QUTOA", "QUOTA"), ("cert_expired", "CERT_EXPIRED"), ("CONSENT_REFUZED", "CONSENT_REFUSED"),
                                         ("SIG-COVERAGE", "SIG_COVERAGE"), ("invalid_tokn", "invalid_token")])
def test_the_nearest_code_is_offered_for_a_typo(typo, meant):
    done = process.run("explain", typo)
    assert done.returncode == 2 and f'"{meant}"' in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("QUOTA", "STORE"), ("QUOTA", "--list"), ("QUOTA", "--lang"),
                                       ("QUOTA", "--lang", "de"), ("QUOTA", "--long", "fr")], ids=" ".join)
def test_what_is_no_question_is_a_usage_error_in_one_line(arguments):
    done = process.run("explain", *arguments)
    assert done.returncode == 2 and not done.stdout and len(done.stderr.splitlines()) == 1


def test_every_code_has_a_page_that_shows_its_text_in_both_languages(sandbox, listed):
    french = {line.split()[0]: line for line in process.run("explain", "--list", "--lang", "fr").stdout.splitlines()}
    for code, status, text in listed:
        page = page_of(sandbox, code)
        assert page.status == 200, code
        shown = html.unescape(page.text)
        assert f"HTTP {status}" in shown and text in shown and f'<section lang="fr">' in shown, code
        assert french[code].split("  ")[-1].strip() in shown, code


# --- the links ------------------------------------------------------------------------------------------------

def help_of(answer):
    links = re.findall(r'<([^>]*)>; *rel="help"', ", ".join(answer.all("Link")))
    assert len(links) == 1, answer.all("Link")
    return links[0]


def leads_to_its_page(sandbox, answer, code):
    link = help_of(answer)
    assert link.endswith(f"/errors/{code}")
    base = sandbox.ready["web"]
    assert link.startswith((base + "/errors/", "/errors/")), link
    assert page_of(sandbox, link.rsplit("/", 1)[1]).status == 200


def test_a_refused_call_leads_to_the_page_of_its_code(sandbox, stranger):
    leads_to_its_page(sandbox, stranger.accounts(token="0" * 43), "invalid_token")


def test_a_refused_form_of_oauth_leads_there_by_link_and_by_error_uri(sandbox, stranger):
    answer = stranger.exchange("0" * 43)
    leads_to_its_page(sandbox, answer, "invalid_grant")
    assert answer.json()["error_uri"] == help_of(answer)


def test_a_redirect_that_refuses_leads_there_on_the_banks_own_host(sandbox, tpp):
    browser = journey.Browser(sandbox)
    told = browser.authorize(tpp, scope="pisp").redirect
    assert told["error_uri"] == f"{told['iss']}/errors/invalid_scope"
    page = browser.request("GET", "/errors/invalid_scope")
    assert page.status == 200 and "invalid_scope" in page.answer.text


def test_a_refused_page_of_a_customer_leads_there(sandbox):
    answer = api.control(sandbox, "GET", "/stet/psd2/oauth/authorize?client_id=nobody")
    assert answer.status == 400
    leads_to_its_page(sandbox, answer, "PAGE_CLIENT_UNKNOWN")


def test_what_is_refused_before_it_was_read_leads_there(sandbox):
    with sandbox.connect_web() as connection:
        leads_to_its_page(sandbox, connection.exchange(b"GET  / HTTP/1.1\r\n\r\n"), "HTTP_SYNTAX")


def test_the_control_port_and_the_online_bank_lead_there(sandbox):
    leads_to_its_page(sandbox, api.control(sandbox, "GET", "/_sandbox/nothing"), "ROUTE_UNKNOWN")
    leads_to_its_page(sandbox, api.control(sandbox, "GET", "/online-bank/se-connecter/sso?fallback=x.y.z"), "PAGE_PASS_REFUSED")
