# SPDX-License-Identifier: Apache-2.0
"""What the strict profile asks beyond the compatible one: rows 33, 64, 73, 89, 103, 168, 192 and rulings 7 to 10."""
import json
import time

import pytest

from guichet_client import api
from guichet_client.certificates import Authority, rsa_key
from guichet_client.journey import Browser
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import (
    GEORGES_IBAN, LEA, LEA_IBAN, balances_of, entries, listed, overdrafts_of, resource_of, transactions_of)
from guichet_client.signing import Signing, also, but

pytestmark = pytest.mark.profiles("strict")


def test_a_request_that_covers_all_is_accepted(lea):
    assert lea.accounts().status == 200
    assert lea.accounts(batch=True).status == 200
    assert lea.consent(LEA_IBAN).status == 201


@pytest.mark.parametrize("name", ["(request-target)", "x-request-id", "date", "digest"])
def test_row_064_each_header_of_the_strict_profile_must_be_covered(lea, name):
    refused(lea.accounts(signing=Signing(names=but(name))), 401, "SIG_COVERAGE")


def test_row_064_an_absent_date_is_refused(lea):
    refused(lea.accounts(without=["Date"]), 401, "SIG_COVERAGE")
    refused(lea.accounts(without=["Date"], signing=Signing(names=also("date"))), 401, "SIG_HEADER_ABSENT")


def test_a_body_is_covered_with_its_digest_and_its_type(lea):
    for name in ("digest", "content-type"):
        refused(lea.consent(LEA_IBAN, signing=Signing(names=but(name))), 401, "SIG_COVERAGE")


def test_row_089_every_psu_header_that_is_sent_must_be_covered(lea):
    refused(lea.accounts(signing=Signing(names=but("psu-ip-address"))), 401, "SIG_COVERAGE")
    more = [("PSU-User-Agent", "x"), ("PSU-Corporate-ID", "y")]
    refused(lea.accounts(more=more, signing=Signing(names=but("psu-corporate-id"))), 401, "SIG_COVERAGE")
    assert lea.accounts(more=more).status == 200


def test_row_073_a_fingerprint_of_40_digits_or_the_client_id_names_no_key(lea):
    for key_id in ("https://path.to/seal_" + lea.tpp.qseal.sha1, lea.tpp.client_id):
        refused(lea.accounts(signing=Signing(key_id=key_id)), 401, "SIG_KEY_UNKNOWN")
    key_id = "https://path.to/seal_" + lea.tpp.qseal.sha256
    assert lea.accounts(signing=Signing(key_id=key_id)).status == 200


def test_row_103_a_challenge_is_required(sandbox, tpp):
    assert Browser(sandbox).authorize(tpp).redirect["error"] == "invalid_request"


def test_row_033_another_certificate_of_the_same_identifier_gets_no_token(lea, authority):
    another = lea.as_presenting(authority.issue(key=rsa_key("renewed")))
    token_refused(another.refresh(), 401, "invalid_client")
    verifier, challenge = api.pkce()
    code = lea.code_for(LEA, code_challenge=challenge, code_challenge_method="S256")
    token_refused(another.exchange(code, verifier=verifier), 401, "invalid_client")
    assert lea.exchange(code, verifier=verifier).status == 200


def test_a_token_is_bound_to_the_certificate_that_fetched_it(lea, authority):
    another = lea.as_presenting(authority.issue(key=rsa_key("renewed")))
    refused(another.accounts(), 401, "invalid_token")
    assert lea.accounts().status == 200


def test_row_125_a_refresh_with_the_certificate_that_was_enrolled_anew_binds_the_token_to_it(sandbox, client):
    former = client(sandbox, api.enrol(sandbox, "PSDFR-ACPR-99002")).connect_customer(LEA)
    renewed_qwac = Authority.of(sandbox.data).issue(former.tpp.oid, "qwac", key=rsa_key("renewed"))
    tpp = api.enrol(sandbox, former.tpp.oid, qwac=renewed_qwac, qseal=former.tpp.qseal)
    renewed = client(sandbox, tpp)
    renewed.tokens = former.tokens
    refused(renewed.accounts(), 401, "invalid_token")
    renewed.keep(renewed.refresh())
    assert renewed.tokens.refresh == former.tokens.refresh
    assert renewed.accounts().status == 200
    refused(former.accounts(token=renewed.tokens.access), 401, "invalid_token")
    token_refused(former.refresh(), 401, "invalid_client")


@pytest.mark.parametrize("name", ["balances", "transactions", "overdrafts", "psuIdentity", "trustedBeneficiaries",
                                  "owners"])
def test_row_168_all_six_fields_are_required(lea, name):
    body = {"balances": [], "transactions": [], "overdrafts": [], "psuIdentity": False, "trustedBeneficiaries": False,
            "owners": []}
    assert lea.call("PUT", "/consents", body=json.dumps(body).encode()).status == 201
    del body[name]
    answer = refused(lea.call("PUT", "/consents", body=json.dumps(body).encode()), 400, "FIELD_MISSING")
    assert name in answer.json()["message"]


def test_row_192_a_date_needs_its_fraction_of_three_digits(lea):
    assert lea.consent(LEA_IBAN).status == 201
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 60 * 86_400))
    for fraction in ("", ".0", ".00", ".0000", ".000000"):
        refused(lea.get(transactions_of(LEA_IBAN, f"dateFrom={day}T00:00:00{fraction}Z")), 400, "DATE_FORMAT")
    assert lea.get(transactions_of(LEA_IBAN, f"dateFrom={day}T00:00:00.000Z")).status == 200


def test_amounts_are_numbers_dates_rfc_3339_links_untemplated_and_spelt_once(georges):
    """Rulings 7, 8 and 9"""
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
