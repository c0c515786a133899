# SPDX-License-Identifier: Apache-2.0
"""The enrolment API ("API Enregistrement DSP2", RFC 7591 and 7592): register, read, change, remove; certificates
that overlap; sandbox and live apart; the same verdict on a certificate as at the token endpoint."""
import datetime
import subprocess

import pytest

from guichet_client import api, process
from guichet_client.certificates import Pair, now, qc_statements, rsa_key
from guichet_client.oracle import refused
from guichet_client.personas import LEA, LEA_IBAN
from guichet_client.registration import REGISTER, Registrar, jwk, key_id_of, metadata
from guichet_client.signing import Signing
from guichet_client.variants import make, variants

OID = "PSDFR-ACPR-99201"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def registrar(sandbox, authority):
    return Registrar(sandbox, OID, authority.issue(OID, "qwac"), authority.issue(OID, "qseal"))


@pytest.fixture
def registered(registrar):
    """(registrar, client_id) of an application that was just registered."""
    answer = registrar.register()
    assert answer.status == 201, answer.text
    return registrar, answer.json()["client_id"]


def said(answer, status, error):
    assert (answer.status, answer.json().get("error")) == (status, error), answer.text
    assert len(answer.json()["error_description"]) <= 140
    return answer.json()["error_description"]


def test_the_token_of_the_api_is_asked_for_with_the_generic_client_id(registrar):
    answer = registrar.ask_token()
    assert answer.status == 200
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "manageRegistration")
    assert "refresh_token" not in body


def test_the_token_of_the_api_has_no_refresh_token_that_could_expire(sandbox, registrar):
    assert registrar.ask_token().status == 200
    effects = api.move_clock(sandbox, advance="PT2H")["effects"]
    assert (effects["access_tokens_expired"], effects["refresh_tokens_expired"]) == (1, 0)


@pytest.mark.parametrize("changes, error", [
    ({"scope": "aisp"}, "invalid_scope"), ({"client_id": "PSD2_TPPRegister"}, "invalid_client"),
    ({"client_id": "nobody"}, "invalid_client")])
def test_another_scope_or_the_live_id_opens_nothing(registrar, changes, error):
    answer = registrar.ask_token(**changes)
    assert answer.json()["error"] == error


def test_a_registration_ends_in_a_token_and_data(registered):
    registrar, client_id = registered
    assert client_id.startswith("1" + OID + "-") and len(client_id) <= 34
    lea = registrar.client(client_id).connect_customer(LEA)
    assert lea.consent(LEA_IBAN).status == 201
    assert lea.accounts().status == 200


def test_the_record_says_what_was_registered(registrar):
    body = metadata(OID, registrar.qseal, scope="aisp", client_name="My application", tos_uri="https://tpp.example/tos")
    answer = registrar.register(body)
    record = answer.json()
    assert answer.status == 201
    assert record["client_name"] == "My application" and record["redirect_uris"] == [api.CALLBACK]
    assert record["provider_legal_id"] == OID
    assert set(record["grant_types"]) == {"AUTHORIZATION_CODE", "REFRESH_TOKEN", "CLIENT_CREDENTIALS"}
    assert record["client_secret"] is None and record["registration_access_token"] is None
    assert record["registration_client_uri"] == f"https://{registrar.caller.host}{REGISTER}/{record['client_id']}"
    assert answer.header("Location") == record["registration_client_uri"]
    assert registrar.read(record["client_id"]).json() == record


def test_a_change_replaces_all_and_removal_ends_everything(registered):
    registrar, client_id = registered
    lea = registrar.client(client_id).connect_customer(LEA)
    other = metadata(OID, registrar.qseal, redirect_uris=["https://tpp.example/elsewhere"], client_id=client_id)
    changed = registrar.change(client_id, other)
    assert changed.status == 200, changed.text
    assert changed.json()["redirect_uris"] == ["https://tpp.example/elsewhere"]
    assert changed.json()["client_id"] == client_id
    assert lea.accounts().status == 200
    assert registrar.remove(client_id).status == 204
    # The organization has no other client: the TPP is not known any more.
    refused(lea.accounts(), 401, "TPP_UNKNOWN")
    assert lea.refresh().json()["error"] == "invalid_client"
    refused(registrar.read(client_id), 404, "CLIENT_UNKNOWN")


def test_tokens_of_a_removed_client_are_dead_where_another_of_the_same_tpp_lives(registered, authority):
    registrar, client_id = registered
    lea = registrar.client(client_id).connect_customer(LEA)
    second = Registrar(registrar.sandbox, OID, registrar.qwac, authority.issue(OID, "qseal", key=rsa_key("another")))
    assert second.register().status == 201
    registrar.access = None  # the organization has one such token at a time: the second ended the first
    assert registrar.remove(client_id).status == 204
    refused(lea.accounts(), 401, "invalid_token")


def test_registrations_survive_a_restart(registered):
    registrar, client_id = registered
    record = registrar.read(client_id).json()
    registrar.sandbox.restart()
    again = Registrar(registrar.sandbox, OID, registrar.qwac, registrar.qseal)
    assert again.read(client_id).json() == record
    again.client(client_id).connect_customer(LEA)


# --- certificates ---------------------------------------------------------------------------------------------

def test_a_new_seal_is_added_before_the_old_one_ends_and_both_live(registered, authority):
    registrar, client_id = registered
    successor = authority.issue(OID, "qseal", key=rsa_key("successor"))
    both = metadata(OID, registrar.qseal, successor)
    assert registrar.change(client_id, both).status == 200
    lea = registrar.client(client_id).connect_customer(LEA)
    assert lea.accounts().status == 200
    renewed = registrar.client(client_id, successor)
    renewed.tokens = lea.tokens
    assert renewed.accounts().status == 200
    assert registrar.change(client_id, metadata(OID, successor)).status == 200
    refused(lea.accounts(), 401, "SIG_KEY_UNKNOWN")
    assert renewed.accounts().status == 200


def test_a_successor_that_begins_later_may_be_registered_now(registered, authority):
    registrar, client_id = registered
    later = authority.issue(OID, "qseal", key=rsa_key("later"), not_before=now() + DAY)
    assert registrar.change(client_id, metadata(OID, registrar.qseal, later)).status == 200


def test_whoever_let_his_seals_run_out_signs_with_the_one_he_brings(registered, authority):
    registrar, client_id = registered
    successor = authority.issue(OID, "qseal", key=rsa_key("successor"))
    refused(registrar.change(client_id, metadata(OID, successor), seal=successor), 401, "SIG_KEY_UNKNOWN")


def test_a_declared_kid_is_a_key_id_letter_by_letter(registrar):
    body = metadata(OID, registrar.qseal)
    body["jwks"]["keys"] = [jwk(registrar.qseal, kid="our seal 2026")]
    client_id = registrar.register(body, signing=Signing(names=("(request-target)", "x-request-id", "digest"),
                                                         key_id="our seal 2026")).json()["client_id"]
    lea = registrar.client(client_id).connect_customer(LEA)
    assert lea.accounts(signing=Signing(key_id="our seal 2026")).status == 200
    refused(lea.accounts(signing=Signing(key_id="our seal 2027")), 401, "SIG_KEY_UNKNOWN")


@pytest.mark.parametrize("spoil, code", [
    ({"not_after": now() - DAY}, "CERT_EXPIRED"), ({"foreign": True}, "CERT_UNTRUSTED"),
    ({"bits": 1024}, "CERT_WEAK"), ({"oid": "PSDFR-ACPR-99299"}, "CERT_BAD_OID")],
    ids=["expired", "untrusted", "weak", "another's"])
def test_row_076_a_seal_that_could_not_be_used_is_refused_at_enrolment(registrar, authority, spoil, code):
    spoil = dict(spoil)
    issuer = authority.impostor() if spoil.pop("foreign", False) else authority
    key = rsa_key("small", spoil.pop("bits", 2048))
    not_before = now() - 3 * DAY
    seal = issuer.issue(spoil.pop("oid", OID), "qseal", key=key, not_before=not_before, **spoil)
    answer = registrar.register(metadata(OID, seal), seal=seal)
    assert said(answer, 400, "invalid_client_metadata").startswith(code + " in jwks")
    assert answer.header("WWW-Authenticate") is None and not answer.closes, "the certificate in TLS is good"


@pytest.mark.parametrize("make, code", [
    (lambda a: a.issue(OID, not_before=now() - 3 * DAY, not_after=now() - DAY), "CERT_EXPIRED"),
    (lambda a: a.impostor().issue(OID), "CERT_UNTRUSTED"),
    (lambda a: a.issue(OID, "qseal"), "CERT_PURPOSE"),
    (lambda a: a.issue(OID, statements=False), "CERT_NO_PSD2")],
    ids=["expired", "untrusted", "seal", "ordinary"])
def test_enrolment_and_token_endpoint_give_the_same_verdict_on_a_qwac(registered, authority, make, code):
    registrar, client_id = registered
    bad = Registrar(registrar.sandbox, OID, make(authority), registrar.qseal)
    refused(bad.call("POST", REGISTER, metadata(OID, registrar.qseal), token=registrar.token()), 401, code)
    assert bad.ask_token().json()["error"] == "invalid_client"


BY_THEMSELVES = [row for row in variants() if row["kind"] == "qwac" and row["status"] == 401
                 and row["meeting"] == "refused" and row["code"] not in ("TPP_UNKNOWN", "CERT_NOT_YET_VALID")]


@pytest.mark.parametrize("variant", BY_THEMSELVES, ids=[row["name"] for row in BY_THEMSELVES])
def test_a_certificate_that_tls_refuses_is_refused_in_jwks_with_the_same_code(registrar, tmp_path, variant):
    bad = Pair.read(*make(registrar.sandbox, tmp_path, variant, "--oid", OID))
    answer = registrar.register(metadata(OID, registrar.qseal, bad))
    if variant["name"] == "seal-for-tls":
        assert answer.status == 201, "it is a good seal"
    else:
        assert said(answer, 400, "invalid_client_metadata").startswith(variant["code"] + " in jwks")


def test_a_qwac_without_a_type_is_one_in_tls_and_in_jwks(registrar, authority):
    untyped = authority.issue(OID, statements=qc_statements(types=()), key=rsa_key("untyped"))
    assert registrar.register(metadata(OID, registrar.qseal, untyped)).status == 201
    refused(Registrar(registrar.sandbox, OID, untyped, registrar.qseal).read("1-none"), 404, "CLIENT_UNKNOWN")


def test_a_revoked_seal_is_not_enrolled(registrar, authority):
    seal = authority.issue(OID, "qseal", key=rsa_key("revoked"))
    assert process.run("pki", "revoke", "--data", registrar.sandbox.data, seal.files[0]).returncode == 0
    answer = registrar.register(metadata(OID, registrar.qseal, seal))
    assert said(answer, 400, "invalid_client_metadata").startswith("CERT_REVOKED in jwks")
    refused(registrar.register(metadata(OID, seal), seal=seal), 401, "SIG_KEY_REVOKED")


# --- who may ----------------------------------------------------------------------------------------------------

def test_the_client_of_another_tpp_is_unknown(registered, authority):
    registrar, client_id = registered
    other = "PSDFR-ACPR-99202"
    stranger = Registrar(registrar.sandbox, other, authority.issue(other), authority.issue(other, "qseal"))
    for answer in (stranger.read(client_id), stranger.remove(client_id), stranger.read("1PSDFR-ACPR-0-0-AAAA"),
                   stranger.change(client_id, metadata(other, stranger.qseal))):
        refused(answer, 404, "CLIENT_UNKNOWN")
    assert registrar.read(client_id).status == 200


def test_a_client_enrolled_by_hand_is_not_changed_by_the_api(sandbox, tpp):
    registrar = Registrar(sandbox, tpp.oid, tpp.qwac, tpp.qseal)
    refused(registrar.read(tpp.client_id), 403, "CLIENT_ENROLLED_BY_HAND")
    refused(registrar.remove(tpp.client_id), 403, "CLIENT_ENROLLED_BY_HAND")


def test_a_token_for_accounts_does_not_open_the_api_nor_the_other_way(lea, tpp):
    registrar = Registrar(lea.sandbox, tpp.oid, tpp.qwac, tpp.qseal)
    refused(registrar.register(token=lea.tokens.access), 403, "insufficient_scope")
    refused(lea.accounts(token=registrar.token()), 403, "insufficient_scope")


def test_without_a_token_or_with_another_tpps_nothing_is_registered(registrar, authority):
    refused(registrar.register(token=None), 401, "TOKEN_MISSING")
    other = "PSDFR-ACPR-99202"
    stranger = Registrar(registrar.sandbox, other, authority.issue(other), authority.issue(other, "qseal"))
    refused(stranger.register(token=registrar.token()), 401, "invalid_token")


def test_a_scope_that_the_qwac_does_not_carry_is_refused(registrar):
    refused(registrar.register(metadata(OID, registrar.qseal, scope="aisp,pisp")), 403, "ROLE_MISSING")


@pytest.mark.parametrize("spoil", [
    {"signing": "none"}, {"signing": Signing(names=("(request-target)", "x-request-id"))},
    {"signing": Signing(names=("(request-target)", "x-request-id", "digest"), key=rsa_key("stranger"))}],
    ids=["unsigned", "digest not covered", "another key"])
def test_the_first_request_is_sealed_with_a_certificate_that_it_carries(registrar, spoil):
    answer = registrar.register(**spoil)
    assert answer.status == 401 and answer.json()["message"].startswith("SIG_"), answer.text


# --- what is registered ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("changes, error", [
    ({"redirect_uris": []}, "invalid_redirect_uri"), ({"redirect_uris": ["http://tpp.example/"]}, "invalid_redirect_uri"),
    ({"redirect_uris": ["https://tpp.example/#here"]}, "invalid_redirect_uri"),
    ({"redirect_uris": None}, "invalid_redirect_uri"),
    ({"token_endpoint_auth_method": "client_secret_basic"}, "invalid_client_metadata"),
    ({"grant_types": ["implicit"]}, "invalid_client_metadata"), ({"scope": "everything"}, "invalid_client_metadata"),
    ({"provider_legal_id": "PSDFR-ACPR-1"}, "invalid_client_metadata"), ({"jwks": {"keys": []}}, "invalid_client_metadata"),
    ({"jwks_uri": "https://tpp.example/jwks"}, "invalid_client_metadata"), ({"client_name": ""}, "invalid_client_metadata"),
    ({"contacts": None}, "invalid_client_metadata")])
def test_metadata_that_is_not_acceptable_is_refused_in_the_words_of_rfc_7591(registrar, changes, error):
    said(registrar.register(metadata(OID, registrar.qseal, **changes)), 400, error)


def test_a_body_that_is_no_json_is_refused(registrar):
    assert registrar.register(b"{").status == 400


def test_a_name_and_a_seal_belong_to_one_registration(registered, authority):
    registrar, client_id = registered
    name = registrar.read(client_id).json()["client_name"]
    assert "unique" in said(registrar.register(metadata(OID, registrar.qseal, client_name=name)), 400,
                            "invalid_client_metadata")
    assert "QSEAL" in said(registrar.register(), 400, "invalid_client_metadata")
    second = authority.issue(OID, "qseal", key=rsa_key("second profile"))
    answer = registrar.register(metadata(OID, second), seal=second)
    assert answer.status == 201 and answer.json()["client_id"] != client_id


def test_sandbox_and_live_entries_are_apart(registered, authority):
    registrar, client_id = registered
    live = Registrar(registrar.sandbox, OID, registrar.qwac, registrar.qseal, "live")
    refused(live.read(client_id), 404, "CLIENT_UNKNOWN")
    said(live.caller.ask_token([("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", client_id)]),
         401, "invalid_client")
    answer = live.register()
    assert answer.status == 201, answer.text
    refused(registrar.read(answer.json()["client_id"]), 404, "CLIENT_UNKNOWN")


def test_the_registration_of_one_host_counts_for_all_establishments(registered):
    registrar, client_id = registered
    elsewhere = registrar.client(client_id).at(registrar.sandbox.host_of("11315"))
    answer = elsewhere.ask_token([("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", client_id)])
    assert answer.json()["error"] == "invalid_grant", "the client is known there"


def test_other_methods_are_refused(registrar):
    answer = registrar.call("PATCH", REGISTER, {})
    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.header("Allow") == "POST"


def test_the_example_enrols_with_curl_alone_and_ends_in_data(sandbox):
    root = process.ROOT / "examples"
    enrolled = subprocess.run([root / "curl-enrol.sh", sandbox.data], capture_output=True, text=True, timeout=60)
    assert enrolled.returncode == 0, enrolled.stderr
    client_id = enrolled.stdout.strip()
    assert client_id.startswith("1PSDFR-ACPR-13807-")
    import os
    walked = subprocess.run([root / "curl-accounts.sh", sandbox.data], capture_output=True, text=True, timeout=60,
                            env={**os.environ, "GUICHET_CLIENT_ID": client_id})
    assert walked.returncode == 0, walked.stderr
    assert LEA_IBAN in walked.stdout


# --- strict -----------------------------------------------------------------------------------------------------

def test_row_033_in_the_strict_profile_another_certificate_than_the_enrolled_one_is_no_client(sandbox, authority):
    first = api.enrol(sandbox, OID)
    body = {"qwac": first.qwac.pem, "qseal": first.qseal.pem, "redirect_uris": [api.CALLBACK], "profile": "strict"}
    enrolled = api.controlled(sandbox, "POST", "/_sandbox/tpps", body, 201)
    assert enrolled["client_id"] == OID and "ignored" not in enrolled
    again = api.controlled(sandbox, "POST", "/_sandbox/tpps", body | {"redirect_uri": "https://a.example/cb"}, 201)
    assert again["ignored"] == ["redirect_uri"]
    other = api.Api(sandbox, first).as_presenting(authority.issue(OID, key=rsa_key("another qwac")))
    form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", OID)]
    assert (other.ask_token(form).status, other.ask_token(form).json()["error"]) == (401, "invalid_client")
    assert api.Api(sandbox, first).ask_token(form).json()["error"] == "invalid_grant"


def test_the_key_id_of_a_registration_ends_with_the_fingerprint(registered):
    registrar, client_id = registered
    lea = registrar.client(client_id).connect_customer(LEA)
    assert lea.accounts(signing=Signing(key_id="https://x/other_" + registrar.qseal.sha256)).status == 200
    assert key_id_of(registrar.qseal).endswith(registrar.qseal.sha256)
