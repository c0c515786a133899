# SPDX-License-Identifier: Apache-2.0
"""Rows 1 to 45: who is calling, by TLS and its certificates. The listener is the shared one, so that verdicts on
certificates fall in HTTP. Cases between the rows are of RFC 5280 and ETSI TS 119 495."""
import dataclasses
import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from guichet_client import api, der, tls
from guichet_client.certificates import (
    KEY_ENCIPHERMENT, ORGANIZATION_IDENTIFIER, PSD2_STATEMENT, ROLE_OIDS, Authority, ec, ec_key, now, qc_statements,
    rsa_key)
from guichet_client.journey import Browser
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import LEA, OTHER_BANK
from guichet_client.process import Sandbox

HOUR = datetime.timedelta(hours=1)
NO_TOKEN = "0" * 43


def turned_away(presenting, code):
    """CERT(n, code) of a shared listener: EM(401, code) on the API, OE(401, invalid_client) on the token endpoint,
    each with the end of the connection."""
    with presenting.connection() as connection:
        refused(presenting.accounts(token=NO_TOKEN), 401, code)
        assert connection.is_closed_by_server()
    with presenting.connection() as connection:
        token_refused(presenting.refresh(NO_TOKEN), 401, "invalid_client")
        assert connection.is_closed_by_server()


def accepted(lea, pair, **settings):
    assert lea.as_presenting(pair, **settings).accounts().status == 200


# --- the chain and its dates ----------------------------------------------------------------------------------

def test_row_001_no_client_certificate_is_refused(stranger):
    turned_away(stranger.as_presenting(None), "CERT_REQUIRED")


def test_row_002_an_expired_qwac_is_refused(stranger, authority):
    expired = authority.issue(not_before=now() - 48 * HOUR, not_after=now() - HOUR)
    turned_away(stranger.as_presenting(expired), "CERT_EXPIRED")


def test_row_003_a_qwac_of_the_future_is_refused(stranger, authority):
    turned_away(stranger.as_presenting(authority.issue(not_before=now() + HOUR / 60)), "CERT_NOT_YET_VALID")


def test_row_003_a_second_before_its_start_a_qwac_is_refused_and_from_then_on_served(lea, authority):
    """Certificates count in whole seconds."""
    starts = now().replace(microsecond=0) + datetime.timedelta(seconds=3)
    early = lea.as_presenting(authority.issue(not_before=starts))
    refused(early.accounts(), 401, "CERT_NOT_YET_VALID")
    while (answer := early.accounts()).status == 401:
        refused(answer, 401, "CERT_NOT_YET_VALID")
        assert now() <= starts + datetime.timedelta(seconds=2)
    assert answer.status == 200 and now() >= starts


def test_row_004_a_qwac_of_an_authority_that_nobody_trusts_is_refused(stranger, authority):
    turned_away(stranger.as_presenting(authority.impostor().issue()), "CERT_UNTRUSTED")


def test_row_005_a_self_signed_certificate_with_a_trusted_name_is_refused(stranger, authority):
    key = ec_key(name="impostor")
    turned_away(stranger.as_presenting(authority.impostor().issue(key=key)), "CERT_UNTRUSTED")


def test_row_011_a_qwac_that_expires_on_an_open_connection_is_refused_at_the_next_request(lea, authority):
    ends = now().replace(microsecond=0) + datetime.timedelta(seconds=3)
    short = lea.as_presenting(authority.issue(not_after=ends))
    assert short.accounts().status == 200
    connection = short.connection()
    while now() <= ends + datetime.timedelta(seconds=5):
        answer = short.accounts()
        if answer.status != 200:
            break
        assert now() <= ends + datetime.timedelta(seconds=2)
    refused(answer, 401, "CERT_EXPIRED")
    assert now() > ends
    assert connection.is_closed_by_server()


def test_row_014_a_host_other_than_the_tls_name_is_misdirected(lea):
    elsewhere = lea.at(lea.sandbox.host_of(OTHER_BANK))
    with elsewhere.connection() as connection:
        refused(elsewhere.accounts(more=[("Host", lea.host)]), 421, "MISDIRECTED")
        assert connection.is_closed_by_server()


# --- what the certificate is meant for ------------------------------------------------------------------------

def test_row_016_a_qwac_for_servers_only_is_accepted(lea, authority):
    accepted(lea, authority.issue(usages=("serverAuth",)))


@pytest.mark.parametrize("usages", [("codeSigning",), ("emailProtection",), ("codeSigning", "emailProtection")])
def test_row_017_a_certificate_for_other_purposes_is_refused(stranger, authority, usages):
    turned_away(stranger.as_presenting(authority.issue(usages=usages)), "CERT_PURPOSE")


def test_row_018_a_qwac_without_extended_key_usage_is_accepted(lea, authority):
    accepted(lea, authority.issue(usages=()))


def test_row_019_a_seal_presented_in_tls_is_refused(stranger, authority):
    turned_away(stranger.as_presenting(authority.issue(kind="qseal")), "CERT_PURPOSE")


def test_a_key_that_may_only_encipher_is_not_meant_for_tls(stranger, authority):
    """RFC 5280 4.2.1.3: without digitalSignature it may not sign a handshake."""
    turned_away(stranger.as_presenting(authority.issue(key_usage=KEY_ENCIPHERMENT)), "CERT_PURPOSE")


def test_any_purpose_is_not_the_purpose_of_tls(stranger, authority):
    """RFC 5280 4.2.1.12 leaves it to whoever relies on the certificate."""
    any_usage = der.sequence(der.oid("2.5.29.37.0"))
    turned_away(stranger.as_presenting(authority.issue(usages=(), more=[("2.5.29.37", any_usage)])), "CERT_PURPOSE")


def test_an_extension_that_nobody_knows_is_passed_over_unless_it_is_critical(lea, authority):
    """RFC 5280 4.2."""
    unknown = ("1.3.6.1.4.1.99999.2", der.octet_string(b"x"))
    accepted(lea, authority.issue(more=[unknown]))
    turned_away(lea.as_presenting(authority.issue(more=[(*unknown, True)])), "CERT_UNTRUSTED")


def test_a_certificate_that_a_qwac_issued_is_refused(lea):
    """RFC 5280 6.1.4 (k): whoever is no authority issues nothing."""
    qwac = lea.tpp.qwac
    issued = Authority(x509.load_der_x509_certificate(qwac.der), qwac.key).issue(key=ec_key(name="issued by a QWAC"))
    turned_away(lea.as_presenting(dataclasses.replace(issued, above=(qwac.der,))), "CERT_UNTRUSTED")


def test_a_qwac_that_ends_after_2049_is_read(lea, authority):
    """RFC 5280 4.1.2.5.2: a GeneralizedTime from 2050 on."""
    accepted(lea, authority.issue(not_after=datetime.datetime(2055, 1, 1, tzinfo=datetime.timezone.utc)))


@pytest.mark.parametrize("make", [
    lambda: ec_key(ec.SECP256R1, "kinds"), lambda: ec_key(ec.SECP384R1), lambda: ec_key(ec.SECP521R1),
    lambda: rsa_key("kinds", 3072),
    ed25519.Ed25519PrivateKey.generate], ids=["P-256", "P-384", "P-521", "RSA-3072", "Ed25519"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["TLS 1.2", "TLS 1.3"])
def test_a_qwac_may_have_any_key_of_strength(lea, authority, make, version):
    accepted(lea, authority.issue(key=make()), version=version)


# --- the PSD2 statement ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("statements", [False, qc_statements(psd2=False)], ids=["none", "no PSD2 statement"])
def test_row_021_a_certificate_without_a_psd2_statement_is_refused(stranger, authority, statements):
    turned_away(stranger.as_presenting(authority.issue(statements=statements)), "CERT_NO_PSD2")


def test_row_022_a_qwac_without_the_role_for_account_information_gets_no_token_and_no_data(lea, authority):
    payments = lea.as_presenting(authority.issue(roles=("PSP_PI",)))
    code = lea.code_for(LEA)
    token_refused(payments.exchange(code), 400, "unauthorized_client")
    refused(payments.accounts(), 403, "ROLE_MISSING")
    refused(payments.accounts(token=NO_TOKEN), 403, "ROLE_MISSING")


def psd2_bytes(roles=(("0.4.0.19495.1.3", "PSP_AI"),)):
    listed = der.sequence(*(der.sequence(der.oid(o), der.text(name)) for o, name in roles))
    return der.sequence(listed, der.text("Autorite"), der.text("FR-ACPR"))


def indefinite(content):
    return b"\x30\x80" + content + b"\x00\x00"


def raw_statement(content):
    return der.sequence(der.sequence(der.oid(PSD2_STATEMENT), content))


@pytest.mark.parametrize("statements", [
    pytest.param(qc_statements()[:-9], id="truncated"),
    pytest.param(raw_statement(psd2_bytes()[:-4]), id="truncated inside"),
    pytest.param(raw_statement(der.tlv(0x31, psd2_bytes()[2:])), id="a SET"),
    pytest.param(raw_statement(der.octet_string(psd2_bytes())), id="an OCTET STRING"),
    pytest.param(raw_statement(indefinite(psd2_bytes()[2:])), id="indefinite length"),
    pytest.param(raw_statement(psd2_bytes([("0.4.0.19495.1.3", "PSP_AI")] * 4096)), id="4,096 roles"),
    pytest.param(raw_statement(b""), id="empty")])
def test_row_023_a_malformed_psd2_statement_is_refused(stranger, authority, statements):
    presenting = stranger.as_presenting(authority.issue(statements=statements))
    if len(statements) > 60_000:
        try:
            turned_away(presenting, "CERT_NO_PSD2")
        except ssl.SSLError as error:  # a certificate of this size may also end the handshake
            assert "alert" in tls.alert_in(error)
        return
    turned_away(presenting, "CERT_NO_PSD2")


@pytest.mark.parametrize("statements", [
    pytest.param(qc_statements(tuple(ROLE_OIDS)), id="all four roles"),
    pytest.param(qc_statements(role_pairs=[("0.4.0.19495.1.9", "PSP_XX"), (ROLE_OIDS["PSP_AI"], "PSP_AI")]),
                 id="a role of the future"),
    pytest.param(qc_statements(types=("web", "eseal")), id="both types")])
def test_a_statement_that_says_more_than_is_needed_is_accepted(lea, authority, statements):
    accepted(lea, authority.issue(statements=statements))


def test_row_025_a_role_whose_oid_and_name_disagree_is_refused(stranger, authority):
    mixed = qc_statements(role_pairs=[("0.4.0.19495.1.2", "PSP_AI")])
    turned_away(stranger.as_presenting(authority.issue(statements=mixed)), "CERT_AMBIGUOUS")


# --- the organizationIdentifier -------------------------------------------------------------------------------

def test_row_026_the_qwac_of_another_tpp_does_not_stand_for_the_client(lea, other_tpp):
    another = lea.as_presenting(other_tpp.qwac)
    code = lea.code_for(LEA)
    token_refused(another.exchange(code), 401, "invalid_client")
    token_refused(another.refresh(), 401, "invalid_client")
    refused(another.accounts(), 401, "invalid_token")
    assert lea.exchange(code).status == 200


@pytest.mark.parametrize("identifier, tag", [
    pytest.param("psdfr-acpr-13807", der.UTF8_STRING, id="lower case"),
    pytest.param("PSDFR-ACPR-13807 ", der.UTF8_STRING, id="trailing space"),
    pytest.param(" PSDFR-ACPR-13807", der.UTF8_STRING, id="leading space"),
    pytest.param("PSDFR\u2010ACPR\u201013807", der.UTF8_STRING, id="U+2010"),
    pytest.param("PSDFR-ACPR-１３８０７", der.UTF8_STRING, id="full-width digits"),
    pytest.param("PSDFR-ACPR-13807", der.T61_STRING, id="T61String"),
    pytest.param("PSDFR-ACPR-13807".encode("utf-16-be"), der.BMP_STRING, id="BMPString"),
    pytest.param("PSDFR-ACPR-13807\0", der.UTF8_STRING, id="NUL"),
    pytest.param("PSDFR-13807", der.UTF8_STRING, id="no authority"),
    pytest.param("PSDfr-ACPR-13807", der.UTF8_STRING, id="country in lower case"),
    pytest.param("PSDFR-A-13807", der.UTF8_STRING, id="authority of one letter"),
    pytest.param("PSDFR-ABCDEFGHI-13807", der.UTF8_STRING, id="authority of nine letters"),
    pytest.param("PSDFR-ACPR-", der.UTF8_STRING, id="no number")])
def test_row_027_an_identifier_outside_the_grammar_is_refused(stranger, authority, identifier, tag):
    turned_away(stranger.as_presenting(authority.issue(identifier, identifier_tag=tag)), "CERT_BAD_OID")


def test_row_027_an_identifier_in_a_printable_string_is_accepted(lea, authority):
    accepted(lea, authority.issue(identifier_tag=der.PRINTABLE_STRING))


@pytest.mark.parametrize("identifier", ["PSDBE-NBB-1234.567.890", "PSDNL-DNB-A-B-C", "PSDDE-BAFIN-100 000"])
def test_an_identifier_whose_number_has_points_hyphens_or_blanks_is_one(sandbox, identifier):
    """TS 119 495 5.2.1: the number is whatever the authority's register has."""
    assert api.Api(sandbox, api.enrol(sandbox, identifier)).connect_customer(LEA).accounts().status == 200


def test_two_identifiers_in_one_certificate_are_refused_even_if_they_are_the_same(stranger, authority):
    for second in ("PSDFR-ACPR-99002", "PSDFR-ACPR-13807"):
        pair = authority.issue(more_subject=[(ORGANIZATION_IDENTIFIER, second, der.UTF8_STRING)])
        turned_away(stranger.as_presenting(pair), "CERT_BAD_OID")


def test_row_030_an_identifier_in_the_organization_or_common_name_only_is_refused(stranger, authority):
    for place in ("organization", "common_name"):
        pair = authority.issue(oid=None, **{place: "PSDFR-ACPR-13807"})
        turned_away(stranger.as_presenting(pair), "CERT_BAD_OID")


def test_row_031_a_valid_qwac_of_a_tpp_that_never_enrolled_is_refused(lea, authority):
    unknown = lea.as_presenting(authority.issue("PSDFR-ACPR-31000"))
    refused(unknown.accounts(), 401, "TPP_UNKNOWN")
    token_refused(unknown.refresh(), 401, "invalid_client")
    form = [("grant_type", "refresh_token"), ("client_id", "PSDFR-ACPR-31000"), ("refresh_token", NO_TOKEN)]
    token_refused(unknown.ask_token(form), 401, "invalid_client")


def test_row_033_another_certificate_of_the_same_identifier_is_accepted(lea, authority):
    accepted(lea, authority.issue(key=rsa_key("renewed")))
    assert lea.as_presenting(authority.issue(key=rsa_key("renewed"))).refresh().status == 200


# --- strength -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("weakness", ["RSA-1024", "SHA-1"])
def test_row_034_a_weak_certificate_is_refused(stranger, authority, weakness):
    how = {"key": rsa_key("weak", 1024)} if weakness == "RSA-1024" else {"digest": "sha1"}
    turned_away(stranger.as_presenting(authority.issue(**how), weak=True), "CERT_WEAK")


def test_row_034_a_key_on_the_curve_p_192_is_not_shown_in_tls_1_3(stranger, authority):
    """TLS 1.3 has no signature scheme for the curve: the client has nothing to show."""
    pair = authority.issue(key=ec_key(ec.SECP192R1))
    turned_away(stranger.as_presenting(pair, weak=True, version=ssl.TLSVersion.TLSv1_3), "CERT_REQUIRED")


def test_row_034_a_key_on_the_curve_p_192_ends_the_handshake_in_tls_1_2(stranger, authority):
    """With the alert of CERT(42, CERT_WEAK): OpenSSL would not let it come to an answer in HTTP."""
    pair = authority.issue(key=ec_key(ec.SECP192R1))
    with pytest.raises(ssl.SSLError, match="bad certificate"):
        stranger.as_presenting(pair, weak=True, version=ssl.TLSVersion.TLSv1_2).accounts()


@pytest.mark.parametrize("version", [0x0300, 0x0301, 0x0302], ids=["SSL 3.0", "TLS 1.0", "TLS 1.1"])
def test_row_038_former_versions_of_tls_are_refused(running, version):
    hello = tls.client_hello(running.host, version, (0xC009, 0xC013, 0x002F), min(version, 0x0301))
    protocol_version = 70
    assert tls.alert_to(running.api_port, hello) == protocol_version


@pytest.mark.parametrize("suites", [(0xC023, 0xC024, 0xC009, 0xC00A, 0xC027, 0xC013), (0x009C, 0x009D, 0x002F)],
                         ids=["CBC", "static RSA"])
def test_row_039_cbc_and_static_rsa_are_refused(running, suites):
    handshake_failure = 40
    assert tls.alert_to(running.api_port, tls.client_hello(running.host, 0x0303, suites)) == handshake_failure


def test_row_042_a_client_that_speaks_only_h2_is_refused(running):
    with pytest.raises(ssl.SSLError) as caught:
        running.connect(alpn=("h2",))
    assert "no_application_protocol" in tls.alert_in(caught.value)


def test_row_042_a_client_that_offers_h2_and_http_1_1_gets_http_1_1(running):
    with running.connect(alpn=("h2", "http/1.1")) as connection:
        assert connection.socket.selected_alpn_protocol() == "http/1.1"


def test_tls_1_2_and_1_3_are_both_spoken(running):
    for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
        with running.connect(version=version) as connection:
            assert connection.socket.version() == name


def test_row_045_a_browser_with_a_bad_smart_card_sees_the_page(sandbox, tpp, authority):
    expired = authority.issue(not_before=now() - 48 * HOUR, not_after=now() - HOUR)
    unknown = authority.impostor().issue(oid=None, statements=False)
    for pair in (None, expired, unknown):
        page = Browser(sandbox, tls_pair=pair).authorize(tpp)
        assert page.status == 200 and "identifier" in page.asks
    redirect = Browser(sandbox, tls_pair=expired).sign_in(tpp, LEA)
    assert redirect["code"]


def test_an_authority_of_one_sandbox_is_not_trusted_by_another(stranger, tmp_path_factory):
    folder = tmp_path_factory.mktemp("other") / "data"
    other = Sandbox(folder, keys_of_its_own=True).start()
    try:
        foreign = Authority.of(folder).issue()
    finally:
        assert other.stop() == 0
    turned_away(stranger.as_presenting(foreign), "CERT_UNTRUSTED")
