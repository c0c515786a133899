# SPDX-License-Identifier: Apache-2.0
"""Rows 46 to 57, 78 to 85 and 88 to 90, in both profiles: the Signature header, and that what was signed is what
arrives. Cases between the rows are of draft-cavage-http-signatures-12."""
import base64

import pytest

from guichet_client import api, http
from guichet_client.oracle import judge_error, refused
from guichet_client.personas import LEA_IBAN, transactions_of
from guichet_client.signing import DIGEST_OF_NOTHING, Signing, also, but

pytestmark = [pytest.mark.profiles("compatible", "strict"), pytest.mark.lasting]

DATE = "Mon, 23 Nov 2026 08:00:00 GMT"
OF_THE_PAGE = ("psu-ip-address", "psu-ip-port", "psu-http-method", "psu-date", "psu-geo-location")


def signed_again(lea, path="/accounts", **how):
    """A good GET, to be sent otherwise than it was signed."""
    target = api.BASE + path
    return target, lea.headers("GET", target, **how)


# --- the header itself ----------------------------------------------------------------------------------------

def test_row_046_a_request_without_signature_is_refused(lea):
    refused(lea.accounts(signing=None), 401, "SIG_MISSING")


def test_row_047_two_signatures_are_ambiguous(lea):
    target, headers = signed_again(lea)
    answer = lea.send("GET", target, headers + [headers[-1]])
    refused(answer, 401, "SIG_AMBIGUOUS")


def test_a_signature_in_the_authorization_header_is_none(lea):
    """Draft 3 has two places for it; STET has the Signature header, and Authorization is the token's."""
    target, headers = signed_again(lea)
    value = headers.pop()[1]
    refused(lea.send("GET", target, headers), 401, "SIG_MISSING")
    moved = [pair for pair in headers if pair[0] != "Authorization"] + [("Authorization", "Signature " + value)]
    refused(lea.send("GET", target, moved), 401, "TOKEN_MISSING")


def test_row_049_an_empty_list_of_headers_is_refused(lea):
    refused(lea.accounts(signing=Signing(names=(), listed="")), 401, "SIG_HEADERS")


def test_row_050_a_signature_that_names_no_headers_covers_too_little(lea):
    signing = Signing(names=("date",), listed=None)
    refused(lea.accounts(more=[("Date", DATE)], signing=signing), 401, "SIG_COVERAGE")
    refused(lea.accounts(signing=Signing(listed=None)), 401, "SIG_COVERAGE")


@pytest.mark.parametrize("names", [
    but("(request-target)"), ("x-request-id",), ("Authorization", "X-Request-ID"), ("date", "x-request-id")],
    ids=["all else", "x-request-id", "as an old client", "date"])
def test_row_051_a_signature_without_the_request_target_covers_too_little(lea, names):
    refused(lea.accounts(more=[("Date", DATE)], signing=Signing(names=names)), 401, "SIG_COVERAGE")


def test_row_053_a_listed_header_that_is_not_sent_is_refused(lea):
    answer = refused(lea.accounts(signing=Signing(names=also(*OF_THE_PAGE))), 401, "SIG_HEADER_ABSENT")
    assert "psu-ip-port" in answer.json()["message"]


def test_a_digest_that_is_covered_and_not_sent_is_refused(lea):
    signing = Signing(names=also("digest"))
    refused(lea.accounts(without=["Digest"], signing=signing), 401, "SIG_HEADER_ABSENT")
    refused(lea.consent(LEA_IBAN, without=["Digest"], signing=signing), 401, "SIG_HEADER_ABSENT")


@pytest.mark.parametrize("name, value", [
    ("PSU-IP-Address", "203.0.113.7"), ("Digest", DIGEST_OF_NOTHING), ("Date", DATE),
    ("Authorization", "Bearer x"), ("X-Request-ID", "once-more"), ("Content-Type", "application/json")])
def test_row_055_a_singleton_header_sent_twice_is_refused_before_the_signature(lea, name, value):
    for signing in (Signing(), None):
        once = [] if name in ("Authorization", "X-Request-ID") else [(name, value)]
        refused(lea.accounts(more=once, after=[(name, value)], signing=signing), 400, "HEADER_DUPLICATE")


def test_row_057_another_order_than_the_signed_one_is_refused(lea):
    def backwards(names):
        return names[::-1]

    refused(lea.accounts(signing=Signing(listed=lambda names: " ".join(backwards(names)))), 401, "SIG_INVALID")
    assert lea.accounts(signing=Signing(names=backwards)).status == 200


# --- its parameters -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("extra", [
    ',keyId="https://path.to/another"', ',KEYID="https://path.to/another"', ',headers="(request-target)"',
    ',algorithm="rsa-sha256"', ',signature="AAAA"'])
def test_a_parameter_that_stands_twice_is_malformed(lea, extra):
    """Draft 2.2: which of two would count?"""
    refused(lea.accounts(signing=Signing(extra=extra)), 401, "SIG_MALFORMED")


@pytest.mark.parametrize("shape", [
    pytest.param("{all},", id="a comma at the end"), pytest.param(",{all}", id="a comma at the start"),
    pytest.param("Signature {all}", id="a scheme word"), pytest.param("{all};v=1", id="a semicolon"),
    pytest.param("{all}\"", id="a quote at the end"), pytest.param("x", id="no parameter")])
def test_a_signature_that_is_no_list_of_parameters_is_malformed(lea, shape):
    refused(lea.accounts(signing=Signing(shape=shape.replace("{all}", Signing.shape))), 401, "SIG_MALFORMED")


@pytest.mark.parametrize("shape", [
    'algorithm="{a}",{headers}signature="{signature}"', 'keyId="{key_id}",{headers}algorithm="{a}"'],
    ids=["keyId", "signature"])
def test_a_signature_that_lacks_a_parameter_is_malformed(lea, shape):
    refused(lea.accounts(signing=Signing(shape=shape.replace("{a}", "rsa-sha256"))), 401, "SIG_MALFORMED")


def test_parameters_that_nobody_knows_are_passed_over(lea):
    """Draft 2.2."""
    assert lea.accounts(signing=Signing(extra=',realm="tpp",nonce=7')).status == 200


def test_blanks_after_the_commas_of_a_signature_are_accepted(lea):
    shape = 'keyId="{key_id}", algorithm="rsa-sha256", {headers} signature="{signature}"'
    assert lea.accounts(signing=Signing(shape=shape)).status == 200


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


# --- the list of headers --------------------------------------------------------------------------------------

def test_names_in_the_list_are_compared_without_case(lea):
    signing = Signing(names=lambda wanted: tuple(name if "(" in name else name.title() for name in wanted))
    assert lea.accounts(signing=signing).status == 200


@pytest.mark.parametrize("twice", ["x-request-id", "X-Request-ID", "(request-target)"])
def test_a_name_that_is_listed_twice_is_refused(lea, twice):
    refused(lea.accounts(signing=Signing(names=lambda wanted: (*wanted, twice))), 401, "SIG_HEADERS")


@pytest.mark.parametrize("name", ["(host)", "(status)", "(Request-Target", "request-target", ":path", "@method"])
def test_a_pseudo_header_of_another_standard_is_refused(lea, name):
    signing = Signing(listed=lambda names: " ".join((*names, name)))
    refused(lea.accounts(signing=signing), 401, "SIG_HEADERS", "SIG_HEADER_ABSENT")


def test_headers_that_no_profile_wants_may_be_covered_too(lea):
    """The token and the host among them, as prudent clients do."""
    signing = Signing(names=also("host", "authorization", "accept"))
    assert lea.accounts(signing=signing).status == 200
    refused(lea.accounts(more=[("Accept", "application/json")],
                         signing=Signing(names=also("accept"), lines=lambda text: text.replace(b"/json", b"/xml"))),
            401, "SIG_INVALID")


def test_several_headers_of_one_name_are_signed_as_one_list(lea):
    """Draft 2.3: joined by comma and blank, in their order."""
    more = [("Accept", "application/hal+json"), ("Accept", "application/json;q=0.5")]
    assert lea.accounts(more=more, signing=Signing(names=also("accept"))).status == 200
    first_only = Signing(names=also("accept"), lines=lambda text: text.replace(b", application/json;q=0.5", b""))
    refused(lea.accounts(more=more, signing=first_only), 401, "SIG_INVALID")


def test_an_empty_header_is_signed_as_its_name_with_a_colon_and_a_blank(lea):
    """Draft 2.3. In some editions the blank is missing."""
    signing = Signing(names=also("psu-referer"))
    assert lea.accounts(more=[("PSU-Referer", "")], signing=signing).status == 200


def test_blanks_around_a_value_are_not_signed(lea):
    assert lea.accounts(more=[("PSU-Referer", " \t a  b \t ")], signing=Signing(names=also("psu-referer"))).status == 200


def test_row_081_a_folded_header_is_no_http_and_the_connection_ends(lea):
    folded = [("PSU-User-Agent", "first\r\n second")]
    with lea.connection() as connection:
        answer = lea.accounts(more=folded)
        refused(answer, 400, "HTTP_SYNTAX")
        assert connection.is_closed_by_server()


@pytest.mark.parametrize("value", ["Mozilla/5.0 (d\u00e9mo)".encode(), "Mozilla/5.0 (d\u00e9mo)".encode("latin-1")],
                         ids=["UTF-8", "Latin-1"])
def test_row_084_bytes_beyond_ascii_are_signed_as_they_are(lea, value):
    signing = Signing(names=also("psu-user-agent"))
    assert lea.accounts(more=[("PSU-User-Agent", value)], signing=signing).status == 200


@pytest.mark.profiles("compatible")
def test_row_089_psu_headers_need_not_be_covered_in_the_compatible_profile(lea):
    more = [("PSU-User-Agent", "x"), ("PSU-Date", "2026-11-23T09:33:55.954+02:00")]
    assert lea.accounts(more=more, signing=Signing(names=but("psu-ip-address"))).status == 200


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


@pytest.mark.parametrize("method, right", [("GET", "get"), ("PUT", "put")])
def test_the_word_post_whatever_the_method_is_refused_and_named_as_the_cause(lea, method, right):
    """A client of this bank group is known to sign it."""
    signing = Signing(method="POST")
    answer = lea.accounts(signing=signing) if method == "GET" else lea.consent(LEA_IBAN, signing=signing)
    message = refused(answer, 401, "SIG_INVALID").json()["message"]
    assert "The word post was signed in (request-target)" in message and f"it is {right}" in message


@pytest.mark.parametrize("lines, words", [
    pytest.param(lambda text: text.replace(b": get ", b": GET "), "capitals", id="capitals"),
    pytest.param(lambda text: text + b"\n", "line feed", id="a last line feed"),
    pytest.param(lambda text: text.replace(b"\n", b"\r\n"), "CR LF", id="CR LF"),
    pytest.param(lambda text: text.replace(b"?workspace=a%2Bb", b""), "without its query", id="no query"),
    pytest.param(lambda text: text.replace(b"%2B", b"+"), "percent-decoded", id="decoded"),
    pytest.param(lambda text: text.replace(b"x-request-id: ", b"X-Request-ID: "), "bytes of SHA-256", id="as sent"),
    pytest.param(lambda text: text.replace(b": ", b":"), "bytes of SHA-256", id="no blank")])
def test_a_usual_mistake_in_the_signing_string_is_refused_and_named(lea, lines, words):
    answer = refused(lea.get("/accounts?workspace=a%2Bb", signing=Signing(lines=lines)), 401, "SIG_INVALID")
    assert words in answer.json()["message"]


def test_the_whole_url_in_place_of_the_target_is_refused_and_named(lea):
    signing = Signing(target=f"https://{lea.host}{api.BASE}/accounts")
    assert "whole URL" in refused(lea.accounts(signing=signing), 401, "SIG_INVALID").json()["message"]


def test_a_flipped_bit_of_the_signature_is_refused(lea):
    def flipped(text):
        raw = bytearray(base64.b64decode(text))
        raw[-1] ^= 1
        return base64.b64encode(raw).decode()

    refused(lea.accounts(signing=Signing(signature=flipped)), 401, "SIG_INVALID")


def test_a_refused_signature_says_what_was_expected(lea):
    answer = lea.accounts(signing=Signing(method="PUT"))
    refused(answer, 401, "SIG_INVALID")
    judge_error(answer, api.BASE + "/accounts")
    assert http.in_bytes(lea.tpp.key_id) not in answer.body


# --- X-Request-ID ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize("value", ["", "x" * 71, "tab\tinside", "acc\u00e9nt".encode(), "acc\u00e9nt".encode("latin-1")])
def test_row_090_an_x_request_id_that_cannot_be_echoed_is_refused(lea, value):
    answer = refused(lea.accounts(more=[("X-Request-ID", value)]), 400, "X_REQUEST_ID")
    assert answer.header("X-Request-ID") is None


def test_row_090_a_request_without_x_request_id_is_refused(lea):
    refused(lea.accounts(without=["X-Request-ID"], signing=Signing(names=but("x-request-id"))), 400, "X_REQUEST_ID")


def test_row_090_a_control_byte_in_x_request_id_is_refused(lea):
    answer = lea.accounts(more=[("X-Request-ID", b"a\x01b")])
    refused(answer, 400, "X_REQUEST_ID", "HTTP_SYNTAX")


@pytest.mark.parametrize("value", ["id-1234567890111121 1", "x" * 70, "~!@#$%^&*()_+{}|:<>?", "7"])
def test_row_090_an_x_request_id_with_inner_blanks_or_70_characters_is_echoed(lea, value):
    answer = lea.accounts(more=[("X-Request-ID", value)])
    assert answer.status == 200 and answer.header("X-Request-ID") == value
