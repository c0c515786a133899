# SPDX-License-Identifier: Apache-2.0
"""The customer: a browser without scripts that follows GET /authorize and fills in the bank's forms."""
import dataclasses
import html.parser
import urllib.parse

from . import http, oracle
from .personas import USER_NUMBERS

AUTHORIZE = "/stet/psd2/oauth/authorize"
OTP = "12345678"
STATE = "state-1"


@dataclasses.dataclass
class Form:
    action: str
    method: str
    fields: dict
    visible: list
    buttons: list


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.words = []
        self.links = []
        self.hidden_depth = 0

    def handle_starttag(self, tag, attributes):
        attribute = dict(attributes)
        if tag in ("style", "script", "title"):
            self.hidden_depth += 1
        if tag == "a":
            self.links.append(attribute.get("href"))
        if tag == "form":
            self.forms.append(Form(attribute.get("action", ""), attribute.get("method", "get").lower(), {}, [], []))
        if not self.forms or "name" not in attribute or tag not in ("input", "button", "select", "textarea"):
            return
        form, name, kind = self.forms[-1], attribute["name"], attribute.get("type", "text" if tag == "input" else tag)
        if tag == "button" or kind == "submit":
            form.buttons.append((name, attribute.get("value", "")))
            return
        form.fields[name] = attribute.get("value") or ""
        if kind != "hidden":
            form.visible.append(name)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if tag in ("style", "script", "title"):
            self.hidden_depth -= 1

    def handle_data(self, data):
        if not self.hidden_depth and data.strip():
            self.words.append(" ".join(data.split()))


class Page:
    """An answer to the browser, with its forms and its words."""

    def __init__(self, answer, target):
        self.answer = answer
        self.target = target
        self.status = answer.status
        self.location = answer.header("Location")
        parser = _Forms()
        if (answer.header("Content-Type") or "").startswith("text/html"):
            parser.feed(answer.text)
        self.forms, self.words, self.links = parser.forms, parser.words, parser.links

    @property
    def form(self):
        """The form that goes on; a page has one, or a second one to cancel with."""
        assert self.forms, f"{self.status}: no form in {self.answer.body[:500]!r}"
        going_on = [form for form in self.forms if ("action", "continue") in form.buttons]
        return going_on[0] if going_on else self.forms[0]

    @property
    def asks(self):
        """The names of the fields that the customer fills in."""
        return self.form.visible if self.forms else []

    @property
    def said(self):
        """The words a customer reads."""
        return "\n".join(self.words)

    @property
    def redirect(self):
        """The parameters that go back to the TPP, each once, with the address under ''."""
        assert self.status == 303, f"{self.status} is not a redirect: {self.said[:500]}"
        address, _, query = self.location.partition("?")
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=True)
        assert len(dict(pairs)) == len(pairs), f"a parameter stands twice in {self.location}"
        return {"": address, **dict(pairs)}


class Browser:
    """A browser with its cookies. `tls_pair` False: over the web port; None: over TLS without a certificate; else
    over TLS with that certificate."""

    judged = True

    def __init__(self, sandbox, tls_pair=False, host=None):
        self.sandbox = sandbox
        self.tls_pair = tls_pair
        self.over_tls = tls_pair is not False
        port = sandbox.api_port if self.over_tls else sandbox.web_port
        self.name = host or (sandbox.host if self.over_tls else "127.0.0.1")
        self.host = f"{self.name}:{port}"
        self.origin = ("https://" if self.over_tls else "http://") + self.host
        self.cookies = {}
        self.cookie_headers = []
        self.connection = None

    def request(self, method, target, body=b"", headers=()):
        listed = [("Host", self.host), ("Accept", "text/html"), ("User-Agent", "Mozilla/5.0 (acceptance)")]
        if self.cookies:
            listed.append(("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())))
        if method == "POST":
            listed += [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(body)))]
        replaced = {name.lower() for name, _ in headers}
        listed = [pair for pair in listed if pair[0].lower() not in replaced] + list(headers)
        if self.connection is None or not self.connection.open:
            if self.over_tls:
                self.connection = self.sandbox.connect(self.tls_pair, self.name)
            else:
                self.connection = self.sandbox.connect_web()
        answer = self.connection.exchange(http.request_bytes(method, target, listed, body), method)
        if self.judged:
            oracle.judge_page(answer, target)
        for line in answer.all("Set-Cookie"):
            self._keep(line)
        return Page(answer, target)

    def _keep(self, line):
        self.cookie_headers.append(line)
        pair, *attributes = (part.strip() for part in line.split(";"))
        name, _, value = pair.partition("=")
        if any(attribute.lower() == "max-age=0" for attribute in attributes) or not value:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    def get(self, target, headers=()):
        return self.request("GET", target, headers=headers)

    def submit(self, page, values=(), action="continue", headers=None, form=None):
        """Sends the page's form as a browser would, Origin included."""
        form = form or page.form
        fields = {**form.fields, **dict(values)}
        if action:
            fields["action"] = action
        target = urllib.parse.urljoin(page.target, form.action or page.target)
        target = urllib.parse.urlunsplit(("", "") + urllib.parse.urlsplit(target)[2:4] + ("",))
        assert form.method == "post", "the contract says method=post"
        sent = [("Origin", self.origin)] if headers is None else headers
        return self.request("POST", target, urllib.parse.urlencode(fields).encode(), sent)

    # --- the two screens --------------------------------------------------------------------------------------

    def authorize(self, tpp, **changes):
        """GET /authorize for `tpp`. A change to None leaves a parameter out; a list repeats it."""
        return self.get(authorize_target(tpp, **changes))

    def identify(self, page, identifier):
        number = {"user_number": USER_NUMBERS[identifier]} if identifier in USER_NUMBERS else {}
        return self.submit(page, {"identifier": identifier, **number})

    def sign_in(self, tpp, identifier, otp=OTP, **changes):
        """The whole way of a customer to the TPP; gives what the TPP receives."""
        page = self.authorize(tpp, **changes)
        assert page.status == 200, f"{page.status}: {page.said[:300]} {page.location}"
        page = self.identify(page, identifier)
        assert "otp" in page.asks, f"{page.status}: no SMS code is asked: {page.said[:500]}"
        return self.submit(page, {"otp": otp}).redirect


def authorize_target(tpp, **changes):
    parameters = {"response_type": "code", "client_id": tpp.client_id, "redirect_uri": tpp.redirect_uris[0],
                  "scope": "aisp", "state": STATE, **changes}
    pairs = []
    for name, value in parameters.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                pairs.append((name, each))
    return AUTHORIZE + "?" + urllib.parse.urlencode(pairs)
