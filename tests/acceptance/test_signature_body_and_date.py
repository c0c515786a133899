# SPDX-License-Identifier: Apache-2.0
"""Rows 58 to 65 and 87, in both profiles: the digest of the body and the time of the signature. Cases between the
rows are of RFC 3230 and of draft-cavage-http-signatures-12."""
import base64
import email.utils
import hashlib
import json
import time

import pytest

from guichet_client import api
from guichet_client.oracle import refused
from guichet_client.personas import LEA_IBAN
from guichet_client.signing import DIGEST_OF_NOTHING, Signing, also, but, digest_of

pytestmark = [pytest.mark.profiles("compatible", "strict"), pytest.mark.lasting]

BODY = json.dumps({"balances": [{"iban": LEA_IBAN}], "transactions": [], "overdrafts": [], "psuIdentity": False,
                   "trustedBeneficiaries": False, "owners": []}).encode()


def http_date(seconds_from_now=0):
    return email.utils.formatdate(int(time.time()) + seconds_from_now, usegmt=True)


def put(lea, body=BODY, sent=None, **how):
    """PUT /consents with a body other than the one that was signed, if `sent` is given."""
    headers = lea.headers("PUT", api.BASE + "/consents", body=body, **how)
    return lea.send("PUT", api.BASE + "/consents", headers, body if sent is None else sent)


def base64_of(raw):
    return base64.b64encode(raw).decode()


# --- the digest -----------------------------------------------------------------------------------------------

def test_row_058_a_body_changed_on_the_way_is_refused(lea):
    refused(put(lea, BODY, BODY.replace(b"false", b"true ", 1)), 401, "DIGEST_MISMATCH")
    assert put(lea, BODY).status == 201


def test_row_059_a_digest_that_is_not_covered_is_refused_with_a_body(lea):
    refused(put(lea, signing=Signing(names=but("digest"))), 401, "SIG_COVERAGE")
    refused(put(lea, without=["Digest"]), 401, "SIG_COVERAGE")


def test_row_061_the_digest_of_nothing_goes_with_a_get_and_no_other_does(lea):
    assert lea.accounts(more=[("Digest", DIGEST_OF_NOTHING)]).status == 200
    refused(lea.accounts(more=[("Digest", digest_of(b"x"))]), 401, "DIGEST_MISMATCH")


def test_row_062_a_get_with_a_body_is_refused_and_the_connection_ends(lea):
    target = api.BASE + "/accounts"
    with lea.connection() as connection:
        answer = lea.send("GET", target, lea.headers("GET", target, body=b"{}"), b"{}")
        refused(answer, 400, "BODY_NOT_ALLOWED")
        assert connection.is_closed_by_server()


def test_the_digest_of_nothing_over_a_body_is_refused_and_named_as_the_cause(lea):
    """A client of this bank group is known to send it with every PUT."""
    answer = refused(put(lea, more=[("Digest", DIGEST_OF_NOTHING)]), 401, "DIGEST_MISMATCH")
    assert "empty body" in answer.json()["message"] and str(len(BODY)) in answer.json()["message"]


@pytest.mark.parametrize("label", ["sha-256", "Sha-256"])
def test_the_name_of_the_hash_is_read_in_any_case(lea, label):
    """RFC 3230 4.1.1."""
    assert put(lea, more=[("Digest", digest_of(BODY).replace("SHA-256", label))]).status == 201
    assert lea.accounts(more=[("Digest", DIGEST_OF_NOTHING.replace("SHA-256", label))]).status == 200


SHA256, SHA512, MD5 = (base64_of(hashlib.new(name, BODY).digest()) for name in ("sha256", "sha512", "md5"))


@pytest.mark.parametrize("value", [
    pytest.param(f"SHA-256={SHA256},MD5={MD5}", id="several"), pytest.param(f"SHA-512={SHA512}", id="SHA-512"),
    pytest.param(f"MD5={MD5},SHA-256={SHA256}", id="several, SHA-256 last"), pytest.param(f"MD5={MD5}", id="MD5"),
    pytest.param("SHA-256=" + hashlib.sha256(BODY).hexdigest(), id="hexadecimal"),
    pytest.param("SHA-256=" + SHA256.rstrip("="), id="no padding"), pytest.param("SHA-256=" + SHA512, id="other hash"),
    pytest.param("SHA-256=" + base64_of(SHA256.encode()), id="base64 twice"),
    pytest.param("SHA-256=", id="no value"), pytest.param(SHA256, id="no name"), pytest.param("", id="empty"),
    pytest.param(f"sha-256=:{SHA256}:", id="Content-Digest's form"), pytest.param(f"SHA-256 = {SHA256}", id="blanks")])
def test_anything_but_one_sha_256_in_base64_is_no_digest(lea, value):
    """STET names SHA-256 alone; of several that RFC 3230 would allow, two readers could check different ones."""
    refused(put(lea, more=[("Digest", value)]), 401, "DIGEST_MISMATCH")


def test_the_digest_is_over_the_bytes_and_not_over_the_json(lea):
    same = json.dumps(json.loads(BODY), separators=(",", ":")).encode()
    assert same != BODY
    refused(put(lea, same, more=[("Digest", digest_of(BODY))]), 401, "DIGEST_MISMATCH")
    assert put(lea, same).status == 201


# --- time -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("offset", [-301, -86_400, 62, 3600])
def test_row_063_a_signed_date_outside_the_window_is_stale(lea, offset):
    signing = Signing(names=also("date"))
    refused(lea.accounts(more=[("Date", http_date(offset))], signing=signing), 401, "SIG_STALE")


@pytest.mark.parametrize("offset", [-296, 0, 58])
def test_row_063_a_signed_date_inside_the_window_is_accepted(lea, offset):
    signing = Signing(names=also("date"))
    assert lea.accounts(more=[("Date", http_date(offset))], signing=signing).status == 200


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%SZ", "%s", "%a, %d %b %Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S CET", ""])
def test_a_signed_date_in_another_form_than_that_of_http_is_stale(lea, form):
    date = time.strftime(form, time.gmtime())
    refused(lea.accounts(more=[("Date", date)], signing=Signing(names=also("date"))), 401, "SIG_STALE")


@pytest.mark.parametrize("form", ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"], ids=["RFC 850", "asctime"])
def test_a_signed_date_in_an_obsolete_form_of_http_is_read_too(lea, form):
    """RFC 9110 5.6.7"""
    signing = Signing(names=also("date"))
    fresh, stale = (time.strftime(form, time.gmtime(time.time() - age)) for age in (0, 301))
    assert lea.accounts(more=[("Date", fresh)], signing=signing).status == 200
    refused(lea.accounts(more=[("Date", stale)], signing=signing), 401, "SIG_STALE")


@pytest.mark.profiles("compatible")
def test_row_064_a_date_that_is_absent_or_unsigned_is_accepted_in_the_compatible_profile(lea):
    assert lea.accounts().status == 200
    assert lea.accounts(more=[("Date", http_date(-86_400))]).status == 200


def test_row_065_the_same_signed_request_is_accepted_again_and_counts_again(lea):
    target = api.BASE + "/accounts"
    headers = lea.headers("GET", target, batch=True)
    assert [lea.send("GET", target, headers).status for _ in range(4)] == [200] * 4
    refused(lea.send("GET", target, headers), 429, "QUOTA")


def test_a_signed_request_is_good_for_its_own_path_and_method_only(lea):
    """Whoever copies it gets nothing else out of it."""
    headers = lea.headers("GET", api.BASE + "/accounts")
    refused(lea.send("GET", api.BASE + "/end-user-identity", headers), 401, "SIG_INVALID")
    assert lea.send("GET", api.BASE + "/accounts", headers).status == 200


@pytest.mark.parametrize("extra", [",created={}", ",expires={}", ',created="{}"'])
def test_row_087_a_signature_of_the_future_or_past_its_end_is_stale(lea, extra):
    wrong = int(time.time()) + (3600 if "created" in extra else -3600)
    right = int(time.time()) + (-10 if "created" in extra else 3600)
    refused(lea.accounts(signing=Signing(extra=extra.format(wrong))), 401, "SIG_STALE")
    assert lea.accounts(signing=Signing(extra=extra.format(right))).status == 200


@pytest.mark.parametrize("name", ["(created)", "(expires)"])
def test_row_087_created_and_expires_cannot_be_signed_with_rsa_sha256(lea, name):
    signing = Signing(listed=lambda names: " ".join((*names, name)), extra=f",created={int(time.time())}")
    refused(lea.accounts(signing=signing), 401, "SIG_HEADERS")


@pytest.mark.parametrize("extra", [",created=soon", ",expires=-1", ",created=99999999999999999999"])
def test_a_time_that_is_no_number_of_seconds_is_malformed(lea, extra):
    refused(lea.accounts(signing=Signing(extra=extra)), 401, "SIG_MALFORMED")
