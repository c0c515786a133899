# SPDX-License-Identifier: Apache-2.0
"""Answers sealed by the establishment: Digest, Signature and X-Request-ID, as the group's live answers carry them."""
import base64
import hashlib
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from guichet_client import api, process
from guichet_client.personas import LEA_IBAN
from guichet_client.registration import Registrar
from guichet_client.signing import signing_string


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    data = tmp_path_factory.mktemp("sandbox") / "data"
    first = process.Sandbox(data)
    first.start()
    assert first.stop() == 0
    settings = data / "guichet.toml"
    text = settings.read_text()
    assert text.count("seals = ''") == 1
    settings.write_text(text.replace("seals = ''", "seals = 'test'"))
    sandbox = process.Sandbox(data)
    sandbox.start()
    yield sandbox
    assert sandbox.stop() == 0


def certificate_at(caller, key_id):
    """What is published at the keyId, fetched as anybody would."""
    path = re.fullmatch(r"https://[^/]+(/api/keyid/certificate_([0-9a-f]{64}))", key_id)
    assert path, key_id
    answer = caller.send("GET", path[1], [("Host", caller.host)], judged=False)
    assert answer.status == 200
    certificate = x509.load_pem_x509_certificate(answer.body)
    assert certificate.fingerprint(hashes.SHA256()).hex() == path[2]
    return certificate


def verified(caller, answer, method, target):
    """Checks the seal of an answer; gives the names that it covers."""
    assert answer.header("Digest") == "SHA-256=" + base64.b64encode(hashlib.sha256(answer.body).digest()).decode()
    parameters = dict(re.findall(r'(\w+)="([^"]*)"', answer.header("Signature")))
    assert parameters["algorithm"] == "rsa-sha256"
    names = parameters["headers"].split(" ")
    text = signing_string(method, target, answer.headers, names)
    certificate = certificate_at(caller, parameters["keyId"])
    certificate.public_key().verify(base64.b64decode(parameters["signature"]), text, padding.PKCS1v15(), hashes.SHA256())
    return names


def test_a_good_answer_is_sealed(lea):
    assert lea.consent(LEA_IBAN).status == 201
    names = verified(lea, lea.accounts(), "GET", "/stet/psd2/v1.6.2/accounts")
    assert names == ["digest", "date", "content-type", "x-request-id", "(request-target)"]
    assert len(lea.accounts().all("Date")) == 1


def test_an_answer_without_a_body_is_sealed(lea):
    answer = lea.consent(LEA_IBAN)
    assert answer.status == 201
    names = verified(lea, answer, "PUT", "/stet/psd2/v1.6.2/consents")
    assert names == ["digest", "date", "x-request-id", "(request-target)"]


def test_a_refusal_is_sealed(lea):
    answer = lea.get("/accounts/nobody/balances")
    assert answer.status == 404
    verified(lea, answer, "GET", "/stet/psd2/v1.6.2/accounts/nobody/balances")


def test_token_and_enrolment_are_sealed(lea, tpp):
    verified(lea, lea.refresh(), "POST", "/stet/psd2/oauth/token")
    registrar = Registrar(lea.sandbox, tpp.oid, tpp.qwac, tpp.qseal)
    answer = registrar.read("nobody")
    verified(lea, answer, "GET", "/stet/setting/v1/register/nobody")


def test_each_establishment_has_a_seal_of_its_own(lea):
    def key_id(caller):
        return re.search(r'keyId="([^"]*)"', caller.accounts().header("Signature"))[1]

    other = lea.at(lea.sandbox.host_of("11315"))
    assert "//www.17515." in key_id(lea) and "//www.11315." in key_id(other)
    here = certificate_at(lea, key_id(lea))
    there = certificate_at(other, key_id(other))
    assert here != there
    foreign = lea.send("GET", key_id(other).split(".localhost", 1)[1].split("/", 1)[1].join(("/", "")),
                       [("Host", lea.host)], judged=False)
    assert foreign.status == 404


def test_seals_stay_across_a_restart(lea):
    before = lea.accounts().header("Signature").split('"')[1]
    lea.sandbox.restart()
    assert lea.at(lea.sandbox.host).accounts().header("Signature").split('"')[1] == before


def test_pages_and_metadata_are_not_sealed(lea):
    answer = lea.send("GET", "/.well-known/oauth-authorization-server", [("Host", lea.host)], judged=False)
    assert answer.status == 200 and answer.header("Signature") is None


def test_without_a_seal_answers_are_not_signed(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data")
    sandbox.start()
    answer = api.Api(sandbox, api.Tpp.sample(sandbox.data)).accounts(token="nobody")
    assert answer.header("Signature") is None and answer.header("Digest") is None
    assert sandbox.stop() == 0
