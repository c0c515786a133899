# SPDX-License-Identifier: Apache-2.0
"""Rows 46 to 90: the HTTP signature, in the compatible profile."""
import base64
import datetime
import email.utils
import hashlib
import hmac
import socket
import time

import pytest
from cryptography.hazmat.primitives import serialization

from guichet_client import api, http
from guichet_client.certificates import now, rsa_key
from guichet_client.oracle import judge_error, refused
from guichet_client.personas import LEA, LEA_IBAN, transactions_of
from guichet_client.signing import DIGEST_OF_NOTHING, Signing, digest_of

PLAIN = ("(request-target)", "x-request-id")


def http_date(seconds_from_now=0):
    return email.utils.formatdate(int(time.time()) + seconds_from_now, usegmt=True)


def signed_again(lea, path="/accounts", **how):
    """The headers of a good GET, to be spoilt afterwards."""
    target = api.BASE + path
    return target, lea.headers("GET", target, **how)


def spoilt(headers, name, value):
    return [(key, value if key.lower() == name.lower() else old) for key, old in headers]


# --- the header itself ----------------------------------------------------------------------------------------

def test_row_046_a_request_without_signature_is_refused(lea):
    refused(lea.accounts(signing=None), 401, "SIG_MISSING")


def test_row_047_two_signatures_are_ambiguous(lea):
    target, headers = signed_again(lea)
    answer = lea.send("GET", target, headers + [headers[-1]])
    refused(answer, 401, "SIG_AMBIGUOUS")


def test_row_049_an_empty_list_of_headers_is_refused(lea):
    refused(lea.accounts(signing=Signing(names=(), listed="")), 401, "SIG_HEADERS")


def test_row_050_a_signature_that_names_no_headers_covers_too_little(lea):
    signing = Signing(names=("date",), listed=None)
    refused(lea.accounts(more=[("Date", http_date())], signing=signing), 401, "SIG_COVERAGE")


@pytest.mark.parametrize("names", [("x-request-id",), ("Authorization", "X-Request-ID"), ("date", "x-request-id")])
def test_row_051_a_signature_without_the_request_target_covers_too_little(lea, names):
    refused(lea.accounts(more=[("Date", http_date())], signing=Signing(names=names)), 401, "SIG_COVERAGE")


def test_row_053_a_listed_header_that_is_not_sent_is_refused(lea):
    of_the_page = PLAIN + ("psu-ip-address", "psu-ip-port", "psu-http-method", "psu-date", "psu-geo-location")
    refused(lea.accounts(signing=Signing(names=of_the_page)), 401, "SIG_HEADER_ABSENT")
    refused(lea.accounts(signing=Signing(names=PLAIN + ("digest",))), 401, "SIG_HEADER_ABSENT")


@pytest.mark.parametrize("name, value", [
    ("PSU-IP-Address", "203.0.113.7"), ("Digest", DIGEST_OF_NOTHING), ("Date", http_date()),
    ("Authorization", "Bearer x"), ("X-Request-ID", "once-more"), ("Content-Type", "application/json")])
def test_row_055_a_singleton_header_sent_twice_is_refused_before_the_signature(lea, name, value):
    for signing in (Signing(), None):
        once = [] if name in ("Authorization", "X-Request-ID") else [(name, value)]
        refused(lea.accounts(more=once, after=[(name, value)], signing=signing), 400, "HEADER_DUPLICATE")


def test_row_057_another_order_than_the_signed_one_is_refused(lea):
    signing = Signing(names=("x-request-id", "(request-target)"), listed="(request-target) x-request-id")
    refused(lea.accounts(signing=signing), 401, "SIG_INVALID")
    assert lea.accounts(signing=Signing(names=("x-request-id", "(request-target)"))).status == 200


# --- the digest -----------------------------------------------------------------------------------------------

def put(lea, body, sent=None, **how):
    headers = lea.headers("PUT", api.BASE + "/consents", body=body, **how)
    return lea.send("PUT", api.BASE + "/consents", headers, body if sent is None else sent)


BODY = (b'{"balances":[{"iban":"%s"}],"transactions":[],"overdrafts":[],"psuIdentity":false,'
        b'"trustedBeneficiaries":false,"owners":[]}' % LEA_IBAN.encode())


def test_row_058_a_body_changed_on_the_way_is_refused(lea):
    refused(put(lea, BODY, BODY.replace(b"false", b"true ", 1)), 401, "DIGEST_MISMATCH")
    assert put(lea, BODY).status == 201


def test_row_059_a_digest_that_is_not_covered_is_refused_with_a_body(lea):
    refused(put(lea, BODY, signing=Signing(names=PLAIN)), 401, "SIG_COVERAGE")
    refused(put(lea, BODY, without=["Digest"], signing=Signing(names=PLAIN)), 401, "SIG_COVERAGE")


def test_row_061_the_digest_of_nothing_goes_with_a_get_and_no_other_does(lea):
    assert lea.accounts(more=[("Digest", DIGEST_OF_NOTHING)]).status == 200
    refused(lea.accounts(more=[("Digest", digest_of(b"x"))]), 401, "DIGEST_MISMATCH")


def test_row_062_a_get_with_a_body_is_refused_and_the_connection_ends(lea):
    target = api.BASE + "/accounts"
    with lea.connection() as connection:
        answer = lea.send("GET", target, lea.headers("GET", target, body=b"{}"), b"{}")
        refused(answer, 400, "BODY_NOT_ALLOWED")
        assert connection.is_closed_by_server()


# --- time -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("offset", [-301, -86_400, 62, 3600])
def test_row_063_a_signed_date_outside_the_window_is_stale(lea, offset):
    signing = Signing(names=PLAIN + ("date",))
    refused(lea.accounts(more=[("Date", http_date(offset))], signing=signing), 401, "SIG_STALE")


@pytest.mark.parametrize("offset", [-296, 0, 58])
def test_row_063_a_signed_date_inside_the_window_is_accepted(lea, offset):
    signing = Signing(names=PLAIN + ("date",))
    assert lea.accounts(more=[("Date", http_date(offset))], signing=signing).status == 200


def test_row_064_a_date_that_is_absent_or_unsigned_is_accepted_in_the_compatible_profile(lea):
    assert lea.accounts(without=["Date"]).status == 200
    assert lea.accounts(more=[("Date", http_date(-86_400))], signing=Signing(names=PLAIN)).status == 200


def test_row_065_the_same_signed_request_is_accepted_again_and_counts_again(lea):
    target, headers = signed_again(lea, batch=True)
    assert [lea.send("GET", target, headers).status for _ in range(4)] == [200] * 4
    refused(lea.send("GET", target, headers), 429, "QUOTA")


@pytest.mark.parametrize("extra", [",created={}", ",expires={}"])
def test_row_087_a_signature_of_the_future_or_past_its_end_is_stale(lea, extra):
    wrong = int(time.time()) + (3600 if "created" in extra else -3600)
    right = int(time.time()) + (-10 if "created" in extra else 3600)
    refused(lea.accounts(signing=Signing(names=PLAIN, extra=extra.format(wrong))), 401, "SIG_STALE")
    assert lea.accounts(signing=Signing(names=PLAIN, extra=extra.format(right))).status == 200


@pytest.mark.parametrize("name", ["(created)", "(expires)"])
def test_row_087_created_and_expires_cannot_be_signed_with_rsa_sha256(lea, name):
    signing = Signing(names=PLAIN, listed=" ".join(PLAIN + (name,)), extra=f",created={int(time.time())}")
    refused(lea.accounts(signing=signing), 401, "SIG_HEADERS")


# --- algorithm and key ----------------------------------------------------------------------------------------

def test_row_066_hs2019_is_refused(lea):
    refused(lea.accounts(signing=Signing(algorithm="hs2019")), 401, "SIG_ALG")


def test_row_067_a_mac_keyed_with_the_public_key_is_refused(lea):
    public = lea.tpp.qseal.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    mac = base64.b64encode(hmac.digest(public, b"anything", hashlib.sha256)).decode()
    refused(lea.accounts(signing=Signing(algorithm="hmac-sha256", signature=mac)), 401, "SIG_ALG")


def test_row_069_a_signature_that_leaves_the_algorithm_out_is_accepted(lea):
    assert lea.accounts(signing=Signing(algorithm=None)).status == 200


def test_row_070_the_seal_of_another_tpp_is_foreign(lea, other_tpp):
    signing = Signing(key_id=other_tpp.key_id, key=other_tpp.qseal.key)
    refused(lea.accounts(signing=signing), 401, "SIG_KEY_FOREIGN")


def test_row_071_an_unknown_key_is_refused_and_never_fetched(lea):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/qseal_{'ab' * 32}"
        refused(lea.accounts(signing=Signing(key_id=url)), 401, "SIG_KEY_UNKNOWN")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert set(lea.sandbox.sockets()) and all(local in LOOPBACK for local, _ in lea.sandbox.sockets())


LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}


@pytest.mark.parametrize("key_id", [
    "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://127.0.0.1/key%0d%0aX: y", "", "x" * 7000])
def test_row_072_a_key_id_that_leads_elsewhere_is_unknown(lea, key_id):
    refused(lea.accounts(signing=Signing(key_id=key_id)), 401, "SIG_KEY_UNKNOWN", "SIG_MALFORMED")


def test_row_072_a_key_id_with_quotes_line_ends_or_10_kilobytes_is_refused_and_escaped_in_the_log(lea):
    refused(lea.accounts(signing=Signing(key_id='a\\"b')), 401, "SIG_KEY_UNKNOWN", "SIG_MALFORMED")
    refused(lea.accounts(signing=Signing(key_id="x" * 10_000)), 431, "HEADERS_TOO_LARGE")
    lines = lea.sandbox.stderr.count("\n")
    refused(lea.accounts(signing=Signing(key_id="marker\r\nInjected: line")), 401, "SIG_MALFORMED")
    log = lea.sandbox.stderr
    assert "marker\r\nInjected" not in log and not any(
        line.startswith("Injected") for line in log.splitlines()[lines:])


def test_row_073_a_fingerprint_of_40_digits_is_accepted_if_registered(lea):
    of_the_page = "https://path.to/myQsealCertificate_"
    assert lea.accounts(signing=Signing(key_id=of_the_page + lea.tpp.qseal.sha1)).status == 200
    assert lea.accounts(signing=Signing(key_id=of_the_page + lea.tpp.qseal.sha256)).status == 200
    refused(lea.accounts(signing=Signing(key_id=of_the_page + "612b4c7d103074b29e4c1ece1ef40bc575c0a87e")), 401,
            "SIG_KEY_UNKNOWN")


def test_a_key_id_equal_to_the_only_client_id_is_accepted_in_the_compatible_profile(lea):
    """Ruling 14."""
    assert lea.accounts(signing=Signing(key_id=lea.tpp.client_id)).status == 200


def test_row_074_a_seal_that_has_expired_is_refused(sandbox, authority):
    ends = now().replace(microsecond=0) + datetime.timedelta(seconds=4)
    seal = authority.issue("PSDFR-ACPR-74000", "qseal", not_after=ends)
    customer = api.Api(sandbox, api.enrol(sandbox, "PSDFR-ACPR-74000", qseal=seal)).connect_customer(LEA)
    while now() <= ends + datetime.timedelta(seconds=5):
        answer = customer.accounts()
        if answer.status != 200:
            break
        assert now() <= ends + datetime.timedelta(seconds=2)
    refused(answer, 401, "SIG_KEY_EXPIRED")


def test_row_075_a_certificate_for_web_sites_does_not_seal(sandbox, authority):
    web = authority.issue("PSDFR-ACPR-75000", "qwac", key=rsa_key("web seal"))
    tpp = api.enrol(sandbox, "PSDFR-ACPR-75000", qseal=web)
    refused(api.Api(sandbox, tpp).connect_customer(LEA).accounts(), 401, "SIG_KEY_TYPE")


def test_row_075_signing_with_the_qwac_key_is_refused(lea):
    qwac = lea.tpp.qwac
    key_id = "https://path.to/qwac_" + qwac.sha256
    refused(lea.accounts(signing=Signing(key_id=key_id, key=qwac.key)), 401, "SIG_KEY_TYPE")
    refused(lea.accounts(signing=Signing(key=qwac.key)), 401, "SIG_INVALID", "SIG_KEY_TYPE")


def test_row_076_a_seal_of_1024_bits_is_refused_at_enrolment_and_unknown_afterwards(lea, authority):
    weak = authority.issue("PSDFR-ACPR-76000", "qseal", key=rsa_key("weak", 1024))
    body = {"oid": "PSDFR-ACPR-76000", "name": "weak", "redirect_uris": [api.CALLBACK], "qseal": weak.pem,
            "qwac": authority.issue("PSDFR-ACPR-76000").pem}
    answer = api.control(lea.sandbox, "POST", "/_sandbox/tpps", body)
    assert 400 <= answer.status < 500
    judge_error_of_control(answer)
    signing = Signing(key_id="https://path.to/weak_" + weak.sha256, key=weak.key)
    refused(lea.accounts(signing=signing), 401, "SIG_KEY_UNKNOWN")


def judge_error_of_control(answer):
    body = answer.json()
    assert body["status"] == answer.status and body["message"]


# --- what is signed is what arrives ---------------------------------------------------------------------------

@pytest.mark.parametrize("signed, sent", [
    ("", "dateType=x"), ("dateType=x", ""), ("dateType=x&workspace=y", "workspace=y&dateType=x"),
    ("dateType=%78", "dateType=x"), ("dateType=x", "dateType=x&"), ("dateType=%2f", "dateType=%2F")])
def test_row_078_a_query_changed_on_the_way_is_refused(lea, signed, sent):
    def target(query):
        return api.BASE + transactions_of(LEA_IBAN, query)

    assert lea.consent(LEA_IBAN).status == 201
    refused(lea.get(target(sent), signing=Signing(target=target(signed))), 401, "SIG_INVALID")
    assert lea.get(target(sent)).status == 200


def test_the_method_is_signed_too(lea):
    refused(lea.accounts(signing=Signing(method="POST")), 401, "SIG_INVALID")


def test_a_flipped_bit_of_the_signature_is_refused(lea):
    def flipped(text):
        raw = bytearray(base64.b64decode(text))
        raw[-1] ^= 1
        return base64.b64encode(raw).decode()

    refused(lea.accounts(signing=Signing(signature=flipped)), 401, "SIG_INVALID")


def test_row_081_a_folded_header_is_no_http_and_the_connection_ends(lea):
    folded = [("PSU-User-Agent", "first\r\n second")]
    with lea.connection() as connection:
        answer = lea.accounts(more=folded)
        refused(answer, 400, "HTTP_SYNTAX")
        assert connection.is_closed_by_server()


@pytest.mark.parametrize("value", ["Mozilla/5.0 (d\u00e9mo)".encode(), "Mozilla/5.0 (d\u00e9mo)".encode("latin-1")],
                         ids=["UTF-8", "Latin-1"])
def test_row_084_bytes_beyond_ascii_are_signed_as_they_are(lea, value):
    signing = Signing(names=PLAIN + ("psu-user-agent",))
    assert lea.accounts(more=[("PSU-User-Agent", value)], signing=signing).status == 200


@pytest.mark.parametrize("spoil", [
    pytest.param(lambda text: text[:10] + " " + text[10:], id="a blank"),
    pytest.param(lambda text: "-_" + text[2:], id="URL-safe alphabet"),
    pytest.param(lambda text: text.rstrip("="), id="no padding"),
    pytest.param(lambda text: base64.b64encode(b"x" * 900).decode(), id="longer than 1,024"),
    pytest.param(lambda text: "", id="empty")])
def test_row_085_a_signature_in_other_than_plain_base64_is_malformed(lea, spoil):
    refused(lea.accounts(signing=Signing(signature=spoil)), 401, "SIG_MALFORMED")


@pytest.mark.parametrize("shape", [
    "keyId=\u201c{key_id}\u201d,{algorithm}{headers}signature=\u201c{signature}\u201d",
    "SignaturekeyId=\\\"{key_id}\\\",{algorithm}{headers}signature=\\\"{signature}\\\"",
    "keyId={key_id},{algorithm}{headers}signature={signature}"], ids=["typographic", "as on the page", "none"])
def test_row_088_other_quotes_than_plain_ones_are_malformed(lea, shape):
    refused(lea.accounts(signing=Signing(shape=shape)), 401, "SIG_MALFORMED")


def test_row_089_psu_headers_need_not_be_covered_in_the_compatible_profile(lea):
    more = [("PSU-User-Agent", "x"), ("PSU-Date", "2026-11-23T09:33:55.954+02:00")]
    assert lea.accounts(more=more, signing=Signing(names=PLAIN)).status == 200


@pytest.mark.parametrize("value", ["", "x" * 71, "tab\tinside", "acc\u00e9nt".encode(), "acc\u00e9nt".encode("latin-1")])
def test_row_090_an_x_request_id_that_cannot_be_echoed_is_refused(lea, value):
    answer = refused(lea.accounts(more=[("X-Request-ID", value)]), 400, "X_REQUEST_ID")
    assert answer.header("X-Request-ID") is None


def test_row_090_a_request_without_x_request_id_is_refused(lea):
    signing = Signing(names=("(request-target)",))
    refused(lea.accounts(without=["X-Request-ID"], signing=signing), 400, "X_REQUEST_ID")


def test_row_090_a_control_byte_in_x_request_id_is_refused(lea):
    answer = lea.accounts(more=[("X-Request-ID", b"a\x01b")])
    refused(answer, 400, "X_REQUEST_ID", "HTTP_SYNTAX")


@pytest.mark.parametrize("value", ["id-1234567890111121 1", "x" * 70, "~!@#$%^&*()_+{}|:<>?", "7"])
def test_row_090_an_x_request_id_with_inner_blanks_or_70_characters_is_echoed(lea, value):
    answer = lea.accounts(more=[("X-Request-ID", value)])
    assert answer.status == 200 and answer.header("X-Request-ID") == value


def test_blanks_after_the_commas_of_a_signature_are_accepted(lea):
    shape = 'keyId="{key_id}", algorithm="rsa-sha256", {headers} signature="{signature}"'
    assert lea.accounts(signing=Signing(shape=shape)).status == 200


def test_names_in_the_list_are_compared_without_case(lea):
    signing = Signing(names=("(request-target)", "X-Request-ID"))
    assert lea.accounts(signing=signing).status == 200


def test_a_refused_signature_says_what_was_expected(lea):
    answer = lea.send(*_wrong_method(lea))
    assert "SIG_INVALID" in answer.text
    judge_error(answer, api.BASE + "/accounts")
    assert http.in_bytes(lea.tpp.key_id) not in answer.body


def _wrong_method(lea):
    target = api.BASE + "/accounts"
    return "GET", target, lea.headers("GET", target, signing=Signing(method="PUT"))
