#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One signed GET /accounts with Python's standard library and python3-cryptography.

guichet sandbox                                     # in one terminal
guichet tpp connect --as lea                        # gets the token this example uses
python3 examples/python/accounts.py [DATA_DIRECTORY]
"""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import socket
import ssl
import sys
import uuid
from email.utils import formatdate
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "guichet-data")
FOLDER = DATA / "tpp" / os.environ.get("GUICHET_TPP", "PSDFR-ACPR-13807")

if not (FOLDER / "app.json").exists():
    sys.exit(f"accounts: no {FOLDER / 'app.json'}; start `guichet sandbox --data {DATA}`")
APP = json.loads((FOLDER / "app.json").read_text())
API = urlsplit(APP["api"])
TOKENS = json.loads((FOLDER / "tokens.json").read_text()) if (FOLDER / "tokens.json").exists() else {}
if API.hostname not in TOKENS:
    sys.exit(
        f"accounts: no token of {API.hostname} in {FOLDER}; "
        f"run `guichet tpp connect --as lea --data {DATA}`"
    )


def signed_headers(method, target, body=b""):
    """Headers that go with a request, its Signature among them (draft-cavage, rsa-sha256)."""
    covered = {
        "x-request-id": str(uuid.uuid4()),
        "date": formatdate(usegmt=True),
        "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
        # The customer is present; without this header it is one of four batch accesses a day.
        "psu-ip-address": "127.0.0.1",
    }
    lines = [f"(request-target): {method.lower()} {target}"]
    lines += [f"{name}: {value}" for name, value in covered.items()]
    key = serialization.load_pem_private_key((FOLDER / "qseal.key").read_bytes(), password=None)
    signature = key.sign("\n".join(lines).encode(), padding.PKCS1v15(), hashes.SHA256())
    names = " ".join(["(request-target)", *covered])
    value = base64.b64encode(signature).decode()
    covered["signature"] = (
        f'keyId="{APP["key_id"]}",algorithm="rsa-sha256",headers="{names}",signature="{value}"'
    )
    return covered


class Connection(http.client.HTTPSConnection):
    """HTTPS to a name that most resolvers do not know: the socket opens where app.json says."""

    def connect(self):
        address, _, port = APP["connect"].rpartition(":")
        plain = socket.create_connection((address.strip("[]"), int(port)), timeout=30)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def main():
    token = TOKENS[API.hostname]["access_token"]
    context = ssl.create_default_context(cafile=APP["ca"])
    context.load_cert_chain(FOLDER / "qwac.pem", FOLDER / "qwac.key")
    target = "/stet/psd2/v1.6.2/accounts"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/hal+json"}
    headers |= signed_headers("GET", target)

    connection = Connection(API.hostname, API.port, context=context)
    try:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
    except OSError as error:
        print(f"accounts: {error}; is `guichet sandbox` running?", file=sys.stderr)
        return 69
    print(f"HTTP {response.status}", file=sys.stderr)
    print(response.read().decode())
    return 0 if response.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
