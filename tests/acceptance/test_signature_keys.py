# SPDX-License-Identifier: Apache-2.0
"""Rows 66 to 76, in both profiles: algorithm, keyId and seal. Cases between the rows are of STET part 1, 3.5 and of
ETSI TS 119 495."""
import base64
import datetime
import hashlib
import hmac
import re
import socket

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from guichet_client import api
from guichet_client.certificates import now, qc_statements, rsa_key
from guichet_client.oracle import refused
from guichet_client.personas import LEA
from guichet_client.signing import Signing

pytestmark = [pytest.mark.profiles("compatible", "strict"), pytest.mark.lasting]

LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
FORM = "https://path.to/myQsealCertificate_"


def with_colons(digits):
    return ":".join(re.findall("..", digits))


# --- algorithm ------------------------------------------------------------------------------------------------

def test_row_066_hs2019_is_refused(lea):
    refused(lea.accounts(signing=Signing(algorithm="hs2019")), 401, "SIG_ALG")


def test_row_067_a_mac_keyed_with_the_public_key_is_refused(lea):
    public = lea.tpp.qseal.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    mac = base64.b64encode(hmac.digest(public, b"anything", hashlib.sha256)).decode()
    refused(lea.accounts(signing=Signing(algorithm="hmac-sha256", signature=mac)), 401, "SIG_ALG")


@pytest.mark.parametrize("algorithm", ["rsa-sha1", "rsa-sha512", "ecdsa-sha256", "rsasha256", "none"])
def test_any_other_algorithm_is_refused_whatever_was_signed(lea, algorithm):
    refused(lea.accounts(signing=Signing(algorithm=algorithm)), 401, "SIG_ALG")


def test_row_069_a_signature_that_leaves_the_algorithm_out_is_accepted(lea):
    assert lea.accounts(signing=Signing(algorithm=None)).status == 200


class OtherScheme:
    """The seal's key, used with another padding or hash than rsa-sha256 has."""

    def __init__(self, key, scheme, digest):
        self.key, self.scheme, self.digest = key, scheme, digest

    def sign(self, text, *_):
        return self.key.sign(text, self.scheme, self.digest)


@pytest.mark.parametrize("scheme, digest", [
    (padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()), (padding.PKCS1v15(), hashes.SHA512()),
    (padding.PKCS1v15(), hashes.SHA1())], ids=["PSS", "SHA-512", "SHA-1"])
def test_a_signature_of_the_right_key_with_another_padding_or_hash_is_refused(lea, scheme, digest):
    answer = lea.accounts(signing=Signing(key=OtherScheme(lea.tpp.qseal.key, scheme, digest)))
    assert "PKCS1-v1_5" in refused(answer, 401, "SIG_INVALID").json()["message"]


@pytest.mark.parametrize("cut", [lambda raw: raw[:-1], lambda raw: raw + b"\0", lambda raw: b"\0" + raw],
                         ids=["cut", "longer", "with a zero before"])
def test_a_signature_of_another_length_than_its_keys_is_refused(lea, cut):
    def changed(text):
        return base64.b64encode(cut(base64.b64decode(text))).decode()

    refused(lea.accounts(signing=Signing(signature=changed)), 401, "SIG_INVALID")


# --- keyId ----------------------------------------------------------------------------------------------------

def test_row_070_the_seal_of_another_tpp_is_foreign(lea, other_tpp):
    for key_id in (other_tpp.key_id, FORM + other_tpp.qseal.sha256):
        id = f"foreign-{len(key_id)}"
        refused(lea.accounts(more=[("X-Request-ID", id)], signing=Signing(key_id=key_id, key=other_tpp.qseal.key)), 401,
                "SIG_KEY_FOREIGN")
        alarm = lea.sandbox.logged(id)
        assert (alarm["alarm"], alarm["level"], alarm["tpp"]) == ("security", "error", lea.tpp.oid)


def test_row_071_an_unknown_key_is_refused_and_never_fetched(lea):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/qseal_{'ab' * 32}"
        refused(lea.accounts(signing=Signing(key_id=url)), 401, "SIG_KEY_UNKNOWN")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert set(lea.sandbox.sockets()) and all(local in LOOPBACK for local, _ in lea.sandbox.sockets())


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


@pytest.mark.profiles("compatible")
def test_row_073_a_fingerprint_of_40_digits_is_accepted_if_registered(lea):
    assert lea.accounts(signing=Signing(key_id=FORM + lea.tpp.qseal.sha1)).status == 200
    refused(lea.accounts(signing=Signing(key_id=FORM + "612b4c7d103074b29e4c1ece1ef40bc575c0a87e")), 401,
            "SIG_KEY_UNKNOWN")


@pytest.mark.profiles("compatible")
def test_a_key_id_equal_to_the_only_client_id_is_accepted_in_the_compatible_profile(lea):
    """Ruling 14."""
    assert lea.accounts(signing=Signing(key_id=lea.tpp.client_id)).status == 200


@pytest.mark.parametrize("spelling", [
    pytest.param(str.upper, id="capitals"), pytest.param(with_colons, id="colons"),
    pytest.param(lambda digits: with_colons(digits).upper(), id="colons and capitals"),
    pytest.param(lambda digits: digits + ".pem", id=".pem"), pytest.param(lambda digits: digits + ".CRT", id=".CRT")])
def test_a_fingerprint_is_read_in_every_spelling_that_tools_print(lea, spelling):
    key_id = "https://tpp.example/my_seal_" + spelling(lea.tpp.qseal.sha256)
    assert lea.accounts(signing=Signing(key_id=key_id)).status == 200


def test_a_fingerprint_of_something_else_than_the_certificate_names_no_key(lea):
    spki = lea.tpp.qseal.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    right = lea.tpp.qseal.sha256
    for digits in (hashlib.sha256(spki).hexdigest(), hashlib.sha256(lea.tpp.qseal.pem.encode()).hexdigest(),
                   right[:-1], right + "0", right + "_", "0" * 64, right + "/../x"):
        refused(lea.accounts(signing=Signing(key_id=FORM + digits)), 401, "SIG_KEY_UNKNOWN")


@pytest.mark.parametrize("declared", [
    "https://tpp.example/26:c7:b8:12:5e:01:c1.pem", "urn:tpp:seal", "PSDFR-ACPR-13807/key 1", "https://h/a_b?c=d#e"])
def test_a_declared_key_id_is_taken_letter_by_letter(sandbox, client, declared):
    """Ruling 14: what was declared at the enrolment comes first, whatever it looks like."""
    tpp = api.enrol(sandbox, "PSDFR-ACPR-14000", key_id=declared)
    assert tpp.key_id == declared
    customer = client(sandbox, tpp).connect_customer(LEA)
    assert customer.accounts().status == 200
    refused(customer.accounts(signing=Signing(key_id=declared.swapcase())), 401, "SIG_KEY_UNKNOWN")
    assert customer.accounts(signing=Signing(key_id=FORM + tpp.qseal.sha256)).status == 200


# --- seals ----------------------------------------------------------------------------------------------------

def test_two_seals_are_good_side_by_side_while_one_takes_the_others_place(sandbox, authority, client):
    oid, declared = "PSDFR-ACPR-14001", "https://tpp.example/seal"
    first, second = (authority.issue(oid, "qseal", key=rsa_key(name)) for name in ("first seal", "second seal"))
    customer = client(sandbox, api.enrol(sandbox, oid, qseal=first, more_seals=[second], key_id=declared))
    customer.connect_customer(LEA)
    for seal, other in ((first, second), (second, first)):
        assert customer.accounts(signing=Signing(key_id=FORM + seal.sha256, key=seal.key)).status == 200
        assert customer.accounts(signing=Signing(key_id=declared, key=seal.key)).status == 200
        refused(customer.accounts(signing=Signing(key_id=FORM + seal.sha256, key=other.key)), 401, "SIG_INVALID")
    refused(customer.accounts(signing=Signing(key_id=customer.tpp.client_id)), 401, "SIG_KEY_UNKNOWN")


def test_a_seal_that_was_never_enrolled_is_unknown_also_if_it_is_the_tpps_own(lea, authority):
    new = authority.issue(api.SAMPLE, "qseal", key=rsa_key("never enrolled"))
    refused(lea.accounts(signing=Signing(key_id=FORM + new.sha256, key=new.key)), 401, "SIG_KEY_UNKNOWN")


def test_a_renewed_certificate_over_the_same_key_has_a_fingerprint_of_its_own(lea, authority):
    renewed = authority.issue(api.SAMPLE, "qseal", key=lea.tpp.qseal.key)
    refused(lea.accounts(signing=Signing(key_id=FORM + renewed.sha256)), 401, "SIG_KEY_UNKNOWN")


def test_a_seal_of_another_organization_is_not_enrolled(sandbox, authority):
    seal = authority.issue("PSDFR-ACPR-14003", "qseal", key=rsa_key("other organization"))
    answer = api.enrol(sandbox, "PSDFR-ACPR-14002", qseal=seal, status=401)
    assert answer["message"].startswith("CERT_BAD_OID")
    with_own = authority.issue("PSDFR-ACPR-14002", "qseal", key=rsa_key("own"))
    api.enrol(sandbox, "PSDFR-ACPR-14002", qseal=with_own, more_seals=[seal], status=401)


def test_row_074_a_seal_that_has_expired_is_refused(sandbox, authority, client):
    ends = now().replace(microsecond=0) + datetime.timedelta(seconds=4)
    seal = authority.issue("PSDFR-ACPR-74000", "qseal", not_after=ends)
    customer = client(sandbox, api.enrol(sandbox, "PSDFR-ACPR-74000", qseal=seal)).connect_customer(LEA)
    while now() <= ends + datetime.timedelta(seconds=5):
        answer = customer.accounts()
        if answer.status != 200:
            break
        assert now() <= ends + datetime.timedelta(seconds=2)
    refused(answer, 401, "SIG_KEY_EXPIRED")


def test_row_075_a_certificate_for_web_sites_does_not_seal(sandbox, authority, client):
    web = authority.issue("PSDFR-ACPR-75000", "qseal", statements=qc_statements(types=("web",)))
    tpp = api.enrol(sandbox, "PSDFR-ACPR-75000", qseal=web)
    refused(client(sandbox, tpp).connect_customer(LEA).accounts(), 401, "SIG_KEY_TYPE")


def test_row_075_a_qwac_is_not_enrolled_as_a_seal(sandbox, authority):
    web = authority.issue("PSDFR-ACPR-75001", "qwac", key=rsa_key("web seal"))
    answer = api.enrol(sandbox, "PSDFR-ACPR-75001", qseal=web, status=401)
    assert answer["message"].startswith("SIG_KEY_TYPE: qseal is a certificate for TLS"), answer


def test_row_075_signing_with_the_qwac_key_is_refused(lea):
    qwac = lea.tpp.qwac
    refused(lea.accounts(signing=Signing(key_id=FORM + qwac.sha256, key=qwac.key)), 401, "SIG_KEY_TYPE")
    refused(lea.accounts(signing=Signing(key=qwac.key)), 401, "SIG_INVALID", "SIG_KEY_TYPE")


def test_row_076_a_seal_of_1024_bits_is_refused_at_enrolment_and_unknown_afterwards(lea, authority):
    weak = authority.issue("PSDFR-ACPR-76000", "qseal", key=rsa_key("weak", 1024))
    body = {"oid": "PSDFR-ACPR-76000", "name": "weak", "redirect_uris": [api.CALLBACK], "qseal": weak.pem,
            "qwac": authority.issue("PSDFR-ACPR-76000").pem}
    answer = api.control(lea.sandbox, "POST", "/_sandbox/tpps", body)
    assert 400 <= answer.status < 500
    assert answer.json()["status"] == answer.status and answer.json()["message"]
    refused(lea.accounts(signing=Signing(key_id=FORM + weak.sha256, key=weak.key)), 401, "SIG_KEY_UNKNOWN")
