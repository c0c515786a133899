# SPDX-License-Identifier: Apache-2.0
"""The enrolment API as a TPP uses it: a token of scope manageRegistration, then sealed calls."""
import base64
import json
import uuid

from . import api
from .signing import Seal, Signing, digest_of

REGISTER = "/stet/setting/v1/register"
GENERIC = {"sandbox": "9d8711ec-f1b4-45e4-8072-2b3aa49793f0", "live": "PSD2_TPPRegister"}
SIGNED = ("(request-target)", "x-request-id", "digest")


def key_id_of(pair):
    return f"https://tpp.example/certificates/qseal_{pair.sha256}"


def jwk(pair, **changes):
    key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": key_id_of(pair),
           "x5c": [base64.b64encode(pair.der).decode()]}
    return {**key, **changes}


def metadata(oid, *seals, **changes):
    """A good body; members that are None are left out."""
    body = {"client_name": f"App {uuid.uuid4().hex[:8]}", "provider_legal_id": oid, "contacts": ["api@tpp.example"],
            "redirect_uris": [api.CALLBACK], "token_endpoint_auth_method": "tls_client_auth",
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "response_types": ["code"],
            "scope": "aisp", "jwks": {"keys": [jwk(seal) for seal in seals]}}
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


class Registrar:
    """One TPP with its certificates, at a host of one environment."""

    def __init__(self, sandbox, oid, qwac, qseal, environment="sandbox"):
        self.sandbox, self.oid, self.qwac, self.qseal, self.environment = sandbox, oid, qwac, qseal, environment
        self.tpp = api.Tpp(oid, GENERIC[environment], qwac, qseal, key_id_of(qseal), (api.CALLBACK,))
        host = sandbox.host if environment == "sandbox" else sandbox.host_of("17515", environment)
        self.caller = api.Api(sandbox, self.tpp, host)
        self.access = None

    def ask_token(self, **changes):
        form = {"grant_type": "client_credentials", "scope": "manageRegistration",
                "client_id": GENERIC[self.environment], **changes}
        return self.caller.ask_token(list(form.items()))

    def token(self):
        if self.access is None:
            answer = self.ask_token()
            assert answer.status == 200, answer.text
            self.access = answer.json()["access_token"]
        return self.access

    def call(self, method, path, body=None, *, seal=None, signing=None, token="own", more=()):
        data = b"" if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        headers = [("Host", self.caller.host), ("X-Request-ID", str(uuid.uuid4())), ("Accept", "application/json")]
        if token is not None:
            headers.append(("Authorization", f"Bearer {self.token() if token == 'own' else token}"))
        headers.append(("Digest", digest_of(data)))
        if body is not None:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
        headers += list(more)
        pair = seal or self.qseal
        used = Seal(pair.key, key_id_of(pair))
        if signing != "none":
            headers.append(("Signature", (signing or Signing(names=SIGNED)).header(used, method, path, headers)))
        return self.caller.send(method, path, headers, data, judged=False)

    def register(self, body=None, **how):
        return self.call("POST", REGISTER, body if body is not None else metadata(self.oid, self.qseal), **how)

    def read(self, client_id, **how):
        return self.call("GET", f"{REGISTER}/{client_id}", **how)

    def change(self, client_id, body, **how):
        return self.call("PUT", f"{REGISTER}/{client_id}", body, **how)

    def remove(self, client_id, **how):
        return self.call("DELETE", f"{REGISTER}/{client_id}", **how)

    def client(self, client_id, seal=None):
        """The AIS side of what was registered."""
        pair = seal or self.qseal
        tpp = api.Tpp(self.oid, client_id, self.qwac, pair, key_id_of(pair), (api.CALLBACK,))
        return api.Api(self.sandbox, tpp, self.caller.name)
