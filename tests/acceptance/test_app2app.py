# SPDX-License-Identifier: Apache-2.0
"""App2App: the association files by which telephones open a bank's app, TPPs' universal links as redirect URIs, and
the looks of each brand on the customer's pages."""
import re

import pytest

from guichet_client import http, process
from guichet_client.journey import Browser
from guichet_client.oracle import matches, media_type, refused
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
