# SPDX-License-Identifier: Apache-2.0
"""The sandbox's sample TPP: takes a customer through the pages, gets tokens, signs requests."""
import base64
import email.utils
import hashlib
import html.parser
import http.client
import json
import pathlib
import secrets
import socket
import ssl
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

OTP = "12345678"
MOST_PAGES = 8


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes, and the fields it has."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attribute = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = attribute.get("action") or ""
        if tag == "input" and attribute.get("name"):
            self.fields.setdefault(attribute["name"], attribute.get("value") or "")


class Browser:
    """Plain HTTP with cookies, one host; redirects are handed back."""

    def __init__(self, origin):
        self.host = urllib.parse.urlsplit(origin).netloc
        self.cookies = {}

    def request(self, method, target, form=None):
        connection = http.client.HTTPConnection(self.host, timeout=10)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        page = response.read().decode()
        connection.close()
        return response.status, response.headers.get("Location"), page


def url_safe(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SampleTpp:
    def __init__(self, folder, web):
        self.folder = pathlib.Path(folder)
        self.app = json.loads((self.folder / "app.json").read_text())
        self.web = web
        self.host = urllib.parse.urlsplit(self.app["api"]).hostname
        self.authority = urllib.parse.urlsplit(self.app["api"]).netloc
        self.port = int(self.app["connect"].rsplit(":", 1)[1])
        self.seal = serialization.load_pem_private_key((self.folder / "qseal.key").read_bytes(), None)
        self.token = None

    def connect(self, identifier):
        """Walks the redirect journey as the customer and exchanges the code for tokens."""
        verifier = secrets.token_urlsafe(48)
        state = secrets.token_hex(8)
        redirect = self.app["redirect_uris"][-1]
        query = urllib.parse.urlencode({
            "response_type": "code", "client_id": self.app["client_id"], "redirect_uri": redirect, "scope": "aisp", "state": state,
            "code_challenge": url_safe(hashlib.sha256(verifier.encode()).digest()), "code_challenge_method": "S256"})
        back = self._walk(f"/stet/psd2/oauth/authorize?{query}", redirect, {"identifier": identifier, "otp": OTP, "action": "continue"})
        answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
        if answer.get("state") != state or "code" not in answer:
            raise RuntimeError(f"the journey ended with {answer}")
        tokens = self._token_request({"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": redirect,
                                      "client_id": self.app["client_id"], "code_verifier": verifier})
        self.token = tokens["access_token"]

    def _walk(self, target, redirect, answers):
        browser = Browser(self.web)
        status, location, page = browser.request("GET", target)
        for _ in range(MOST_PAGES):
            if location and location.startswith(redirect):
                return location
            if location:
                target = urllib.parse.urljoin(target, location)
                status, location, page = browser.request("GET", target)
                continue
            form = Form(page)
            if status != 200 or form.action is None:
                raise RuntimeError(f"no form to fill in, status {status}: {page[:300]}")
            target = urllib.parse.urlsplit(urllib.parse.urljoin(target, form.action or target)).path
            fields = form.fields | {name: value for name, value in answers.items() if name in form.fields or name == "action"}
            status, location, page = browser.request("POST", target, fields)
        raise RuntimeError("the journey does not end")

    def _channel(self):
        context = ssl.create_default_context(cafile=self.app["ca"])
        context.load_cert_chain(self.folder / "qwac.pem", self.folder / "qwac.key")
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        connection.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), timeout=10), server_hostname=self.host)
        return connection

    def _token_request(self, parameters):
        connection = self._channel()
        connection.request("POST", "/stet/psd2/oauth/token", urllib.parse.urlencode(parameters),
                           {"Host": self.authority, "Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"no token: {response.status} {body[:300]!r}")
        return json.loads(body)

    def signed_headers(self, method, target, body=b"", psu=None):
        """The headers of a signed request; `psu` is the customer's address when he is connected."""
        headers = {"X-Request-ID": secrets.token_hex(16), "Date": email.utils.formatdate(time.time(), usegmt=True),
                   "Digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()}
        if psu:
            headers["PSU-IP-Address"] = psu
        if body:
            headers["Content-Type"] = "application/json"
        covered = {"(request-target)": f"{method.lower()} {target}"} | {name.lower(): value for name, value in headers.items()}
        text = "\n".join(f"{name}: {value}" for name, value in covered.items())
        signature = base64.b64encode(self.seal.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        headers["Signature"] = (f'keyId="{self.app["key_id"]}",algorithm="rsa-sha256",headers="{" ".join(covered)}",'
                                f'signature="{signature}"')
        return {"Host": self.authority, "Authorization": f"Bearer {self.token}", "Accept": "application/hal+json"} | headers

    def call(self, method, target, body=b"", psu="203.0.113.7"):
        """One call; gives (status, headers, body)."""
        connection = self._channel()
        connection.request(method, target, body or None, self.signed_headers(method, target, body, psu))
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, response.headers, answer

    def consent_to_everything(self):
        """PUT /consents for every account of the customer."""
        status, _, body = self.call("GET", "/stet/psd2/v1.6.2/accounts")
        if status != 200:
            raise RuntimeError(f"no accounts: {status} {body[:300]!r}")
        ibans = [{"iban": account["accountId"]["iban"]} for account in json.loads(body)["accounts"]]
        consent = {"balances": ibans, "transactions": ibans, "overdrafts": ibans, "psuIdentity": True,
                   "trustedBeneficiaries": False, "owners": False}
        status, _, body = self.call("PUT", "/stet/psd2/v1.6.2/consents", json.dumps(consent).encode())
        if status != 201:
            raise RuntimeError(f"no consent: {status} {body[:300]!r}")

    def raw_request(self, target, signed=True, psu=None):
        """The bytes of a GET, as the load tool sends them."""
        headers = self.signed_headers("GET", target, psu=psu) if signed else {"Host": self.authority}
        return f"GET {target} HTTP/1.1\r\n".encode() + b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items()) + b"\r\n"
