# SPDX-License-Identifier: Apache-2.0
"""Rows 232 to 249: HTTP itself (RFC 9110, RFC 9112), and which hosts are served."""
import json

import pytest

from guichet_client import api, http
from guichet_client.oracle import code_of, judge_error, refused
from guichet_client.personas import LEA_IBAN, OTHER_BANK, balances_of
from guichet_client.signing import Signing

ACCOUNTS = api.BASE + "/accounts"
CONSENTS = api.BASE + "/consents"
BODY = json.dumps({"balances": [{"iban": LEA_IBAN}], "transactions": [], "overdrafts": [], "psuIdentity": False,
                   "trustedBeneficiaries": False, "owners": []}).encode()


def raw(customer, data, method="GET"):
    """Sends these bytes on a connection of their own; gives the answer and whether the server then closed."""
    before = customer.sandbox.database.digest()
    with customer.sandbox.connect(customer.pair, customer.name) as connection:
        answer = connection.exchange(data, method)
        closed = answer.closes and connection.is_closed_by_server()
    if answer.status >= 300:
        assert customer.sandbox.database.digest() == before
    return answer, closed


def turned_down(customer, data, statuses, code=None):
    """An ErrorModel of one of these statuses, and the end of the connection."""
    answer, closed = raw(customer, data)
    assert answer.status in statuses, f"{answer.status} {answer.text[:300]}"
    judge_error(answer)
    assert closed, f"{answer.status} leaves the connection open"
    assert code is None or code_of(answer) == code, answer.text
    return answer


# --- sizes ----------------------------------------------------------------------------------------------------

def test_row_232_a_request_line_over_8_kib_is_too_long(lea):
    def line_of(size):
        fixed = len(f"GET {ACCOUNTS}?x= HTTP/1.1")
        return ACCOUNTS + "?x=" + "y" * (size - fixed)

    assert lea.get(line_of(8190)).status == 200
    headers = lea.headers("GET", line_of(8300))
    turned_down(lea, http.request_bytes("GET", line_of(8300), headers), {414}, "URI_TOO_LONG")


def test_row_232_a_header_block_over_32_kib_is_too_large(lea):
    more = [(f"X-Filler-{number}", "y" * 4000) for number in range(7)]
    assert lea.accounts(more=more).status == 200
    headers = lea.headers("GET", ACCOUNTS, more=more + [("X-Filler-8", "y" * 4000), ("X-Filler-9", "y" * 4000)])
    turned_down(lea, http.request_bytes("GET", ACCOUNTS, headers), {431}, "HEADERS_TOO_LARGE")


def test_row_232_a_field_over_8_kib_is_too_large(lea):
    headers = lea.headers("GET", ACCOUNTS, more=[("X-Filler", "y" * 8300)])
    turned_down(lea, http.request_bytes("GET", ACCOUNTS, headers), {431}, "HEADERS_TOO_LARGE")


def test_row_232_a_hundred_fields_are_taken_and_one_more_is_not(lea):
    own = len(lea.headers("GET", ACCOUNTS))
    more = [(f"X-{number}", "y") for number in range(100 - own)]
    assert lea.accounts(more=more).status == 200
    headers = lea.headers("GET", ACCOUNTS, more=more + [("X-Last", "y")])
    assert len(headers) == 101
    turned_down(lea, http.request_bytes("GET", ACCOUNTS, headers), {431}, "HEADERS_TOO_LARGE")


def test_row_233_a_body_that_says_it_is_too_long_is_refused_unread(lea):
    headers = lea.headers("PUT", CONSENTS, body=BODY, more=[("Content-Length", str(256 * 1024 + 1))])
    turned_down(lea, http.request_bytes("PUT", CONSENTS, headers), {413}, "BODY_TOO_LARGE")


def test_row_233_a_form_over_16_kib_is_refused(lea):
    headers = [("Host", lea.host), ("Content-Type", "application/x-www-form-urlencoded"),
               ("Content-Length", str(16 * 1024 + 1))]
    turned_down(lea, http.request_bytes("POST", api.TOKEN, headers), {413})


# --- where a message ends -------------------------------------------------------------------------------------

SMUGGLED = b"GET /stet/psd2/v1.6.2/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


def with_length(lea, *more, body=BODY):
    headers = lea.headers("PUT", CONSENTS, body=body)
    headers = [pair for pair in headers if pair[0].lower() not in {name.lower() for name, _ in more}] + list(more)
    return http.request_bytes("PUT", CONSENTS, headers, body)


def chunked(body):
    return b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


def seen_paths(sandbox):
    return [each["path"] for each in api.controlled(sandbox, "GET", "/_sandbox/requests")["requests"]]


def test_row_234_a_length_and_a_transfer_coding_together_are_refused_and_what_follows_is_never_read(lea):
    headers = lea.headers("PUT", CONSENTS, body=BODY) + [("Transfer-Encoding", "chunked")]
    turned_down(lea, http.request_bytes("PUT", CONSENTS, headers, chunked(BODY) + SMUGGLED), {400}, "HTTP_SYNTAX")
    assert not any("smuggled" in path for path in seen_paths(lea.sandbox))


@pytest.mark.parametrize("coding", [
    b"chunked, chunked", b"identity", b"xchunked", b"chunked;q=1", b"gzip, chunked", b"gzip", b"chunked, identity",
    b"\x0bchunked", b"chunk ed", b"", b"'chunked'"])
def test_row_235_any_transfer_coding_but_chunked_is_refused(lea, coding):
    data = with_length(lea, ("Content-Length", "0"), body=BODY)
    data = data.replace(b"Content-Length: 0", b"Transfer-Encoding: " + coding)
    data = data.replace(BODY, chunked(BODY)) + SMUGGLED
    turned_down(lea, data, {400, 501})
    assert not any("smuggled" in path for path in seen_paths(lea.sandbox))


def test_row_235_transfer_encoding_in_http_1_0_is_refused(lea):
    headers = [pair for pair in lea.headers("PUT", CONSENTS, body=BODY) if pair[0] != "Content-Length"]
    headers.append(("Transfer-Encoding", "chunked"))
    turned_down(lea, http.request_bytes("PUT", CONSENTS, headers, chunked(BODY), "HTTP/1.0"), {400, 505})


@pytest.mark.parametrize("line", [b"Transfer-Encoding : chunked", b" Transfer-Encoding: chunked",
                                  b"Transfer-Encoding\t: chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x"])
def test_row_235_blanks_around_the_name_are_refused(lea, line):
    data = with_length(lea, ("Content-Length", "0"), body=BODY).replace(b"Content-Length: 0", line)
    turned_down(lea, data.replace(BODY, chunked(BODY)), {400, 501})


def test_a_chunked_body_is_read_and_its_digest_checked(lea):
    headers = [pair for pair in lea.headers("PUT", CONSENTS, body=BODY) if pair[0] != "Content-Length"]
    headers.append(("Transfer-Encoding", "chunked"))
    answer, _ = raw(lea, http.request_bytes("PUT", CONSENTS, headers, chunked(BODY)))
    assert answer.status == 201
    answer, _ = raw(lea, http.request_bytes("PUT", CONSENTS, headers, chunked(BODY + b" ")))
    refused(answer, 401, "DIGEST_MISMATCH")


@pytest.mark.parametrize("body", [b"zz\r\n" + BODY, b"-1\r\n\r\n", b"0x5\r\nhello\r\n0\r\n\r\n", b"5\r\nhello6\r\n",
                                  b"ffffffffffffffffff\r\n", b"5\nhello\n0\n\n", b" 5\r\nhello\r\n0\r\n\r\n"])
def test_a_malformed_chunk_is_refused(lea, body):
    headers = [pair for pair in lea.headers("PUT", CONSENTS, body=BODY) if pair[0] != "Content-Length"]
    headers.append(("Transfer-Encoding", "chunked"))
    turned_down(lea, http.request_bytes("PUT", CONSENTS, headers, body), {400, 413})


@pytest.mark.parametrize("value", ["-1", "+5", "5, 5", "5 5", "0x5", "", "5;", "99999999999999999999", "\u0665"])
def test_a_malformed_content_length_is_refused(lea, value):
    turned_down(lea, with_length(lea, ("Content-Length", value)), {400, 413})


def test_two_content_lengths_are_refused(lea):
    data = with_length(lea, ("X-A", "y"))
    turned_down(lea, data.replace(b"X-A: y", b"Content-Length: 5"), {400})


# --- the head -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("spoil", [
    pytest.param(lambda data: data.replace(b" HTTP/1.1", b"", 1), id="no version"),
    pytest.param(lambda data: data.replace(b"HTTP/1.1", b"HTTP/2.0", 1), id="HTTP/2.0"),
    pytest.param(lambda data: data.replace(b"HTTP/1.1", b"http/1.1", 1), id="lower case"),
    pytest.param(lambda data: data.replace(b"GET ", b"GET  ", 1), id="two blanks"),
    pytest.param(lambda data: data.replace(b"GET ", b"G(T ", 1), id="no token"),
    pytest.param(lambda data: data.replace(b"GET /", b"GET \x00/", 1), id="NUL"),
    pytest.param(lambda data: data.replace(b"Host:", b"Host :", 1), id="blank before the colon"),
    pytest.param(lambda data: data.replace(b"\r\nHost", b"\r\nno colon\r\nHost", 1), id="no colon"),
    pytest.param(lambda data: data.replace(b"\r\nHost", b"\r\n: x\r\nHost", 1), id="no name"),
    pytest.param(lambda data: data.replace(b"\r\n", b"\n"), id="bare LF"),
    pytest.param(lambda data: data.replace(b"Accept: ", b"Accept: \x00", 1), id="NUL in a value"),
    pytest.param(lambda data: data.replace(b"Accept: ", b"Accept: \r", 1), id="bare CR"),
    pytest.param(lambda data: b"\x16\x03\x01" + data, id="TLS in TLS"),
    pytest.param(lambda data: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + data, id="HTTP/2 preface")])
def test_row_249_a_malformed_head_is_refused(lea, spoil):
    data = spoil(http.request_bytes("GET", ACCOUNTS, lea.headers("GET", ACCOUNTS)))
    turned_down(lea, data, {400, 501, 505})


def test_a_request_without_host_or_with_two_is_refused(lea):
    headers = lea.headers("GET", ACCOUNTS)
    without = [pair for pair in headers if pair[0] != "Host"]
    for listed in (without, headers + [("Host", lea.host)]):
        turned_down(lea, http.request_bytes("GET", ACCOUNTS, listed), {400, 421})


# --- expectations, upgrades, headers of proxies ---------------------------------------------------------------

def test_row_242_a_good_expectation_is_met_before_the_body_is_sent(lea):
    headers = lea.headers("PUT", CONSENTS, body=BODY) + [("Expect", "100-continue")]
    with lea.sandbox.connect(lea.pair, lea.name) as connection:
        connection.send(http.request_bytes("PUT", CONSENTS, headers))
        while b"\r\n\r\n" not in connection.reader.buffer:
            connection.reader._more()
        assert connection.reader.buffer.startswith(b"HTTP/1.1 100 ")
        connection.send(BODY)
        answer = connection.answer()
    assert answer.interim == [100] and answer.status == 201


def test_row_242_an_expectation_with_too_long_a_body_is_413_without_100(lea):
    headers = lea.headers("PUT", CONSENTS, body=BODY, more=[("Content-Length", "300000")])
    answer = turned_down(lea, http.request_bytes("PUT", CONSENTS, headers + [("Expect", "100-continue")]), {413})
    assert answer.interim == []


def test_row_242_any_other_expectation_fails(lea):
    headers = lea.headers("PUT", CONSENTS, body=BODY) + [("Expect", "a-miracle")]
    answer, _ = raw(lea, http.request_bytes("PUT", CONSENTS, headers, BODY))
    refused(answer, 417, "EXPECTATION")
    judge_error(answer)


@pytest.mark.parametrize("upgrade", ["h2c", "websocket", "TLS/1.3"])
def test_row_243_upgrades_are_ignored(lea, upgrade):
    more = [("Upgrade", upgrade), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")]
    assert lea.accounts(more=more).status == 200


def test_row_246_headers_of_proxies_neither_authenticate_nor_stand_for_the_customer(lea, stranger):
    more = [("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9;host=x"), ("X-Real-IP", "203.0.113.9"),
            ("X-Forwarded-Host", "elsewhere.example"), ("X-SSL-Client-Cert", lea.tpp.qwac.pem.replace("\n", "%0A"))]
    assert [lea.accounts(batch=True, more=more).status for _ in range(5)] == [200] * 4 + [429]
    refused(stranger.as_presenting(None).accounts(token=lea.tokens.access, more=more), 401, "CERT_REQUIRED")


# --- connections ----------------------------------------------------------------------------------------------

def test_pipelined_requests_are_answered_in_order(lea):
    ids = [f"pipelined-{number}" for number in range(8)]
    data = b"".join(http.request_bytes("GET", ACCOUNTS, lea.headers("GET", ACCOUNTS, more=[("X-Request-ID", each)]))
                    for each in ids)
    with lea.sandbox.connect(lea.pair, lea.name) as connection:
        connection.send(data)
        answers = [connection.answer() for _ in ids]
    assert [answer.status for answer in answers] == [200] * 8
    assert [answer.header("X-Request-ID") for answer in answers] == ids


def test_a_request_cut_into_single_bytes_is_read(lea):
    data = http.request_bytes("GET", ACCOUNTS, lea.headers("GET", ACCOUNTS))
    with lea.sandbox.connect(lea.pair, lea.name) as connection:
        for number in range(len(data)):
            connection.send(data[number:number + 1])
        assert connection.answer().status == 200


def test_connection_close_is_honoured(lea):
    with lea.sandbox.connect(lea.pair, lea.name) as connection:
        headers = lea.headers("GET", ACCOUNTS) + [("Connection", "close")]
        answer = connection.exchange(http.request_bytes("GET", ACCOUNTS, headers))
        assert answer.status == 200 and answer.closes
        assert connection.is_closed_by_server()


# --- hosts and paths ------------------------------------------------------------------------------------------

def test_every_spelling_of_an_establishments_name_is_served(sandbox, lea):
    name, port = sandbox.host, sandbox.api_port
    live = sandbox.host_of("17515", "live")
    for host in (f"{name}:{port}", name, f"{name}.", name.upper(), f"{name.upper()}.:{port}", "localhost", "127.0.0.1", "127.0.0.2",
                 f"{live}:{port}", "www.17515.sandbox.api.89C3.com", "www.17515.oba-bad-me-live.api.89c3.com",
                 "www.17515.oba-bad-me-live-api.89c3.com", "www.17515.live.api.caisse-epargne.fr"):
        assert lea.accounts(more=[("Host", host)]).status == 200, host


@pytest.mark.parametrize("host", ["elsewhere.example", "www.99999.sandbox.api.localhost", "www.17515.test.api.localhost",
                                  "17515.sandbox.api.localhost", "www.17515.sandbox.api.localhost.example",
                                  "www.17515.live.api.89C3.com", "127.0.0.256", "127.bank.example"])
def test_row_295_any_other_name_is_misdirected(lea, host):
    refused(lea.accounts(more=[("Host", host)]), 421, "MISDIRECTED")


def test_every_establishment_answers_under_its_own_name(sandbox, stranger):
    for code in ("11315", OTHER_BANK, "18715", "42559"):
        answer = stranger.at(sandbox.host_of(code)).accounts(token="0" * 43)
        refused(answer, 401, "invalid_token")


def test_404_405_and_421_come_before_the_certificate(stranger):
    nobody = stranger.as_presenting(None)
    refused(nobody.get("/nothing", token=None), 404, "ROUTE_UNKNOWN")
    refused(nobody.call("DELETE", "/accounts", token=None), 405, "METHOD_NOT_ALLOWED")
    refused(nobody.accounts(token=None, more=[("Host", "elsewhere.example")]), 421, "MISDIRECTED")


def test_a_path_with_a_query_is_shown_without_it_in_the_error(lea):
    path = balances_of(LEA_IBAN)
    answer = refused(lea.get(path + "?x=" + "y" * 300, signing=Signing(method="PUT")), 401, "SIG_INVALID")
    assert answer.json()["path"] == api.BASE + path


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/_sandbox/clock", "/_sandbox/reset"])
def test_nothing_of_the_control_is_on_the_public_hosts(lea, path):
    headers = lea.headers("GET", path)
    assert lea.send("GET", path, headers).status == 404


def test_the_methods_are_not_on_the_web_port(sandbox, lea):
    for method, target in (("GET", ACCOUNTS), ("POST", api.TOKEN), ("PUT", CONSENTS)):
        answer = api.control(sandbox, method, target)
        assert answer.status == 404
    assert lea.accounts().status == 200


@pytest.mark.parametrize("path", ["/.well-known/oauth-authorization-server", "/errors/SIG_INVALID"])
def test_head_says_of_an_open_page_what_get_says_but_for_the_body(sandbox, path):
    """RFC 9110 9.3.2; on one connection, so that a body would be read as the next answer."""
    with sandbox.connect(None, sandbox.host) as connection:
        host = [("Host", f"{sandbox.host}:{sandbox.api_port}")]
        head, got = (connection.exchange(http.request_bytes(method, path, host), method) for method in ("HEAD", "GET"))
    assert (head.status, got.status) == (200, 200) and len(got.body) == int(head.header("Content-Length")) > 0
    changing = ("date", "x-request-id", "signature")
    assert [pair for pair in head.headers if pair[0].lower() not in changing] == \
        [pair for pair in got.headers if pair[0].lower() not in changing]
