# SPDX-License-Identifier: Apache-2.0
"""App2App: the association files by which telephones open a bank's app, TPPs' universal links as redirect URIs, and
the walk on the simulated telephone, and the looks of each brand on the customer's pages."""
import json
import re
import time
import urllib.parse

import pytest

from guichet_client import api, http, process
from guichet_client.journey import OTP, Browser, authorize_target
from guichet_client.oracle import matches, media_type, refused, token_refused
from guichet_client.personas import LEA
from guichet_client.registration import Registrar, metadata

AUTHORIZE = "/stet/psd2/oauth/authorize"
APPLE, ANDROID = "/.well-known/apple-app-site-association", "/.well-known/assetlinks.json"
HANDLE_URLS = "delegate_permission/common.handle_all_urls"

# The App2App table of the reference page: a brand, its live domain, and a code of it.
BRANDS = {"banque-palatine": ("40978", "palatine.fr"), "banque-populaire": ("13807", "banquepopulaire.fr"),
          "banque-de-savoie": ("10548", "banque-de-savoie.fr"), "caisse-epargne": ("17515", "caisse-epargne.fr"),
          "banque-bcp": ("12579", "banquebcp.fr"), "credit-cooperatif": ("42559", "credit-cooperatif.coop"),
          "btp-banque": ("30258", "btp-banque.fr"), "natixis-wealth-management": ("18919", "natixis.com")}
OF_THE_PAGE = ["11315", "11425", "12135", "12579", "13135", "13335", "13485", "13825", "14265", "14445", "14505", "15135",
               "16275", "17515", "18315", "18715", "30258", "42559"]


def brand_of(code):
    return next((word for word, (own, _) in BRANDS.items() if own == code), "caisse-epargne")


def hosts_of(code):
    """The two hosts of an establishment under the sandbox's domain, and that of its brand."""
    return [f"www.{code}.sandbox.api.localhost", f"www.{code}.live.api.localhost",
            f"www.{code}.live.api.{BRANDS[brand_of(code)][1]}"]


def get(sandbox, target, host, shown=None):
    """As a telephone fetches it: TLS to that name, no certificate. `shown`: another Host."""
    with sandbox.connect(None, host) as connection:
        listed = [("Host", f"{shown or host}:{sandbox.api_port}"), ("Accept", "*/*")]
        return connection.exchange(http.request_bytes("GET", target, listed))


def document(answer):
    assert answer.status == 200, f"{answer.status} {answer.text[:200]}"
    assert answer.header("Location") is None
    assert media_type(answer) == "application/json"
    return answer.json()


def apple_app(body):
    matches("AppleAppSiteAssociation", body)
    (details,) = body["applinks"]["details"]
    assert details["components"] == [{"/": AUTHORIZE}]
    (app,) = details["appIDs"]
    return app


def android_app(body):
    matches("DigitalAssetLinks", body)
    (statement,) = body
    assert statement["relation"] == [HANDLE_URLS]
    assert statement["relation_extensions"] == {HANDLE_URLS: {"dynamic_app_link_components": [{"/": AUTHORIZE}]}}
    return statement["target"]["package_name"]


@pytest.mark.parametrize("code", sorted({*OF_THE_PAGE, *(code for code, _ in BRANDS.values())}))
def test_each_host_of_an_establishment_names_the_app_of_its_brand(sandbox, code):
    brand = brand_of(code)
    for host in hosts_of(code):
        assert apple_app(document(get(sandbox, APPLE, host))) == f"SANDBOX000.example.guichet.{brand}", host
        assert android_app(document(get(sandbox, ANDROID, host))) == f"example.guichet.{brand.replace('-', '_')}", host


def test_the_files_are_on_the_web_port_too(sandbox):
    with sandbox.connect_web() as connection:
        listed = [("Host", f"127.0.0.1:{sandbox.web_port}")]
        assert apple_app(document(connection.exchange(http.request_bytes("GET", APPLE, listed))))
        assert android_app(document(connection.exchange(http.request_bytes("GET", ANDROID, listed))))


@pytest.mark.parametrize("target", [APPLE, ANDROID])
@pytest.mark.parametrize("host", ["elsewhere.example", "www.42559.live.api.caisse-epargne.fr",
                                  "www.17515.live.api.palatine.fr", "www.40978.live.api.natixis.com",
                                  "www.10107.live.api.banquepopulaire.fr", "www.17515.live.api.89c3.com",
                                  "live.api.caisse-epargne.fr", "www.caisse-epargne.fr"])
def test_row_295_a_name_that_is_no_host_of_ours_has_no_files(sandbox, target, host):
    refused(get(sandbox, target, sandbox.host, host), 421, "MISDIRECTED")


def test_row_014_another_banks_files_are_not_to_be_had_over_this_ones_connection(sandbox):
    refused(get(sandbox, APPLE, hosts_of("17515")[2], hosts_of("40978")[2]), 421, "MISDIRECTED")


@pytest.mark.parametrize("target", ["/89C3api/accreditation/v2" + APPLE, "/89C3api/accreditation/v2" + ANDROID,
                                    "/apple-app-site-association", APPLE + ".json", APPLE + "/", ANDROID[:-5]])
def test_the_files_are_nowhere_else(sandbox, target):
    refused(get(sandbox, target, hosts_of("17515")[2]), 404, "ROUTE_UNKNOWN")


def test_a_bank_puts_its_own_apps_there_and_may_have_none(tmp_path):
    fingerprint = ":".join(f"{n:02X}" for n in range(160, 192))
    elsewhere = process.Sandbox(tmp_path / "data")
    elsewhere.data.mkdir()
    (elsewhere.data / "guichet.toml").write_text(
        f'[app2app]\nbanque-palatine = "ABCDE12345.fr.bank.app fr.bank.app {fingerprint} {fingerprint}"\n'
        'btp-banque = ""\n')
    elsewhere.start()
    try:
        palatine, btp = hosts_of("40978")[2], hosts_of("30258")[2]
        assert apple_app(document(get(elsewhere, APPLE, palatine))) == "ABCDE12345.fr.bank.app"
        statement = document(get(elsewhere, ANDROID, palatine))
        assert android_app(statement) == "fr.bank.app"
        assert statement[0]["target"]["sha256_cert_fingerprints"] == [fingerprint, fingerprint]
        for target in (APPLE, ANDROID):
            refused(get(elsewhere, target, btp), 404, "ROUTE_UNKNOWN")
    finally:
        assert elsewhere.stop() == 0


# --- the way back ---------------------------------------------------------------------------------------------

def test_a_universal_link_is_enrolled_like_any_callback_and_the_customer_returns_by_it(sandbox, authority):
    oid, link = "PSDFR-ACPR-99311", "https://app.tpp.example/bank/return"
    registrar = Registrar(sandbox, oid, authority.issue(oid, "qwac"), authority.issue(oid, "qseal"))
    answer = registrar.register(metadata(oid, registrar.qseal, redirect_uris=["https://tpp.example/back", link]))
    assert answer.status == 201, answer.text
    assert link in answer.json()["redirect_uris"]
    client = registrar.client(answer.json()["client_id"])
    back = Browser(sandbox).sign_in(client.tpp, LEA, redirect_uri=link)
    assert back[""] == link and back["code"]


@pytest.mark.parametrize("uri", ["com.tpp.app:/back", "tpp://back", "intent://back#Intent;scheme=https;end"])
def test_a_scheme_that_any_app_may_claim_is_not_enrolled(sandbox, authority, uri):
    oid = "PSDFR-ACPR-99312"
    registrar = Registrar(sandbox, oid, authority.issue(oid, "qwac"), authority.issue(oid, "qseal"))
    answer = registrar.register(metadata(oid, registrar.qseal, redirect_uris=[uri]))
    assert (answer.status, answer.json()["error"]) == (400, "invalid_redirect_uri"), answer.text


# --- on the telephone -----------------------------------------------------------------------------------------

LIVE = "www.17515.live.api.localhost"
LINK_BACK = "https://app.tpp.example/bank/return"
PAUL, ATELIER = "9999999911", "9999999912"  # professional, company


@pytest.fixture
def app_tpp(sandbox):
    """A TPP with a universal link, enrolled in both environments."""
    return api.enrol(sandbox, "PSDFR-ACPR-99313", name="Budget", redirect_uris=[LINK_BACK])


def link_of(tpp, host=hosts_of("17515")[2], **changes):
    return f"https://{host}{authorize_target(tpp, **changes)}"


def follow(sandbox, link, answer=None, identifier=LEA):
    """What the simulated telephone does with the link, and with its owner's answer in the app."""
    body = {"link": link, **({"answer": answer} if answer else {})}
    return api.controlled(sandbox, "POST", f"/_sandbox/phone/{identifier}/link", body)


def set_app(sandbox, **state):
    return api.controlled(sandbox, "POST", f"/_sandbox/phone/{LEA}/app", state)


def back_at(opened):
    """The parameters with which the telephone came back to the TPP's app."""
    assert opened["opens"] == "tpp", opened
    address, _, query = opened["address"].partition("?")
    return {"": address, **dict(urllib.parse.parse_qsl(query, strict_parsing=True))}


def in_browser(sandbox, opened, why, host=LIVE):
    """The bank's page that the telephone's browser opens instead."""
    assert (opened["opens"], opened["why"]) == ("browser", why), opened
    begin, path, target = opened["address"].partition(AUTHORIZE)
    assert begin == f"http://{host}:{sandbox.web_port}"
    browser = Browser(sandbox, host=host)
    return browser, browser.get(path + target)


def test_the_app_opens_and_the_code_is_exchanged_at_the_live_host(sandbox, app_tpp):
    link = link_of(app_tpp, state="from the app & back")
    asks = follow(sandbox, link)
    assert asks == {"opens": "app", "tpp": "Budget", "bank": "Caisse d'Epargne Ile De France"}
    back = back_at(follow(sandbox, link, "approve"))
    assert (back[""], back["state"]) == (LINK_BACK, "from the app & back")
    assert back["iss"] == f"https://{hosts_of('17515')[2]}:{sandbox.api_port}", "the host of the link"
    live = api.Api(sandbox, app_tpp, LIVE)
    live.keep(live.exchange(back["code"]))
    assert live.accounts().status == 200
    elsewhere = live.at(sandbox.host_of("13135"))
    refused(elsewhere.accounts(), 401, "invalid_token")


@pytest.fixture
def talkative(tmp_path):
    """A sandbox whose log has what went well too."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/guichet.toml").write_text('[log]\nlevel = "info"\n')
    sandbox = process.Sandbox(tmp_path / "data").start()
    yield sandbox
    assert sandbox.stop() == 0


def test_what_the_app_sends_back_is_one_line_of_the_log_without_code_or_state(talkative):
    tpp = api.enrol(talkative, "PSDFR-ACPR-99313", redirect_uris=[LINK_BACK])

    def told(answer, **changes):
        mark = len(talkative.stderr)
        follow(talkative, link_of(tpp, state="keep-this", **changes), answer)
        give_up = time.monotonic() + 10
        while not (lines := [line for line in talkative.stderr[mark:].splitlines() if "bank app" in line]):
            assert time.monotonic() < give_up, talkative.stderr[mark:]
        (line,) = lines
        assert "keep-this" not in line and "code=" not in line
        return json.loads(line)

    whose = f"bank app of 17515, asked by {tpp.client_id}: "
    assert told("approve") == {"level": "info", "message": whose + "sent back with a code"}
    assert told("refuse") == {"level": "info", "message": whose + "sent back with access_denied"}
    wrong = told("approve", scope="nonsense")
    assert wrong["level"] == "warn" and "sent back to the TPP with invalid_scope" in wrong["message"], wrong
    lost = told("approve", client_id="nobody")
    assert lost["level"] == "warn" and "refused, PAGE_CLIENT_UNKNOWN" in lost["message"], lost


def test_pkce_binds_the_code_of_the_app_too(sandbox, app_tpp):
    verifier, challenge = api.pkce()
    link = link_of(app_tpp, code_challenge=challenge, code_challenge_method="S256")
    live = api.Api(sandbox, app_tpp, LIVE)
    token_refused(live.exchange(back_at(follow(sandbox, link, "approve"))["code"], may_change=True), 400, "invalid_grant")
    live.keep(live.exchange(back_at(follow(sandbox, link, "approve"))["code"], verifier=verifier))


def test_a_refusal_in_the_app_goes_back_with_access_denied_and_the_same_state(sandbox, app_tpp):
    back = back_at(follow(sandbox, link_of(app_tpp, state="mine"), "refuse"))
    assert (back[""], back["error"], back["state"]) == (LINK_BACK, "access_denied", "mine")
    assert back["iss"] and "code" not in back


@pytest.mark.parametrize("state, why", [({"installed": False}, "not_installed"), ({"version": "6.3.9"}, "too_old"),
                                        ({"opened_once": False}, "never_opened")])
def test_where_the_app_cannot_be_opened_the_pages_are(sandbox, app_tpp, state, why):
    set_app(sandbox, **state)
    for answer in (None, "approve"):
        browser, page = in_browser(sandbox, follow(sandbox, link_of(app_tpp), answer), why)
        assert page.status == 200 and page.asks[0] == "identifier" and "Budget" in page.said
    back = browser.submit(browser.identify(page, LEA), {"otp": OTP}).redirect
    live = api.Api(sandbox, app_tpp, LIVE)
    live.keep(live.exchange(back["code"]))


@pytest.mark.parametrize("identifier", [PAUL, ATELIER])
def test_professionals_and_companies_are_sent_on_to_the_pages(sandbox, app_tpp, identifier):
    _, page = in_browser(sandbox, follow(sandbox, link_of(app_tpp), "approve", identifier), "not_for_customer")
    assert page.status == 200


def test_a_customer_of_another_bank_of_the_brand_is_sent_on_to_its_pages(sandbox, app_tpp):
    link = link_of(app_tpp, hosts_of("13135")[2])
    _, page = in_browser(sandbox, follow(sandbox, link, "approve"), "not_for_customer", "www.13135.live.api.localhost")
    assert "Midi-Pyr" in page.said


def test_another_brands_link_and_another_path_are_for_the_browser(sandbox, app_tpp):
    _, page = in_browser(sandbox, follow(sandbox, link_of(app_tpp, hosts_of("40978")[2])), "not_associated",
                         "www.40978.live.api.localhost")
    assert "Banque Palatine" in page.said
    opened = follow(sandbox, f"https://{LIVE}/stet/psd2/oauth/sca?journey=x")
    assert (opened["opens"], opened["why"]) == ("browser", "not_associated")
    assert follow(sandbox, link_of(app_tpp, "elsewhere.example")) == {"opens": "nothing"}


@pytest.mark.parametrize("changes, error", [({"redirect_uri": LINK_BACK + "/"}, "PAGE_REDIRECT_UNKNOWN"),
                                            ({"redirect_uri": "https://evil.example/"}, "PAGE_REDIRECT_UNKNOWN"),
                                            ({"client_id": "nobody"}, "PAGE_CLIENT_UNKNOWN")])
def test_a_request_that_names_no_way_back_ends_in_the_app(sandbox, app_tpp, changes, error):
    for answer in (None, "approve"):
        assert follow(sandbox, link_of(app_tpp, **changes), answer) == {"opens": "app", "error": error}


@pytest.mark.parametrize("changes, error", [({"scope": "pisp"}, "invalid_scope"),
                                            ({"response_type": "token"}, "unsupported_response_type"),
                                            ({"state": ["a", "b"]}, "invalid_request")])
def test_any_other_fault_goes_back_to_the_tpp_with_a_standard_error(sandbox, app_tpp, changes, error):
    back = back_at(follow(sandbox, link_of(app_tpp, **changes)))
    assert (back[""], back["error"]) == (LINK_BACK, error)


def test_by_hand_the_link_opens_the_app_on_the_page_of_the_phone(sandbox, app_tpp):
    phone = Browser(sandbox)
    home = phone.get(f"/phone?identifier={LEA}&lang=en")
    [opening] = [form for form in home.forms if "link" in form.visible]
    assert opening.method == "get"
    target = "/phone?" + urllib.parse.urlencode({**opening.fields, "link": link_of(app_tpp)})
    app = phone.get(target)
    assert app.status == 200 and "Budget" in app.said and "Caisse d'Epargne Ile De France" in app.said
    policy = app.answer.header("Content-Security-Policy")
    assert "https://app.tpp.example" in policy and "unsafe" not in policy
    assert phone.submit(app, {"answer": "approve"}, action=None).redirect["code"]
    assert phone.submit(app, {"answer": "refuse"}, action=None).redirect["error"] == "access_denied"
    set_app(sandbox, installed=False)
    pages = phone.get(target)
    assert (pages.status, pages.location.partition("?")[0]) == (303, f"http://{LIVE}:{sandbox.web_port}{AUTHORIZE}")
    assert phone.get(f"/phone?identifier={LEA}&lang=en&link=https%3A%2F%2Felsewhere.example%2F").status == 200


def test_by_hand_the_app_shows_what_is_wrong(sandbox, app_tpp):
    def opened(**changes):
        query = urllib.parse.urlencode({"identifier": LEA, "lang": "en", "link": link_of(app_tpp, **changes)})
        return Browser(sandbox).get(f"/phone?{query}")

    tampered = opened(redirect_uri="https://evil.example/")
    assert tampered.status == 400 and all(link.startswith("/phone?") for link in tampered.links)
    wrong_scope = opened(scope="pisp")
    [way_back] = [link for link in wrong_scope.links if link.startswith(LINK_BACK)]
    assert "error=invalid_scope" in way_back


# --- the looks ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("word", sorted(BRANDS))
def test_the_pages_have_name_colours_and_drawing_of_the_bank_that_is_asked(sandbox, tpp, word):
    browser = Browser(sandbox, tls_pair=None, host=sandbox.host_of(BRANDS[word][0]))
    page = browser.authorize(tpp)
    assert page.status == 200
    refusal = browser.authorize(tpp, client_id="nobody")
    assert refusal.status == 400
    for shown in (page, refusal):
        assert f'class="brand-{word}"' in shown.answer.text
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.answer.text)
    rules = browser.get(sheet).answer.text
    assert f".brand-{word}{{" in rules
    (drawing,) = re.findall(rf'\.brand-{word} \.bank:before{{background-image:url\("?\./(brand-{word}-[^")]+)"?\)}}', rules)
    served = browser.get("/_assets/" + drawing).answer
    assert served.status == 200 and media_type(served) == "image/svg+xml"
    assert "immutable" in served.header("Cache-Control")
