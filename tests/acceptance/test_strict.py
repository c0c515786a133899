# SPDX-License-Identifier: Apache-2.0
"""What the strict profile asks beyond the compatible one: rows 63, 64, 73, 89, 103, 168, 192 and rulings 7 to 10."""
import email.utils
import json
import time

import pytest

from guichet_client import api
from guichet_client.certificates import rsa_key
from guichet_client.journey import Browser
from guichet_client.oracle import refused
from guichet_client.personas import (
    GEORGES, GEORGES_IBAN, LEA, LEA_IBAN, balances_of, entries, listed, overdrafts_of, resource_of, transactions_of)
from guichet_client.signing import DIGEST_OF_NOTHING, Signing

COVERED = ("(request-target)", "x-request-id", "date", "digest", "psu-ip-address")


@pytest.fixture(scope="module")
def flags():
    return ["--profile", "strict"]


class StrictApi(api.Api):
    """Signs all that the strict profile wants."""

    def headers(self, method, target, *, body=None, batch=False, more=(), signing="strict", **how):
        names = {name.lower() for name, _ in more}
        added = [] if "date" in names else [("Date", email.utils.formatdate(usegmt=True))]
        if body is None and "digest" not in names:
            added.append(("Digest", DIGEST_OF_NOTHING))
        if signing == "strict":
            covered = [name for name in COVERED if not (batch and name.startswith("psu-"))]
            covered += ["content-type"] if body is not None else []
            signing = Signing(names=tuple(covered))
        return super().headers(method, target, body=body, batch=batch, more=list(more) + added, signing=signing, **how)


def connected(sandbox, tpp, identifier):
    customer = StrictApi(sandbox, tpp)
    verifier, challenge = api.pkce()
    code = customer.code_for(identifier, code_challenge=challenge, code_challenge_method="S256")
    customer.keep(customer.exchange(code, verifier=verifier))
    return customer


@pytest.fixture
def strict_lea(sandbox, tpp):
    return connected(sandbox, tpp, LEA)


def without(name):
    return Signing(names=tuple(each for each in COVERED if each != name))


def test_a_request_that_covers_all_is_accepted(strict_lea):
    assert strict_lea.accounts().status == 200
    assert strict_lea.accounts(batch=True).status == 200
    assert strict_lea.consent(LEA_IBAN).status == 201


@pytest.mark.parametrize("name", ["(request-target)", "x-request-id", "date", "digest"])
def test_row_064_each_header_of_the_strict_profile_must_be_covered(strict_lea, name):
    refused(strict_lea.accounts(signing=without(name)), 401, "SIG_COVERAGE")


def test_row_089_every_psu_header_that_is_sent_must_be_covered(strict_lea):
    refused(strict_lea.accounts(signing=without("psu-ip-address")), 401, "SIG_COVERAGE")
    refused(strict_lea.accounts(more=[("PSU-User-Agent", "x")]), 401, "SIG_COVERAGE")


@pytest.mark.parametrize("offset, status", [(-301, 401), (62, 401), (-296, 200), (58, 200)])
def test_row_063_the_date_must_be_inside_the_window(strict_lea, offset, status):
    date = email.utils.formatdate(int(time.time()) + offset, usegmt=True)
    answer = strict_lea.accounts(more=[("Date", date)])
    assert answer.status == status
    if status == 401:
        refused(answer, 401, "SIG_STALE")


def test_row_073_a_fingerprint_of_40_digits_or_the_client_id_names_no_key(strict_lea):
    for key_id in ("https://path.to/seal_" + strict_lea.tpp.qseal.sha1, strict_lea.tpp.client_id):
        refused(strict_lea.accounts(signing=Signing(names=COVERED, key_id=key_id)), 401, "SIG_KEY_UNKNOWN")
    key_id = "https://path.to/seal_" + strict_lea.tpp.qseal.sha256
    assert strict_lea.accounts(signing=Signing(names=COVERED, key_id=key_id)).status == 200


def test_row_103_a_challenge_is_required(sandbox, tpp):
    assert Browser(sandbox).authorize(tpp).redirect["error"] == "invalid_request"


def test_a_token_is_bound_to_the_certificate_that_fetched_it(strict_lea, authority):
    renewed = authority.issue(key=rsa_key("renewed"))
    another = StrictApi(strict_lea.sandbox, strict_lea.tpp, pair=renewed)
    another.tokens = strict_lea.tokens
    refused(another.accounts(), 401, "invalid_token")
    assert strict_lea.accounts().status == 200


@pytest.mark.parametrize("name", ["balances", "transactions", "overdrafts", "psuIdentity", "trustedBeneficiaries",
                                  "owners"])
def test_row_168_all_six_fields_are_required(strict_lea, name):
    body = {"balances": [], "transactions": [], "overdrafts": [], "psuIdentity": False, "trustedBeneficiaries": False,
            "owners": []}
    assert strict_lea.call("PUT", "/consents", body=json.dumps(body).encode()).status == 201
    del body[name]
    answer = refused(strict_lea.call("PUT", "/consents", body=json.dumps(body).encode()), 400, "FIELD_MISSING")
    assert name in answer.json()["message"]


def test_row_192_a_date_needs_its_fraction(strict_lea):
    assert strict_lea.consent(LEA_IBAN).status == 201
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 60 * 86_400))
    refused(strict_lea.get(transactions_of(LEA_IBAN, f"dateFrom={day}T00:00:00Z")), 400, "DATE_FORMAT")
    assert strict_lea.get(transactions_of(LEA_IBAN, f"dateFrom={day}T00:00:00.000Z")).status == 200


def test_amounts_are_numbers_dates_rfc_3339_links_untemplated_and_spelt_once(sandbox, tpp):
    """Rulings 7, 8 and 9"""
    georges = connected(sandbox, tpp, GEORGES)
    bare = listed(georges.accounts())[GEORGES_IBAN]
    assert "resourceId" not in bare and bare.get("_links", {}) == {}
    assert georges.consent(GEORGES_IBAN).status == 201
    accounts = georges.accounts().json()
    assert set(accounts["_links"]) == {"self", "consents", "endUserIdentity"}
    (balance,) = georges.get(balances_of(GEORGES_IBAN)).json()["balances"]
    assert balance["balanceAmount"]["amount"] == 10 and not isinstance(balance["balanceAmount"]["amount"], str)
    assert georges.get(overdrafts_of(GEORGES_IBAN)).json()["overdrafts"]["allowedAmount"]["amount"] == 0
    answer = georges.get(transactions_of(GEORGES_IBAN))
    for each in entries(answer):
        assert each["bookingDate"][-6:] in ("+01:00", "+02:00")
    for text in (json.dumps(accounts), answer.text):
        assert '"templated": true' not in text and '"templated":true' not in text
    assert resource_of(GEORGES_IBAN) in answer.text
