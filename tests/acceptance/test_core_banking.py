# SPDX-License-Identifier: Apache-2.0
"""The connector to a bank's own core banking (api/core-banking-1.yaml) over real sockets, `guichet check-bank`, and
rows 211 and 270: what a TPP sees of a bank that is silent or talks nonsense."""
import json
import re

import jsonschema
import pytest
import yaml

from guichet_client import api, process
from guichet_client.core_banking import DemoBank, PretendBank, ask_instead, configured, within
from guichet_client.journey import Browser
from guichet_client.oracle import refused
from guichet_client.personas import CLAIRE, CLAIRE_TRADER_IBAN, LEA, LEA_IBAN, balances_of, transactions_of

FORM = "/stet/psd2/oauth/sca"
CONTRACT = yaml.safe_load((process.ROOT / "api/core-banking-1.yaml").read_text())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data directory that has its test authority, and a certificate of ours to show to the bank."""
    data = tmp_path_factory.mktemp("sandbox") / "data"
    sandbox = process.Sandbox(data)
    sandbox.start()
    assert sandbox.stop() == 0
    pair = data / "to-the-bank"
    done = process.run("pki", "issue", "--data", data, "--oid", "PSDFR-ACPR-99801", "--roles", "PSP_AI", "--kind", "qwac",
                       "--out", pair)
    assert done.returncode == 0, done.stderr
    return data, pair


@pytest.fixture(scope="module")
def demo(prepared):
    bank = DemoBank(*prepared).start()
    yield bank
    assert bank.stop() == 0


@pytest.fixture(scope="module")
def running(prepared, demo):
    data, _ = prepared
    ask_instead(data, demo)
    sandbox = process.Sandbox(data).start()
    yield sandbox
    if sandbox.running:
        assert sandbox.stop() == 0


def everything_of(customer, iban):
    return [customer.get(path).json() for path in
            ("/accounts", balances_of(iban), transactions_of(iban), "/end-user-identity")]


def test_a_bank_over_http_serves_what_the_embedded_one_serves(tmp_path, claire):
    other = process.Sandbox(tmp_path / "data").start()
    embedded = api.Api(other, api.Tpp.sample(other.data)).connect_customer(CLAIRE)
    for customer in (claire, embedded):
        assert customer.consent(CLAIRE_TRADER_IBAN, identity=True).status == 201
    assert everything_of(claire, CLAIRE_TRADER_IBAN) == everything_of(embedded, CLAIRE_TRADER_IBAN)
    assert other.stop() == 0


def test_a_client_without_a_certificate_is_let_in_by_neither_side(demo):
    done = process.run("check-bank", demo.url, "--identifier", CLAIRE, "--ca", demo.files["ca"])
    assert done.returncode == 69 and demo.url in done.stderr
    assert "lets in clients without --certificate and --key" in done.stderr


def test_a_bank_whose_certificate_is_not_vouched_for_is_not_talked_to(demo):
    done = process.run("check-bank", demo.url, "--identifier", CLAIRE, "--certificate", demo.files["certificate"], "--key",
                       demo.files["key"])
    assert done.returncode == 69 and "certificate" in done.stderr


def test_row_270_a_silent_bank_is_503_and_the_batch_access_is_given_back(sandbox, demo, claire):
    assert claire.consent(CLAIRE_TRADER_IBAN).status == 201
    demo.freeze()
    try:
        for _ in range(2):
            refused(claire.get(balances_of(CLAIRE_TRADER_IBAN), batch=True), 503, "BACKEND")
    finally:
        demo.thaw()
    assert sandbox.database.rows("batch_access") == []
    within(10, lambda: claire.get(balances_of(CLAIRE_TRADER_IBAN), batch=True).status == 200)


def test_a_customer_sent_back_because_the_bank_is_silent_is_an_error_in_the_log_and_one_who_cancels_is_none(sandbox, demo, tpp):
    browser = Browser(sandbox)
    page, mark = browser.authorize(tpp), len(sandbox.stderr)
    demo.freeze()
    try:
        assert browser.identify(page, CLAIRE).redirect["error"] == "temporarily_unavailable"
    finally:
        demo.thaw()
    line = sandbox.logged_at(FORM, mark)
    assert (line["level"], line["status"], line["code"]) == ("error", 303, "BACKEND") and line["detail"]
    browser, mark = Browser(sandbox), len(sandbox.stderr)
    assert browser.submit(browser.authorize(tpp), action="cancel").redirect["error"] == "access_denied"
    assert browser.get(FORM).status == 403  # its line comes after that of the form, if that had one
    assert sandbox.logged_at(FORM, mark)["code"] == "PAGE_SESSION_UNKNOWN"
    assert "access_denied" not in sandbox.stderr[mark:]


def test_a_bank_that_is_gone_and_comes_back_is_served_again_without_a_restart(demo, claire):
    assert claire.consent(CLAIRE_TRADER_IBAN).status == 201
    assert demo.stop() == 0
    try:
        for _ in range(8):
            refused(claire.get(balances_of(CLAIRE_TRADER_IBAN)), 503, "BACKEND")
    finally:
        demo.start()
    within(10, lambda: claire.get(balances_of(CLAIRE_TRADER_IBAN)).status == 200)


# --- a bank that says whatever it likes -----------------------------------------------------------------------

@pytest.fixture(scope="module")
def pretend(demo):
    bank = PretendBank(demo)
    yield bank
    bank.stop()


@pytest.fixture
def told(pretend):
    plain = pretend.change
    yield pretend
    pretend.change = plain


@pytest.fixture(scope="module")
def of_pretend(tmp_path_factory, pretend):
    data = tmp_path_factory.mktemp("sandbox") / "data"
    sandbox = process.Sandbox(data).start()
    assert sandbox.stop() == 0
    configured(data, url=pretend.url)
    sandbox.start()
    yield sandbox
    assert sandbox.stop() == 0


@pytest.fixture
def claire_of_pretend(of_pretend, told):
    api.reset(of_pretend)
    customer = api.Api(of_pretend, api.Tpp.sample(of_pretend.data)).connect_customer(CLAIRE)
    assert customer.consent(CLAIRE_TRADER_IBAN).status == 201
    return customer


def changed(path_end, change):
    """A change of the body of every 200 whose path ends like that."""
    def say(path, status, body):
        if status == 200 and path.split("?")[0].endswith(path_end):
            body = change(body)
        return status, body if isinstance(body, bytes) else json.dumps(body).encode()
    return say


NONSENSE = {
    "another currency than the account's": ("/balance", lambda body: body | {"currency": "USD"}),
    "not a number": ("/balance", lambda body: body | {"amount": "NaN"}),
    "twenty digits": ("/balance", lambda body: body | {"amount": "99999999999999999999.00"}),
    "a number where a text is due": ("/balance", lambda body: body | {"amount": 12.5}),
    "half an answer": ("/balance", lambda body: json.dumps(body).encode()[:-3]),
    "a list": ("/balance", lambda body: [body]),
    "a page": ("/balance", lambda body: b"<html>Bonjour</html>"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_row_211_nonsense_of_the_bank_is_503_and_the_batch_access_is_given_back(of_pretend, told, claire_of_pretend, name):
    told.change = changed(*NONSENSE[name])
    for _ in range(5):
        refused(claire_of_pretend.get(balances_of(CLAIRE_TRADER_IBAN), batch=True, may_change=("batch_access",)), 503, "BACKEND")
    assert set(of_pretend.database.column("batch_access", "taken")) == {0}


@pytest.mark.parametrize("status", [500, 502, 503, 302, 401])
def test_another_status_than_200_and_404_is_no_answer(told, claire_of_pretend, status):
    told.change = lambda path, _, body: (status, json.dumps(body).encode())
    refused(claire_of_pretend.get(balances_of(CLAIRE_TRADER_IBAN)), 503, "BACKEND")


def test_the_404_of_a_server_that_was_asked_by_mistake_makes_no_account_and_no_customer_unknown(told, claire_of_pretend):
    told.change = lambda path, _, body: (404, b"<html>Not Found</html>")
    refused(claire_of_pretend.get("/accounts"), 503, "BACKEND")
    told.change = lambda path, _, body: (404, b'{"error": "unknown"}')
    refused(claire_of_pretend.get("/accounts"), 404, "NAAC")


def test_after_five_failures_the_bank_is_left_alone_for_a_second(told, claire_of_pretend):
    told.change = lambda path, _, body: (500, b"{}")
    for _ in range(5):
        refused(claire_of_pretend.get(balances_of(CLAIRE_TRADER_IBAN)), 503, "BACKEND")
    before = len(told.calls)
    refused(claire_of_pretend.get(balances_of(CLAIRE_TRADER_IBAN)), 503, "BACKEND")
    assert len(told.calls) == before
    told.change = lambda path, status, body: (status, json.dumps(body).encode())
    within(10, lambda: claire_of_pretend.get(balances_of(CLAIRE_TRADER_IBAN)).status == 200)


# --- guichet check-bank ---------------------------------------------------------------------------------------

def check(url, *more):
    return process.run("check-bank", url, "--identifier", CLAIRE, "--foreign-iban", LEA_IBAN, *more)


def test_the_demonstration_keeps_every_promise_of_the_contract(demo):
    files = demo.files
    done = check(demo.url, "--ca", files["ca"], "--certificate", files["certificate"], "--key", files["key"])
    assert done.returncode == 0, done.stdout
    assert "BROKEN" not in done.stdout and " 0 broken" in done.stdout


@pytest.mark.parametrize("words", [("--identifier", "9999999999"), ("--identifier", CLAIRE, "--establishment", "14265")])
def test_a_customer_who_is_unknown_is_told_with_what_may_be_wrong(demo, words):
    files = demo.files
    done = process.run("check-bank", demo.url, *words, "--ca", files["ca"], "--certificate", files["certificate"], "--key",
                       files["key"])
    assert done.returncode == 1
    assert re.search(r"(?m)^BROKEN the customer is found by his identifier: 404 unknown: .*establishment.* is wrong$", done.stdout)


def test_a_404_that_does_not_say_unknown_is_a_broken_promise(told):
    told.change = lambda path, status, body: (status, b"" if status == 404 else json.dumps(body).encode())
    done = check(told.url)
    assert done.returncode == 1
    assert re.search(r"(?m)^BROKEN an identifier that nobody has is unknown: .*is its address right", done.stdout), done.stdout


BROKEN = {
    "newest first": ("/transactions", lambda body: {"transactions": body["transactions"][::-1]}),
    "two lists of accounts are the same": ("/accounts", None),
    "none before the first day": ("/transactions", lambda body: {"transactions": body["transactions"] + [
        {"id": "old", "amount": "1.00", "currency": "EUR", "status": "BOOK", "bookingDay": "2020-01-01", "remittance": []}]}),
    "in the currency": ("/balance", lambda body: body | {"currency": "CHF"}),
    "the overdraft is not negative": ("/overdraft", lambda body: body | {"amount": "-1.00"}),
    "and a full name in it": ("/identity", lambda body: body | {"fullName": ""}),
    "the customer has a means of authentication": ("/identification", lambda body: body | {"means": []}),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_a_broken_promise_is_named(told, promise):
    end, change = BROKEN[promise]
    if change is None:
        turns = iter(range(1000))
        change = lambda body: {"accounts": body["accounts"][::-1 if next(turns) % 2 else 1]}  # noqa: E731
    told.change = changed(end, change)
    done = check(told.url)
    assert done.returncode == 1, done.stdout
    assert any(line.startswith("BROKEN") and promise in line for line in done.stdout.splitlines()), done.stdout


def test_a_bank_that_forgets_the_first_day_of_a_window_breaks_a_promise(told):
    def forgetful(path, status, body):
        if "until=" in path and "transactions" in body:
            first = path.split("from=")[1][:10]
            body = {"transactions": [entry for entry in body["transactions"] if entry["bookingDay"] != first]}
        return status, json.dumps(body).encode()

    told.change = forgetful
    done = check(told.url)
    assert done.returncode == 1 and "BROKEN from its day on, until before its day" in done.stdout, done.stdout


def test_an_identifier_that_finds_somebody_whoever_it_is_breaks_a_promise(told, demo):
    _, claire = demo.get(f"/v1/17515/customers/P{CLAIRE}")
    told.change = lambda path, status, body: (200, json.dumps(claire).encode()) if path.endswith("/identification") \
        else (status, json.dumps(body).encode())
    done = check(told.url)
    assert "BROKEN an identifier that nobody has is unknown" in done.stdout


def test_where_nobody_listens_check_bank_ends_with_69():
    done = check("http://127.0.0.1:9")
    assert done.returncode == 69 and "127.0.0.1:9" in done.stderr


def test_plain_http_to_another_machine_is_refused():
    done = check("http://core.bank.example")
    assert done.returncode == 2 and "https://" in done.stderr


# --- the contract itself --------------------------------------------------------------------------------------

def validate(schema, body):
    root = json.loads(json.dumps(CONTRACT))
    jsonschema.Draft4Validator({"$ref": f"#/components/schemas/{schema}"},
                               resolver=jsonschema.RefResolver("", root)).validate(body)


def test_what_the_demonstration_says_is_of_the_contracts_schemas(demo):
    for identifier in (CLAIRE, LEA):
        base = f"/v1/17515/customers/P{identifier}"
        status, customer = demo.get(base)
        assert status == 200
        validate("Customer", customer)
        validate("Identity", demo.get(base + "/identity")[1])
        _, accounts = demo.get(base + "/accounts")
        validate("Accounts", accounts)
        for account in accounts["accounts"]:
            path = f"{base}/accounts/{account['iban']}"
            validate("Amount", demo.get(path + "/balance")[1])
            validate("Amount", demo.get(path + "/overdraft")[1])
            validate("Transactions", demo.get(path + "/transactions?from=2020-01-01")[1])
    with pytest.raises(jsonschema.ValidationError):
        validate("Amount", {"amount": 12, "currency": "EUR"})
