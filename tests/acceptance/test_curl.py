# SPDX-License-Identifier: Apache-2.0
"""The API with nothing but curl and the openssl command line, as a newcomer would try it with the sample TPP."""
import json
import shutil
import subprocess
import urllib.parse
import uuid

import pytest

from guichet_client import api
from guichet_client.journey import Browser
from guichet_client.personas import LEA, LEA_IBAN

ACCOUNTS = api.BASE + "/accounts"
pytestmark = pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")


class Shell:
    """curl and openssl with the files of DIR/tpp/PSDFR-ACPR-13807."""

    def __init__(self, sandbox):
        self.folder = sandbox.data / "tpp" / api.SAMPLE
        self.app = json.loads((self.folder / "app.json").read_text())

    def signature(self, path, request_id, *, more="", names="(request-target) x-request-id"):
        text = f"(request-target): get {path}\nx-request-id: {request_id}{more}".encode()
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(self.folder / "qseal.key")], input=text,
                                capture_output=True, check=True, timeout=30).stdout
        in_base64 = subprocess.run(["openssl", "base64", "-A"], input=signed, capture_output=True, check=True,
                                   timeout=30).stdout.decode().strip()
        return (f'keyId="{self.app["key_id"]}",algorithm="rsa-sha256",headers="{names}",'
                f'signature="{in_base64}"')

    def curl(self, *arguments, certificate=True):
        """(status, body)"""
        host, port = urllib.parse.urlsplit(self.app["api"]).netloc.rsplit(":", 1)
        command = ["curl", "--silent", "--show-error", "--max-time", "20", "--cacert", self.app["ca"],
                   "--connect-to", f"{host}:{port}:{self.app['connect']}", "--write-out", "\n%{http_code}"]
        if certificate:
            command += ["--cert", str(self.folder / "qwac.pem"), "--key", str(self.folder / "qwac.key")]
        done = subprocess.run(command + list(arguments), capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body

    def token(self, code):
        status, body = self.curl(
            "--data-urlencode", "grant_type=authorization_code", "--data-urlencode", f"client_id={self.app['client_id']}",
            "--data-urlencode", f"code={code}", "--data-urlencode", f"redirect_uri={self.app['redirect_uris'][0]}",
            self.app["api"] + api.TOKEN)
        assert status == 200, body
        return json.loads(body)["access_token"]

    def get(self, path, token, signature, request_id, **how):
        headers = ["--header", f"Authorization: Bearer {token}", "--header", f"X-Request-ID: {request_id}"]
        if signature:
            headers += ["--header", f"Signature: {signature}"]
        return self.curl(*headers, self.app["api"] + path, **how)


@pytest.fixture
def shell(sandbox):
    return Shell(sandbox)


@pytest.fixture
def token(sandbox, shell, tpp):
    return shell.token(Browser(sandbox).sign_in(tpp, LEA)["code"])


def refused_with(answer, status, code):
    assert answer[0] == status, answer
    body = json.loads(answer[1])
    assert body["status"] == status and body["message"].startswith(code + ":")


def test_curl_and_openssl_get_the_accounts(shell, token):
    request_id = str(uuid.uuid4())
    status, body = shell.get(ACCOUNTS, token, shell.signature(ACCOUNTS, request_id), request_id)
    assert status == 200, body
    assert json.loads(body)["accounts"][0]["accountId"]["iban"] == LEA_IBAN


def test_curl_without_a_certificate_is_refused(shell, token):
    signature = shell.signature(ACCOUNTS, "1")
    refused_with(shell.get(ACCOUNTS, token, signature, "1", certificate=False), 401, "CERT_REQUIRED")


def test_curl_without_a_signature_is_refused(shell, token):
    refused_with(shell.get(ACCOUNTS, token, None, "1"), 401, "SIG_MISSING")


def test_curl_with_one_byte_of_the_signed_path_changed_is_refused(shell, token):
    signature = shell.signature(ACCOUNTS + "?a=1", "1")
    assert shell.get(ACCOUNTS + "?a=1", token, signature, "1")[0] == 200
    refused_with(shell.get(ACCOUNTS + "?a=2", token, signature, "1"), 401, "SIG_INVALID")
    refused_with(shell.get(ACCOUNTS.replace("accounts", "end-user-identity"), token, signature, "1"), 401, "SIG_INVALID")


def test_curl_with_another_request_id_than_the_signed_one_is_refused(shell, token):
    refused_with(shell.get(ACCOUNTS, token, shell.signature(ACCOUNTS, "1"), "2"), 401, "SIG_INVALID")


def test_openssl_verifies_the_servers_name_and_shows_the_request_for_a_certificate(sandbox, shell):
    done = subprocess.run(
        ["openssl", "s_client", "-connect", shell.app["connect"], "-servername", sandbox.host, "-verify_hostname",
         sandbox.host, "-verify_return_error", "-CAfile", shell.app["ca"]], input="", capture_output=True, text=True,
        timeout=30)
    assert "Verify return code: 0 (ok)" in done.stdout, done.stdout[-2000:] + done.stderr
