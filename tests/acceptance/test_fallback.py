# SPDX-License-Identifier: Apache-2.0
"""Rows 119 to 121 and 291: where TPPs go when the API fails, and how they are let in at the online bank."""
import base64
import json
import re
import time
import urllib.parse

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from guichet_client import api, process
from guichet_client.certificates import Authority, rsa_key
from guichet_client.journey import OTP, Browser
from guichet_client.oracle import token_refused
from guichet_client.personas import GEORGES_IBAN, LEA, LEA_IBAN, OTHER_BANK

FALLBACK = [("fallback", "1")]
STRUCK_OFF = "PSDFR-ACPR-99219"
PAYER = "PSDFR-ACPR-99220"


def ask(caller, client_id=None, scope="aisp", more=FALLBACK):
    form = [("client_id", client_id or caller.tpp.client_id), ("grant_type", "client_credentials"), ("scope", scope)]
    return caller.ask_token(form, more=more)


def let_in(caller):
    """The address that the bank sends the TPP to, and its parameters."""
    answer = ask(caller)
    assert answer.status == 302, f"{answer.status} {answer.text}"
    location = answer.header("Location")
    return location, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query, strict_parsing=True))


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def parts_of(jwt):
    head, claims, signature = jwt.split(".")
    return json.loads(decoded(head)), json.loads(decoded(claims)), decoded(signature)


def path_of(location):
    """What the browser asks for."""
    parts = urllib.parse.urlsplit(location)
    return f"{parts.path}?{parts.query}"


def go(sandbox, location):
    browser = Browser(sandbox)
    return browser, browser.get(path_of(location))


def follow(browser, page):
    assert page.status == 303, f"{page.status}: {page.said}"
    return browser.get(page.location)


def sign_in(browser, page, identifier=LEA, otp=OTP):
    """Both forms of the online bank, as its customers fill them in; gives what comes of the second."""
    page = follow(browser, browser.submit(page, {"identifier": identifier}))
    return browser.submit(page, {"otp": otp})


def alarms(sandbox):
    lines = (json.loads(line) for line in sandbox.stderr.splitlines() if line.startswith("{"))
    return [line["message"] for line in lines if "alarm: online bank" in line.get("message", "")]


@pytest.fixture
def refused_at_bank(sandbox):
    """Asserts HP(403) for a location, and exactly one alarm, which tells nothing secret."""
    def check(location, why):
        before = len(alarms(sandbox))
        _, page = go(sandbox, location)
        assert page.status == 403 and page.location is None, f"{page.status} {page.said}"
        assert "PAGE_PASS_REFUSED" in page.said and "laissez-passer" in page.said
        raised = wait_for(lambda: alarms(sandbox)[before:])
        assert len(raised) == 1 and why in raised[0], raised
        assert "eyJ" not in sandbox.stderr
    return check


def wait_for(look, within=10.0):
    """The log is flushed at least every second."""
    until = time.monotonic() + within
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


# --- at the token endpoint --------------------------------------------------------------------------------------

def test_row_119_an_enrolled_tpp_is_sent_to_the_online_bank_and_gets_no_token(sandbox, stranger):
    location, parameters = let_in(stranger)
    bank = f"http://127.0.0.1:{sandbox.web_port}/online-bank"
    assert location.startswith(f"{bank}/se-connecter/sso?service=dei&cdetab=17515&fallback=")
    assert list(parameters) == ["service", "cdetab", "fallback"]
    assert not sandbox.database.rows("access_grant")


def test_row_119_the_pass_is_signed_by_a_key_of_the_bank_that_is_published(sandbox, stranger):
    _, parameters = let_in(stranger)
    jwt = parameters["fallback"]
    head, _, signature = parts_of(jwt)
    assert list(head) == ["typ", "alg", "x5t", "x5t#S256"] and (head["typ"], head["alg"]) == ("JWT", "RS256")
    published = stranger.send("GET", "/api/keyid/certificate_" + decoded(head["x5t#S256"]).hex(),
                              [("Host", stranger.host)], judged=False)
    assert published.status == 200
    certificate = x509.load_pem_x509_certificate(published.body)
    assert certificate.fingerprint(hashes.SHA256()) == decoded(head["x5t#S256"])
    assert certificate.fingerprint(hashes.SHA1()) == decoded(head["x5t"])
    assert certificate.public_key().key_size == 2048
    certificate.public_key().verify(signature, jwt.rsplit(".", 1)[0].encode(), padding.PKCS1v15(), hashes.SHA256())
    assert certificate.issuer == Authority.of(sandbox.data).certificate.subject


def test_row_119_the_pass_says_who_comes_to_which_bank_for_how_long(sandbox, stranger):
    _, parameters = let_in(stranger)
    claims = parts_of(parameters["fallback"])[1]
    assert claims["iss"] == f"https://{sandbox.host}:{sandbox.api_port}"
    assert claims["sub"] == stranger.tpp.oid and claims["client_name"] == "myAPP"
    assert claims["aud"].startswith(f"http://127.0.0.1:{sandbox.web_port}/online-bank") and "17515" in claims["aud"]
    assert claims["nbf"] == claims["iat"] and 0 < claims["exp"] - claims["iat"] <= 60
    assert len(decoded(claims["jti"])) >= 16
    assert parts_of(let_in(stranger)[1]["fallback"])[1]["jti"] != claims["jti"]


def test_row_119_the_live_hosts_do_the_same(sandbox, stranger):
    live = stranger.at(sandbox.host_of("17515", "live"))
    location, parameters = let_in(live)
    assert parts_of(parameters["fallback"])[1]["iss"] == f"https://www.17515.live.api.localhost:{sandbox.api_port}"
    browser, page = go(sandbox, location)
    assert "identifier" in follow(browser, page).asks


def test_row_119_the_pass_stays_the_same_key_across_a_restart(sandbox, stranger):
    before = parts_of(let_in(stranger)[1]["fallback"])[0]
    sandbox.restart()
    assert parts_of(let_in(stranger.at(sandbox.host))[1]["fallback"])[0] == before


def test_row_119_an_enrolled_client_id_does_as_well_as_the_oid(sandbox):
    tpp = api.enrol(sandbox, "PSDFR-ACPR-99221", client_id="app-of-99221")
    _, parameters = let_in(api.Api(sandbox, tpp))
    assert parts_of(parameters["fallback"])[1]["sub"] == "PSDFR-ACPR-99221"


def test_row_120_an_invalid_certificate_is_an_invalid_client(sandbox, stranger, authority):
    impostor = authority.impostor().issue()
    token_refused(ask(stranger.as_presenting(impostor)), 401, "invalid_client")
    token_refused(ask(stranger.as_presenting(None)), 401, "invalid_client")
    token_refused(ask(stranger.as_presenting(authority.issue(kind="qseal"))), 401, "invalid_client")
    never_enrolled = authority.issue("PSDFR-ACPR-99222")
    token_refused(ask(stranger.as_presenting(never_enrolled)), 401, "invalid_client")


@pytest.mark.parametrize("value", ["yes", "0", "true", "1, 1"])
def test_row_120_another_value_of_the_header_is_an_invalid_request(stranger, value):
    token_refused(ask(stranger, more=[("fallback", value)]), 400, "invalid_request")


def test_row_118_without_the_header_nothing_has_changed(stranger):
    token_refused(ask(stranger, more=()), 400, "unauthorized_client")


def test_row_022_a_certificate_without_the_role_opens_no_fallback(sandbox, stranger, authority):
    payer = api.Api(sandbox, api.enrol(sandbox, PAYER, ("PSP_PI",)))
    token_refused(ask(payer), 400, "unauthorized_client")
    token_refused(ask(stranger.as_presenting(authority.issue(roles=("PSP_PI",)))), 400, "unauthorized_client")


def test_row_032_a_suspended_tpp_is_let_in_nowhere(sandbox):
    caller = api.Api(sandbox, api.enrol(sandbox, STRUCK_OFF))
    assert ask(caller).status == 302
    api.controlled(sandbox, "POST", f"/_sandbox/tpps/{STRUCK_OFF}", {"suspended": True})
    token_refused(ask(caller), 400, "unauthorized_client")


def test_another_scope_is_invalid_and_the_registration_keeps_its_own_token(stranger):
    token_refused(ask(stranger, scope="cbpii"), 400, "invalid_scope")
    generic = "9d8711ec-f1b4-45e4-8072-2b3aa49793f0"
    assert ask(stranger, client_id=generic, scope="manageRegistration").json()["scope"] == "manageRegistration"


# --- at the online bank -----------------------------------------------------------------------------------------

def test_a_tpp_signs_in_with_the_customers_credentials_and_sees_his_accounts(sandbox, stranger):
    browser, page = go(sandbox, let_in(stranger)[0])
    page = follow(browser, page)
    assert "fallback" not in page.target, "the pass is out of the address"
    assert "myAPP" in page.said and stranger.tpp.oid in page.said and "Ile De France" in page.said
    page = follow(browser, sign_in(browser, page))
    assert LEA_IBAN in page.said and "-150,00\u00a0€" in page.answer.text and GEORGES_IBAN not in page.said
    policy = page.answer.header("Content-Security-Policy")
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert page.answer.header("Cache-Control") == "no-store"


def test_row_121_a_pass_is_refused_the_second_time(sandbox, stranger, refused_at_bank):
    location, _ = let_in(stranger)
    browser, page = go(sandbox, location)
    refused_at_bank(location, f"17515 refused a fallback: replayed pass, of {stranger.tpp.oid}")
    assert follow(browser, page).asks == ["identifier", "user_number"], "the first visit goes on"


def test_row_121_a_used_pass_is_refused_after_a_restart_too(sandbox, stranger):
    location, _ = let_in(stranger)
    assert go(sandbox, location)[1].status == 303
    api.move_clock(sandbox, advance="PT2S")
    sandbox.kill()
    sandbox.start()
    moved = location.replace(location.split("/online-bank")[0], sandbox.ready["web"])
    assert Browser(sandbox).get("/online-bank" + moved.split("/online-bank")[1]).status == 403


def test_row_121_a_pass_is_refused_at_another_bank_and_stays_good_at_its_own(sandbox, stranger, refused_at_bank):
    location, _ = let_in(stranger)
    refused_at_bank(location.replace("cdetab=17515", f"cdetab={OTHER_BANK}"), "pass to another bank")
    refused_at_bank(location.replace("cdetab=17515", "cdetab=99999"), "pass to no bank")
    assert go(sandbox, location)[1].status == 303


def test_row_291_the_pass_of_each_bank_opens_its_own(sandbox, stranger, refused_at_bank):
    other = stranger.at(sandbox.host_of(OTHER_BANK))
    location, parameters = let_in(other)
    assert parameters["cdetab"] == OTHER_BANK
    refused_at_bank(location.replace(f"cdetab={OTHER_BANK}", "cdetab=17515"), "pass to another bank")
    browser, page = go(sandbox, location)
    page = follow(browser, page)
    assert "Midi-Pyrénées" in page.said
    assert "Ce code ne convient pas" in sign_in(browser, page).said, "LEA is no customer there"


def test_row_119_a_pass_is_good_for_a_minute_of_the_banks_clock(sandbox, stranger, refused_at_bank):
    location, _ = let_in(stranger)
    api.move_clock(sandbox, advance="PT61S")
    refused_at_bank(location, "expired pass")
    location, _ = let_in(stranger)
    api.move_clock(sandbox, advance="PT50S")
    assert go(sandbox, location)[1].status == 303


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("forge", ["signature", "claims", "none", "none signed", "own key", "empty", "junk"])
def test_row_121_what_the_bank_did_not_sign_is_refused(sandbox, stranger, refused_at_bank, forge):
    location, parameters = let_in(stranger)
    jwt = parameters["fallback"]
    head, claims, signature = jwt.split(".")
    changed = encoded({**parts_of(jwt)[1], "sub": "PSDFR-ACPR-00001"})
    none = encoded({**parts_of(jwt)[0], "alg": "none"})
    own = rsa_key("forger").sign(f"{head}.{changed}".encode(), padding.PKCS1v15(), hashes.SHA256())
    forged = {"signature": f"{head}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}",
              "claims": f"{head}.{changed}.{signature}", "none": f"{none}.{changed}.",
              "none signed": f"{none}.{claims}.{signature}", "empty": "", "junk": "%00%ff..",
              "own key": f"{head}.{changed}.{base64.urlsafe_b64encode(own).decode().rstrip('=')}"}[forge]
    refused_at_bank(location.replace(jwt, forged), "17515 refused a fallback: not signed by the bank")
    assert go(sandbox, location)[1].status == 303


def test_without_a_pass_the_bank_shows_its_home(sandbox):
    for path in ("/online-bank", "/online-bank/se-connecter/sso?service=dei&cdetab=17515"):
        page = Browser(sandbox).get(path)
        assert page.status == 200 and "Bienvenue" in page.said
    english = Browser(sandbox).get("/online-bank", [("Accept-Language", "en")])
    assert "Welcome" in english.said


def test_a_visit_belongs_to_its_browser(sandbox, stranger):
    browser, page = go(sandbox, let_in(stranger)[0])
    other = Browser(sandbox)
    assert other.get(page.location).status == 403
    page = follow(browser, page)
    assert other.submit(page, {"identifier": LEA}).status == 403
    foreign = browser.submit(page, {"identifier": LEA}, headers=[("Origin", "https://elsewhere.example")])
    assert foreign.status == 403


def test_row_159_the_locks_of_the_online_bank_and_of_the_counter_are_two(sandbox, stranger, tpp):
    """Wrong codes on one side lock nobody on the other."""
    counter = Browser(sandbox)
    page = counter.identify(counter.authorize(tpp), LEA)
    for _ in range(5):
        page = counter.submit(page, {"otp": "00000000"})
    assert page.redirect["error"] == "access_denied"
    bank, page = go(sandbox, let_in(stranger)[0])
    assert sign_in(bank, follow(bank, page)).status == 303, "the counter's lock is not the bank's"
    api.reset(sandbox)
    bank, page = go(sandbox, let_in(stranger)[0])
    page = sign_in(bank, follow(bank, page), otp="00000000")
    for _ in range(4):
        page = bank.submit(page, {"otp": "00000000"})
    assert page.status == 403
    bank, page = go(sandbox, let_in(stranger)[0])
    assert "Ce code ne convient pas" in sign_in(bank, follow(bank, page)).said
    assert stranger.code_for(LEA), "the bank's lock is not the counter's"


def test_the_paths_of_the_online_bank_are_on_the_web_port_only(sandbox, stranger):
    answer = stranger.send("GET", "/online-bank", [("Host", stranger.host)], judged=False)
    assert answer.status == 404
    assert api.control(sandbox, "GET", "/online-bank/vault").status == 404
    assert api.control(sandbox, "POST", "/online-bank", b"").status == 405


# --- another bank's own site, and the reference TPP ---------------------------------------------------------------

def test_the_online_bank_is_a_setting(tmp_path):
    data = tmp_path / "data"
    first = process.Sandbox(data)
    first.start()
    assert first.stop() == 0
    settings = data / "guichet.toml"
    text = settings.read_text()
    assert text.count("online_bank = ''") == 1
    settings.write_text(text.replace("online_bank = ''", "online_bank = 'https://www.bank.example'"))
    sandbox = process.Sandbox(data)
    sandbox.start()
    location, parameters = let_in(api.Api(sandbox, api.Tpp.sample(data)))
    assert location.startswith("https://www.bank.example/se-connecter/sso?service=dei&cdetab=17515&fallback=")
    assert parts_of(parameters["fallback"])[1]["aud"].startswith("https://www.bank.example/")
    here = location.replace("https://www.bank.example", f"http://127.0.0.1:{sandbox.web_port}/online-bank")
    assert go(sandbox, here)[1].status == 403, "it is not for the sandbox's own"
    assert sandbox.stop() == 0


def run_tpp(sandbox, *arguments):
    return process.run("tpp", "fallback", "--data", sandbox.data, *arguments)


def test_the_reference_tpp_says_where_it_leads_and_keeps_the_pass_to_itself(sandbox):
    done = run_tpp(sandbox)
    assert done.returncode == 0, done.stderr
    assert "/online-bank/se-connecter/sso?service=dei&cdetab=17515&fallback=..." in done.stdout
    assert "eyJ" not in done.stdout + done.stderr
    whole = json.loads(run_tpp(sandbox, "--json").stdout)["location"]
    assert go(sandbox, whole)[1].status == 303


def test_the_reference_tpp_signs_in_and_prints_the_accounts(sandbox):
    done = run_tpp(sandbox, "--as", "lea")
    assert done.returncode == 0, done.stderr
    assert re.search(rf"{LEA_IBAN} .*-150,00", done.stdout), done.stdout
    accounts = json.loads(run_tpp(sandbox, "--as", LEA, "--json").stdout)["accounts"]
    assert [account["iban"] for account in accounts] == [LEA_IBAN]


def test_a_company_signs_in_with_its_user_number_and_not_without(sandbox):
    done = run_tpp(sandbox, "--as", "paul", "--json")
    assert done.returncode == 0, done.stderr
    assert "FR7617515900000800111222392" in [account["iban"] for account in json.loads(done.stdout)["accounts"]]
    wrong = run_tpp(sandbox, "--as", "paul", "--user-number", "9999")
    assert wrong.returncode == 1 and "Ce code ne convient pas" in wrong.stderr


def test_the_reference_tpp_tells_why_it_was_not_let_in(sandbox):
    api.controlled(sandbox, "POST", f"/_sandbox/tpps/{api.SAMPLE}", {"suspended": True})
    done = run_tpp(sandbox)
    assert done.returncode == 1 and "unauthorized_client" in done.stderr
    api.controlled(sandbox, "POST", f"/_sandbox/tpps/{api.SAMPLE}", {"suspended": False})
    wrong = run_tpp(sandbox, "--as", "lea", "--otp", "00000000")
    assert wrong.returncode == 1 and "Ce code ne convient pas" in wrong.stderr
