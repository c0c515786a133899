# SPDX-License-Identifier: Apache-2.0
"""What the sandbox tells of a signature that it refused: its string, its headers, and what would have verified."""
import hashlib

import pytest

from guichet_client import api, http
from guichet_client.oracle import refused
from guichet_client.personas import LEA_IBAN, transactions_of
from guichet_client.signing import DIGEST_OF_NOTHING, Signing


def shown(sandbox, x_request_id):
    (request,) = api.controlled(sandbox, "GET", f"/_sandbox/requests?x_request_id={x_request_id}")["requests"]
    return request


def sent(lea, x_request_id, path, more=(), **signing):
    """A GET whose signature is wrong as `signing` says; the headers in `more` are signed and not sent."""
    signing = Signing(**{"names": ("(request-target)", "x-request-id"), **signing})
    headers = lea.headers("GET", path, more=[("X-Request-ID", x_request_id), *more], signing=signing)
    return lea.send("GET", path, [field for field in headers if field not in more])


def test_the_string_is_shown_line_by_line_with_its_hash_and_the_headers_without_the_token(sandbox, lea):
    target = api.BASE + "/accounts"
    refused(sent(lea, "string-1", target, method="post"), 401, "SIG_INVALID")
    seal = shown(sandbox, "string-1")["signature"]
    lines = [f"(request-target): get {target}", "x-request-id: string-1"]
    assert seal["signing_string"] == lines
    assert seal["signing_string_sha256"] == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    signed = "\n".join([f"(request-target): post {target}", lines[1]])
    assert seal["signed_sha256"] == hashlib.sha256(signed.encode()).hexdigest()
    assert seal["body_digest"] == DIGEST_OF_NOTHING
    headers = {field["name"].lower(): field["value"] for field in seal["headers"]}
    assert headers["x-request-id"] == "string-1" and lea.tokens.access not in str(seal)


@pytest.mark.parametrize("x_request_id, query, how, words", [
    ("method-1", "", {"method": "post"}, "word post was signed"),
    ("decoded-1", "?a=b%20c", {"target": api.BASE + "/accounts?a=b c"}, "percent-decoded"),
    ("digest-1", "", {"names": ("(request-target)", "x-request-id", "digest"), "more": [("Digest", DIGEST_OF_NOTHING)]},
     "was signed and not sent")])
def test_it_is_told_what_would_have_verified(sandbox, lea, x_request_id, query, how, words):
    assert sent(lea, x_request_id, api.BASE + "/accounts" + query, **how).status == 401
    assert words in shown(sandbox, x_request_id)["signature"]["would_verify"]


def test_a_request_that_was_not_refused_for_its_signature_shows_none(sandbox, lea):
    assert lea.accounts(more=[("X-Request-ID", "good-1")]).status == 200
    refused(lea.get(transactions_of(LEA_IBAN), more=[("X-Request-ID", "unknown-1")]), 404, "ACCOUNT_UNKNOWN")
    assert "signature" not in shown(sandbox, "good-1") and "signature" not in shown(sandbox, "unknown-1")


def test_the_inspector_page_says_the_same(sandbox, lea):
    sent(lea, "page-1", api.BASE + "/accounts", method="post")
    with sandbox.connect_web() as connection:
        page = connection.exchange(http.request_bytes("GET", "/inspector/page-1", [("Host", f"localhost:{sandbox.web_port}")]))
    assert page.status == 200 and "What would have verified" in page.text and "word post was signed" in page.text
