# SPDX-License-Identifier: Apache-2.0
"""The TPP: enrolment, tokens and the seven methods, signed, over mutual TLS."""
import base64
import dataclasses
import email.utils
import hashlib
import json
import pathlib
import secrets
import time
import urllib.parse
import uuid

from . import http, journey, oracle
from .certificates import Authority, Pair, rsa_key
from .signing import DIGEST_OF_NOTHING, PROPER, Seal, digest_of, names_of_compatible, names_of_strict

BASE = "/stet/psd2/v1.6.2"
TOKEN, REVOKE = "/stet/psd2/oauth/token", "/stet/psd2/oauth/revoke"
SAMPLE = "PSDFR-ACPR-13807"
CONNECTED = ("PSU-IP-Address", "203.0.113.7")  # the customer is there: no batch quota
CALLBACK = "https://tpp.example/callback"
RENEW_AFTER = 20.0  # seconds; the server keeps an idle connection for 60


@dataclasses.dataclass(frozen=True)
class Tpp:
    """An enrolled TPP as it sees itself."""
    oid: str
    client_id: str
    qwac: Pair
    qseal: Pair
    key_id: str
    redirect_uris: tuple

    @property
    def seal(self):
        return Seal(self.qseal.key, self.key_id)

    @classmethod
    def sample(cls, data):
        """The TPP that every sandbox begins with."""
        folder = pathlib.Path(data) / "tpp" / SAMPLE
        app = json.loads((folder / "app.json").read_text())
        return cls(SAMPLE, app["client_id"], Pair.read(folder / "qwac.pem", folder / "qwac.key"),
                   Pair.read(folder / "qseal.pem", folder / "qseal.key"), app["key_id"], tuple(app["redirect_uris"]))


def control(sandbox, method, path, body=None, headers=()):
    """Speaks to the sandbox control on the web port; gives the answer."""
    data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    listed = [("Host", f"127.0.0.1:{sandbox.web_port}")]
    if method == "POST":
        listed += [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
    replaced = {name.lower() for name, _ in headers}
    listed = [pair for pair in listed if pair[0].lower() not in replaced] + list(headers)
    with sandbox.connect_web() as connection:
        return connection.exchange(http.request_bytes(method, path, listed, data), method)


def controlled(sandbox, method, path, body=None, status=200):
    answer = control(sandbox, method, path, body)
    assert answer.status == status, f"{method} {path}: {answer.status} {answer.text}"
    return answer.json()


def reset(sandbox):
    return controlled(sandbox, "POST", "/_sandbox/reset", {})


def reset_in_the_end(sandbox, within=15.0):
    """Before a test: a database server that the machine held up for a moment is waited for as its answer says."""
    deadline = time.monotonic() + within
    while (answer := control(sandbox, "POST", "/_sandbox/reset", {})).status == 503 and time.monotonic() < deadline:
        time.sleep(int(answer.header("Retry-After")))
    assert answer.status == 200, f"reset: {answer.status} {answer.text}"


def move_clock(sandbox, **body):
    return controlled(sandbox, "POST", "/_sandbox/clock", body)


def enrol(sandbox, oid, roles=("PSP_AI",), *, qwac=None, qseal=None, client_id=None, name=None,
          redirect_uris=(CALLBACK,), key_id=None, more_seals=(), status=201):
    """Enrols a TPP with certificates of the sandbox's authority. `key_id`: the one it declares; `more_seals`: others
    that are good besides `qseal`. With another `status`: gives the refusal."""
    authority = Authority.of(sandbox.data)
    qwac = qwac or authority.issue(oid, "qwac", roles=roles, key=rsa_key("qwac"))
    qseal = qseal or authority.issue(oid, "qseal", roles=roles, key=rsa_key("qseal " + oid[-1]))
    body = {"oid": oid, "name": name or oid, "redirect_uris": list(redirect_uris), "qwac": qwac.pem,
            "qseal": "".join(seal.pem for seal in (qseal, *more_seals))}
    if client_id:
        body["client_id"] = client_id
    if key_id:
        body["key_id"] = key_id
    answer = controlled(sandbox, "POST", "/_sandbox/tpps", body, status)
    if status != 201:
        return answer
    assert set(answer["roles"]) == set(roles)
    return Tpp(answer["oid"], answer["client_id"], qwac, qseal, answer["key_id"], tuple(redirect_uris))


@dataclasses.dataclass
class Tokens:
    access: str
    refresh: str
    expires_in: int
    scope: str


def pkce():
    """(verifier, challenge) of RFC 7636 with S256."""
    verifier = secrets.token_urlsafe(48)
    return verifier, base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class Api:
    """Calls of one TPP at one establishment. Each answer goes past the oracle, and after each refusal the store
    must be as it was, unless the call says `may_change`: True, or the names of the tables that may."""
    names_wanted = staticmethod(names_of_compatible)
    form = "compatible"  # of the answers; an attribute where a TPP's own profile says otherwise

    def __init__(self, sandbox, tpp, host=None, pair="own", watch=True, settings=None):
        self.sandbox, self.tpp = sandbox, tpp
        self.pair = tpp.qwac if pair == "own" else pair
        self.settings = settings or {}
        self.name = host or sandbox.host
        self.watch = watch
        self.base = BASE
        self.tokens = None
        self._connection = None
        self._used_at = 0.0

    def as_presenting(self, pair, **settings):
        """The same TPP with another certificate in TLS, or none, and other settings of the TLS context."""
        other = type(self)(self.sandbox, self.tpp, self.name, pair, self.watch, settings)
        other.tokens = self.tokens
        return other

    def at(self, host):
        """The same TPP with the same tokens at another establishment."""
        other = type(self)(self.sandbox, self.tpp, host, self.pair, self.watch, self.settings)
        other.tokens = self.tokens
        return other

    def in_version(self, version):
        """The same TPP with the same tokens, calling the methods of another version."""
        other = self.at(self.name)
        other.base = f"/stet/psd2/{version}"
        return other

    def unwatched(self):
        """The same with a connection of its own and without a look into the store: for many at once."""
        other = type(self)(self.sandbox, self.tpp, self.name, self.pair, False, self.settings)
        other.tokens = self.tokens
        return other

    def over(self, connection):
        """The same over a connection that is open already."""
        other = self.unwatched()
        other.watch, other._connection, other._used_at = self.watch, connection, time.monotonic()
        return other

    @property
    def host(self):
        return f"{self.name}:{self.sandbox.api_port}"

    def connection(self):
        stale = time.monotonic() - self._used_at > RENEW_AFTER
        if self._connection is None or not self._connection.open or stale:
            if self._connection is not None:
                self._connection.close()
            self._connection = self.sandbox.connect(self.pair, self.name, **self.settings)
        self._used_at = time.monotonic()
        return self._connection

    def send(self, method, target, headers, body=b"", may_change=False, judged=True):
        """Sends exactly this and gives the answer."""
        before = self.sandbox.database.digest() if self.watch else None
        answer = self.connection().exchange(http.request_bytes(method, target, headers, body), method)
        if judged:
            oracle.judge(answer, method, target, headers, self.form)
        if self.watch and answer.status >= 300 and may_change is not True:
            changed = set(self.sandbox.database.changed_since(before)) - set(may_change or ())
            assert not changed, f"{answer.status} changed {', '.join(sorted(changed))} ({answer.text})"
        return answer

    # --- the methods ------------------------------------------------------------------------------------------

    def headers(self, method, target, *, token="own", body=None, batch=False, more=(), without=(), signing=PROPER,
                after=()):
        """The headers of a proper call. `more`: replace or add before signing; `without`: names to leave out;
        `after`: added as they are, unsigned."""
        if token == "own":
            token = self.tokens.access if self.tokens else None
        listed = [("Host", self.host), ("X-Request-ID", str(uuid.uuid4())), ("Accept", "application/hal+json")]
        if token is not None:
            listed.append(("Authorization", f"Bearer {token}"))
        if not batch:
            listed.append(CONNECTED)
        if body is not None:
            listed += [("Content-Type", "application/json"), ("Content-Length", str(len(body))),
                       ("Digest", digest_of(body))]
        listed += self.more_headers(body)
        replaced = {name.lower() for name, _ in more} | {name.lower() for name in without}
        listed = [pair for pair in listed if pair[0].lower() not in replaced] + list(more)
        if signing is not None:
            listed.append(("Signature", signing.header(self.tpp.seal, method, target, listed, self.names_wanted)))
        return listed + list(after)

    def more_headers(self, body):
        """What the profile wants in each call besides."""
        del body
        return []

    def call(self, method, path, *, body=None, may_change=False, **how):
        """One signed call of an AIS method. `path` is under `base` unless it begins with /stet."""
        target = path if path.startswith(("/stet", "/.well-known")) else self.base + path
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        headers = self.headers(method, target, body=body, **how)
        return self.send(method, target, headers, body or b"", may_change)

    def get(self, path, **how):
        return self.call("GET", path, **how)

    def accounts(self, **how):
        return self.get("/accounts", **how)

    def consent(self, *ibans, balances=None, transactions=None, overdrafts=None, identity=False, **how):
        """PUT /consents; all three lists are `ibans` unless given."""
        def listed(own):
            return [{"iban": iban} for iban in (ibans if own is None else own)]

        body = {"balances": listed(balances), "transactions": listed(transactions), "overdrafts": listed(overdrafts),
                "psuIdentity": identity, "trustedBeneficiaries": False, "owners": []}
        return self.call("PUT", "/consents", body=body, **how)

    # --- tokens -----------------------------------------------------------------------------------------------

    def post_form(self, path, form, more=(), may_change=False, body=None):
        data = urllib.parse.urlencode(form).encode() if body is None else body
        headers = [("Host", self.host), ("X-Request-ID", str(uuid.uuid4())), ("Accept", "application/json"),
                   ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(data)))]
        replaced = {name.lower() for name, _ in more}
        headers = [pair for pair in headers if pair[0].lower() not in replaced] + list(more)
        return self.send("POST", path, headers, data, may_change)

    def ask_token(self, form, **how):
        """POST /token with these parameters; those that are None are left out."""
        return self.post_form(TOKEN, [(name, value) for name, value in form if value is not None], **how)

    def exchange(self, code, redirect_uri=None, verifier=None, **how):
        return self.ask_token([("grant_type", "authorization_code"), ("client_id", self.tpp.client_id), ("code", code),
                               ("redirect_uri", redirect_uri or self.tpp.redirect_uris[0]),
                               ("code_verifier", verifier)], **how)

    def refresh(self, refresh_token=None, scope=None, **how):
        token = refresh_token or self.tokens.refresh
        return self.ask_token([("grant_type", "refresh_token"), ("client_id", self.tpp.client_id),
                               ("refresh_token", token), ("scope", scope)], **how)

    def revoke(self, token, hint=None, **how):
        form = [("client_id", self.tpp.client_id), ("token", token)]
        return self.post_form(REVOKE, form + ([("token_type_hint", hint)] if hint else []), **how)

    def code_for(self, identifier, **changes):
        """An authorization code that this customer has just given, at this establishment."""
        host = None if self.name == self.sandbox.host else self.name
        return journey.Browser(self.sandbox, host=host).sign_in(self.tpp, identifier, **changes)["code"]

    def keep(self, answer):
        """Remembers the tokens of a good answer."""
        assert answer.status == 200, f"{answer.status} {answer.text}"
        body = answer.json()
        self.tokens = Tokens(body["access_token"], body["refresh_token"], body["expires_in"], body["scope"])
        return self.tokens

    def connect_customer(self, identifier, scope="aisp"):
        """The whole flow; this Api then holds the customer's tokens."""
        self.keep(self.exchange(self.code_for(identifier, scope=scope)))
        return self


class StrictApi(Api):
    """Sends and signs all that the strict profile wants."""
    names_wanted = staticmethod(names_of_strict)
    form = "strict"

    def more_headers(self, body):
        date = ("Date", email.utils.formatdate(usegmt=True))
        return [date] if body is not None else [date, ("Digest", DIGEST_OF_NOTHING)]

    def connect_customer(self, identifier, scope="aisp"):
        verifier, challenge = pkce()
        code = self.code_for(identifier, scope=scope, code_challenge=challenge, code_challenge_method="S256")
        self.keep(self.exchange(code, verifier=verifier))
        return self


CLIENTS = {"compatible": Api, "strict": StrictApi}  # by profile
