# SPDX-License-Identifier: Apache-2.0
"""The client itself: what judges the server must be right first. The vectors are draft-cavage's appendix C and three
of the STET shape, made with the appendix' key."""
import base64
import datetime
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from guichet_client import certificates, http, oracle, signing
from guichet_client.personas import LEA_IBAN

TEST_KEY = serialization.load_pem_public_key(b"""-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----
""")
OF_THE_DRAFT = [("Host", "example.com"), ("Date", "Sun, 05 Jan 2014 21:31:40 GMT"),
                ("Content-Type", "application/json"),
                ("Digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="), ("Content-Length", "18")]
OF_STET = [("Date", "Mon, 22 Mar 2027 09:00:00 GMT"), ("PSU-IP-Address", "192.168.0.1"),
           ("X-Request-ID", "7f3c1e7a-0001")]
BODY = (b'{"balances":[{"iban":"FR7617515900000400358074026"}],"transactions":[],"overdrafts":[],"psuIdentity":false,'
        b'"trustedBeneficiaries":false,"owners":false}')
VECTORS = {
    "C.1": ("post", "/foo?param=value&pet=dog", OF_THE_DRAFT, "date",
            "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7"
            "T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="),
    "C.2": ("post", "/foo?param=value&pet=dog", OF_THE_DRAFT, "(request-target) host date",
            "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzi"
            "c+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="),
    "V1": ("GET", "/stet/psd2/v1.6.2/accounts", [("X-Request-ID", "id-1234567890111121 1")],
           "(request-target) x-request-id",
           "S9/se1T4oLyYzqCBs6VODif0zou9/pi31fHR8ldCX0ETK9HtB3Azs4M79Pr9nl3td5JIT6h6dtWzasqlXSROFh7cZJDPA+ywG6xDslB0"
           "lgyIxDGCzq5mZEfUd9RE3BmHfBefcbPgvli1fVJM3dYh9UFpBpgrwFgnrZv4xJ27AZ8="),
    "V2": ("GET", "/stet/psd2/v1.6.2/accounts/175159000004003580740/transactions"
           "?dateFrom=2027-03-01T00:00:00.000%2B01:00", [*OF_STET, ("Digest", signing.DIGEST_OF_NOTHING)],
           "(request-target) date digest psu-ip-address x-request-id",
           "ski42mbjp0sICAENEwhlsIvhbbsPOiXjWh5Zd1v6+/YL5i7EvELXQRfWh0MSwx8/oYdn7Bq2sYA7S71rFYUd8Zy9M6BX2mrGXR0yxADJ"
           "0DQgcF2wge/j1Av5ycZedK61aYrwK3WCj8rd4RNkiucaLRrpwlRnC3/8DlvD20E43Nw="),
    "V3": ("PUT", "/stet/psd2/v1.6.2/consents",
           [("Content-Length", "151"), ("Content-Type", "application/json"), ("Date", "Mon, 22 Mar 2027 09:00:00 GMT"),
            ("Digest", signing.digest_of(BODY)), ("X-Request-ID", "7f3c1e7a-0002")],
           "(request-target) content-length content-type date digest x-request-id",
           "hJByuLUAYOG9aPYOHasLVk+LdDgBUtCDF0vtuH5ENwr0RJUGSmNzPgNM9AnAJW+tPmuTrH/NUxuXmVe0m8bkY71DrfyQdFVxcFpUZzXU"
           "f/mVszafdwch3u5NBnyxoraiWMXxfnDe6OS+aRMY28NmS01r8JkEiAmO0+36ly9fC3U=")}


@pytest.mark.parametrize("name", VECTORS)
def test_signing_strings_are_those_of_the_vectors(name):
    method, target, headers, names, signature = VECTORS[name]
    text = signing.signing_string(method, target, headers, names.split())
    TEST_KEY.verify(base64.b64decode(signature), text, padding.PKCS1v15(), hashes.SHA256())


def test_digests_are_those_of_rfc_3230():
    assert signing.digest_of(b"") == signing.DIGEST_OF_NOTHING
    assert signing.digest_of(b'{"hello": "world"}') == dict(OF_THE_DRAFT)["Digest"]
    assert len(BODY) == 151


def test_issued_certificates_are_read_back_by_another_reader(authority):
    pair = authority.issue("PSDFR-ACPR-13807", "qseal", roles=("PSP_AI", "PSP_IC"))
    certificate = x509.load_der_x509_certificate(pair.der)
    authority.certificate.public_key().verify(
        certificate.signature, certificate.tbs_certificate_bytes, certificates.ec.ECDSA(hashes.SHA256()))
    identifier = x509.ObjectIdentifier(certificates.ORGANIZATION_IDENTIFIER)
    assert certificate.subject.get_attributes_for_oid(identifier)[0].value == "PSDFR-ACPR-13807"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment and not usage.digital_signature
    assert certificate.issuer == authority.certificate.subject


def answer_of(status, body, *headers):
    fixed = [("Content-Type", "application/json;charset=UTF-8"), ("Cache-Control", "no-store")]
    reason = oracle.HTTP_STATUS_PHRASES.get(status, "OK")
    return http.Answer(status, reason, [*fixed, *headers], json.dumps(body).encode())


def error_of(status=403, **changes):
    return {"timestamp": datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.timezone(
        datetime.timedelta(hours=1))).isoformat(timespec="milliseconds"), "status": status,
        "error": oracle.HTTP_STATUS_PHRASES[status], "message": "CONSENT_MISSING: x", "path": "/x", **changes}


HELP = ("Link", '<http://127.0.0.1/errors/CONSENT_MISSING>; rel="help"')


def test_the_oracle_passes_a_good_refusal():
    oracle.judge_error(answer_of(403, error_of(), HELP), "/x")


@pytest.mark.parametrize("answer", [
    answer_of(403, error_of()), answer_of(403, error_of(status=404), HELP), answer_of(403, error_of(path="/y"), HELP),
    answer_of(403, error_of(message="no code"), HELP), answer_of(403, error_of(message="X: " + "x" * 140), HELP),
    answer_of(403, error_of(error="No"), HELP), answer_of(403, error_of(more=1), HELP),
    answer_of(403, {"status": 403}, HELP), answer_of(401, error_of(401), HELP), answer_of(405, error_of(405), HELP),
    answer_of(429, error_of(429), HELP), answer_of(403, error_of(timestamp="yesterday"), HELP)],
    ids=["no help", "status", "path", "code", "length", "phrase", "member", "missing", "challenge", "Allow",
         "Retry-After", "timestamp"])
def test_the_oracle_catches_a_faulty_refusal(answer):
    with pytest.raises(AssertionError):
        oracle.judge_error(answer, "/x")


COUNTER = (("RateLimit-Policy", '"batch";q=4;w=86400'), ("RateLimit", '"batch";r=3;t=60'), ("RateLimit-Limit", "4"),
           ("RateLimit-Remaining", "3"), ("RateLimit-Reset", "60"))


def test_the_oracle_catches_a_faulty_answer():
    link = {"href": "/stet/psd2/v1.6.2/accounts", "templated": False}
    good = {"overdrafts": {"allowedAmount": {"amount": 0, "currency": "EUR"}},
            "_links": {"self": link, "parent-list": link}}
    target = "/stet/psd2/v1.6.2/accounts/175150009204004305180/overdrafts"
    sent = [("X-Request-ID", "a b")]

    def judged(body, **more):
        answer = answer_of(200, body, ("X-Request-ID", "a b"), *COUNTER)
        answer.headers[0] = ("Content-Type", "application/hal+json;charset=UTF-8")
        answer.headers = [(name, more.get(name, value)) for name, value in answer.headers]
        oracle.judge(answer, "GET", target, sent)

    judged(good)
    former = {"href": "/stet/psd2/v1.4.2/accounts", "templated": False}
    faulty = [({**good, "iban": LEA_IBAN}, {}), ({"_links": good["_links"]}, {}),
              ({**good, "_links": {"self": former, "parent-list": link}}, {}), (good, {"X-Request-ID": "a  b"}),
              (good, {"Cache-Control": "public"}), (good, {"Content-Type": "text/plain"}),
              (good, {"RateLimit-Remaining": "4"})]
    for body, more in faulty:
        with pytest.raises((AssertionError, KeyError)):
            judged(body, **more)
