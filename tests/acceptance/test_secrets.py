# SPDX-License-Identifier: Apache-2.0
"""Rows 280 and 281, invariant I7: no secret and no full IBAN where it does not belong. The log is at its chattiest."""
import base64
import hashlib
import re

import pytest

from guichet_client import api, process
from guichet_client.journey import OTP, Browser
from guichet_client.personas import (
    GEORGES_IBAN, LEA, LEA_IBAN, balances_of, entries, overdrafts_of, resource_of, transactions_of)
from guichet_client.signing import Signing

MARKER = "MARKER-5f3a9c"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A sandbox at debug level after a day of good and bad calls, and the secrets that went through it."""
    data = tmp_path_factory.mktemp("secrets") / "data"
    first = process.Sandbox(data, keys_of_its_own=True).start()
    assert first.stop() == 0
    configuration = data / "guichet.toml"
    text = configuration.read_text()
    assert re.search(r"(?m)^level *=", text)
    configuration.write_text(re.sub(r"(?m)^level *= *\S+", "level = 'debug'", text))
    sandbox = process.Sandbox(data).start()
    secrets = act(sandbox)
    sandbox.database.close()
    yield sandbox, secrets
    if sandbox.running:
        assert sandbox.stop() == 0


def act(sandbox):
    secrets = {}
    stranger = api.Api(sandbox, api.Tpp.sample(sandbox.data))
    browser = Browser(sandbox)
    verifier, challenge = api.pkce()
    page = browser.authorize(stranger.tpp, state=f"{MARKER}-state", code_challenge=challenge,
                             code_challenge_method="S256")
    page = browser.identify(page, LEA)
    page = browser.submit(page, {"otp": f"{MARKER}-otp"})
    secrets["session cookie"] = next(iter(browser.cookies.values()))
    secrets["code"] = browser.submit(page, {"otp": OTP}).redirect["code"]
    secrets["verifier"] = verifier
    tokens = stranger.keep(stranger.exchange(secrets["code"], verifier=verifier))
    secrets["access token"], secrets["refresh token"] = tokens.access, tokens.refresh
    lea = stranger
    lea.keep(lea.refresh())
    secrets["second access token"] = lea.tokens.access
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    for path in (balances_of(LEA_IBAN), transactions_of(LEA_IBAN), overdrafts_of(LEA_IBAN), "/end-user-identity"):
        assert lea.get(path).status == 200
        lea.get(path, batch=True)
    entries(lea.get(transactions_of(LEA_IBAN, f"dateType={MARKER}-query")))
    lea.get(f"/accounts?access_token={MARKER}-token-in-query")
    lea.accounts(token=f"{MARKER}-token")
    lea.accounts(more=[("Authorization", f"Basic {MARKER}-basic")])
    lea.get(balances_of(GEORGES_IBAN))
    for path in (f"/account/{resource_of(GEORGES_IBAN)}/transactions", f"/accounts/x/accounts/{resource_of(LEA_IBAN)}",
                 f"/%61ccounts/{resource_of(LEA_IBAN)}/balances", f"/stet/psd2/{LEA_IBAN}/accounts"):
        assert lea.get(path).status == 404
    stray = f"/x/accounts/y/accounts/{resource_of(LEA_IBAN)}"
    assert lea.send("GET", stray, lea.headers("GET", stray)).status == 404
    lea.consent(GEORGES_IBAN)
    lea.call("PUT", "/consents", body=f'{{"balances":"{MARKER}-body {GEORGES_IBAN}"}}'.encode())
    lea.accounts(signing=Signing(signature=base64.b64encode(f"{MARKER}-signature".encode()).decode()))
    lea.refresh(f"{MARKER}-refresh")
    lea.exchange(f"{MARKER}-code")
    lea.revoke(f"{MARKER}-revoked")
    return secrets


def forms_of(secret):
    """The ways a secret could be written down by mistake: itself, its base64, its hex."""
    raw = secret.encode()
    return {secret, base64.b64encode(raw).decode().rstrip("="), raw.hex(), raw.hex().upper()}


def test_row_281_the_log_is_written_and_names_no_secret(told):
    sandbox, secrets = told
    log = sandbox.stderr
    assert "/stet/psd2/v1.6.2/end-user-identity" in log, "the log at debug level must show requests"
    for name, secret in secrets.items():
        for form in forms_of(secret):
            assert form not in log, f"{name} stands in the log"
    assert OTP not in log
    assert MARKER not in log, [line for line in log.splitlines() if MARKER in line][:3]


def test_row_281_no_full_iban_and_no_name_stands_in_the_log(told):
    sandbox, _ = told
    log = sandbox.stderr
    assert not re.search(r"FR76\d{23}", log)
    for word in (resource_of(LEA_IBAN), resource_of(GEORGES_IBAN), LEA_IBAN[4:], "SANDBOXA", LEA):
        assert word not in log, [line for line in log.splitlines() if word in line][:3]


def test_row_280_the_store_keeps_tokens_and_codes_only_as_hashes(told):
    sandbox, secrets = told
    content = sandbox.database.bytes()
    for name, secret in secrets.items():
        for form in forms_of(secret):
            assert form.encode() not in content, f"{name} stands in the store"
        raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        assert raw not in content, f"{name} stands in the store as bytes"
    assert OTP.encode() not in content and MARKER.encode() not in content
    assert any(len(value) == 32 for row in sandbox.database.rows("access_grant") for value in row
               if isinstance(value, bytes))
    sandbox.database.close()


def test_row_280_the_store_does_not_keep_plain_hashes_of_the_code_that_customers_type(told):
    sandbox, _ = told
    content = sandbox.database.bytes()
    for digest in (hashlib.sha256(OTP.encode()), hashlib.sha1(OTP.encode()), hashlib.md5(OTP.encode())):
        assert digest.digest() not in content and digest.hexdigest().encode() not in content


def test_row_281_refusals_and_pages_name_no_secret_and_no_full_iban(told):
    sandbox, _ = told
    lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
    answers = [lea.consent(GEORGES_IBAN), lea.accounts(token=f"{MARKER}-token"), lea.refresh(f"{MARKER}-refresh"),
               lea.accounts(signing=None), lea.exchange(f"{MARKER}-code")]
    for answer in answers:
        whole = answer.text + repr(answer.headers)
        assert answer.status >= 400
        assert MARKER not in whole and GEORGES_IBAN not in whole and lea.tokens.access not in whole
    requests = api.control(sandbox, "GET", "/_sandbox/requests").text
    assert lea.tokens.access not in requests and MARKER not in requests and GEORGES_IBAN not in requests
    assert '"/x/accounts/' in requests, "the stray path is too long ago to be shown"
    for word in (resource_of(GEORGES_IBAN), resource_of(LEA_IBAN), LEA_IBAN[4:]):
        assert word not in requests


def test_row_283_private_keys_are_readable_by_their_owner_only(told):
    sandbox, _ = told
    for path in sandbox.data.rglob("*"):
        if path.is_file() and b"PRIVATE KEY" in path.read_bytes():
            assert path.stat().st_mode & 0o077 == 0, path
