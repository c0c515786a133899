# SPDX-License-Identifier: Apache-2.0
"""`guichet tpp sign`: a developer's own client, laid beside what the bank read."""
import re
import shutil

import pytest

from guichet_client import api, process
from guichet_client.oracle import refused

PATH = "/stet/psd2/v1.6.2/accounts"


def sign(sandbox, *arguments, **more):
    return process.run("tpp", "sign", *arguments, "--data", sandbox.data, **more)


def headers_in(output):
    return [tuple(line.split(": ", 1)) for line in output.splitlines()]


def explained(output):
    """(the lines of the signing string, label -> value) of an explanation."""
    lines = output.splitlines()
    string = lines[lines.index("signing_string") + 1:next(at for at, line in enumerate(lines) if line.startswith("signing_string_sha256"))]
    return [line.strip() for line in string], dict(re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in lines if re.search(r"\S\s{2,}\S", line))


def sent(lea, method, path, printed, more=(), body=b""):
    headers = [("Host", lea.host), ("Authorization", f"Bearer {lea.tokens.access}"), *printed, *more]
    return lea.send(method, path, headers, body)


def test_the_printed_headers_seal_a_request(lea):
    done = sign(lea.sandbox, "GET", f"https://{lea.host}{PATH}", "--header", "PSU-IP-Address: 203.0.113.7")
    assert done.returncode == 0 and done.stderr == ""
    answer = sent(lea, "GET", PATH, headers_in(done.stdout))
    assert answer.status == 200


def test_a_body_is_digested_and_its_type_covered(lea, tmp_path):
    body = b'{"balances":[],"transactions":[],"overdrafts":[],"psuIdentity":false,"trustedBeneficiaries":false,"owners":[]}'
    (tmp_path / "body.json").write_bytes(body)
    path = "/stet/psd2/v1.6.2/consents"
    done = sign(lea.sandbox, "PUT", path, "--body", tmp_path / "body.json")
    assert "content-type" in dict(headers_in(done.stdout))["Signature"], "covered although curl was not told of it"
    length = [("Content-Length", str(len(body)))]
    assert sent(lea, "PUT", path, headers_in(done.stdout), length, body).status == 201


def test_the_explanation_can_be_laid_beside_what_the_bank_read(lea):
    done = sign(lea.sandbox, "GET", PATH, "--explain")
    printed = headers_in(done.stdout)
    ours, labels = explained(done.stderr)
    answer = sent(lea, "GET", PATH + "?added=1", printed)
    refused(answer, 401, "SIG_INVALID")
    identifier = dict(printed)["X-Request-ID"]
    shown = api.controlled(lea.sandbox, "GET", f"/_sandbox/requests?x_request_id={identifier}")["requests"][0]
    theirs = shown["signature"]
    assert theirs["signed_sha256"] == labels["signing_string_sha256"], "what was signed is what we say we signed"
    assert theirs["signing_string_sha256"] != labels["signing_string_sha256"]
    assert theirs["signing_string"] == [line.replace(PATH, PATH + "?added=1") for line in ours]
    assert labels["body_digest"].startswith(theirs["body_digest"])
    assert labels["verifies"].startswith("yes")


def test_a_known_mistake_can_be_made_on_purpose(lea):
    done = sign(lea.sandbox, "GET", PATH, "--method-word", "post")
    answer = refused(sent(lea, "GET", PATH, headers_in(done.stdout)), 401, "SIG_INVALID")
    assert "post" in answer.json()["message"]
    covered = sign(lea.sandbox, "GET", PATH, "--headers", "(request-target) x-request-id")
    assert 'headers="(request-target) x-request-id"' in dict(headers_in(covered.stdout))["Signature"]


def test_a_key_that_is_not_the_certificates_is_told(sandbox, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(sandbox.data / "tpp", data / "tpp")
    shutil.copytree(sandbox.data / "pki", data / "pki")
    folder = data / "tpp" / api.SAMPLE
    shutil.copy(folder / "qwac.key", folder / "qseal.key")
    done = process.run("tpp", "sign", "GET", PATH, "--explain", "--data", data)
    assert "NO: the key that signed is not the one this certificate is for" in done.stderr


@pytest.mark.parametrize("arguments", [
    (), ("GET",), ("GET", "accounts"), ("GET", PATH, "--header", "nothing"), ("GET", PATH, "--explane"),
    ("GET", PATH, "--headers", "x-absent"), ("GET", PATH, "--header", "Signature: mine")])
def test_what_cannot_be_signed_is_said_in_one_line(sandbox, arguments):
    done = sign(sandbox, *arguments)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and done.stderr.startswith("guichet tpp: ")
    assert done.stdout == ""
