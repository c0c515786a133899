# SPDX-License-Identifier: Apache-2.0
"""Judges every answer that the client receives: status, media type, body and headers, by route and status."""
import datetime
import functools
import html
import json
import pathlib
import re

import jsonschema
import yaml

from . import quota, schemas

DESCRIPTION = pathlib.Path(__file__).resolve().parents[3] / "api/openapi-1.6.2.yaml"
VERSIONED = re.compile(r"^/stet/psd2/v[0-9.]+(/.*)$")
HTTP_STATUS_PHRASES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 411: "Length Required", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed", 421: "Misdirected Request",
    429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
    501: "Not Implemented", 503: "Service Unavailable", 505: "HTTP Version Not Supported"}
FORMER_PHRASES = {413: "Payload Too Large"}  # RFC 9110 renamed it
# What each method of section 1 answers when all is well, and which schema its body has.
GOOD = {"/accounts": {200: "HalAccounts"}, "/accounts/{}/balances": {200: "HalBalances"},
        "/accounts/{}/transactions": {200: "HalTransactions", 204: None},
        "/accounts/{}/transactions/{}/details": {200: "HalTransactionDetails", 204: None},
        "/accounts/{}/overdrafts": {200: "HalOverdrafts"}, "/end-user-identity": {200: "HalEndUserIdentity"},
        "/consents": {201: None}}
# Refusals of HTTP itself, which may meet any request and are described once and not at each method.
OF_HTTP_ITSELF = {404, 408, 411, 413, 414, 417, 421, 431, 501, 505}
PAGE_POLICY = ("default-src 'none'", "frame-ancestors 'none'")


@functools.lru_cache(maxsize=None)
def description():
    return yaml.safe_load(DESCRIPTION.read_text())


@functools.lru_cache(maxsize=None)
def described_paths():
    """The paths of every version."""
    paths = {}
    for each in sorted(DESCRIPTION.parent.glob("openapi-*.yaml")):
        paths.update(yaml.safe_load(each.read_text())["paths"])
    return paths


@functools.lru_cache(maxsize=None)
def validator(component):
    root = description()
    reference = {"$ref": f"#/components/schemas/{component}"}
    newer = str(root["openapi"]).startswith("3.1")
    kind = jsonschema.Draft202012Validator if newer else jsonschema.Draft4Validator
    return kind({**reference}, resolver=jsonschema.RefResolver("", root), format_checker=jsonschema.FormatChecker())


def matches(component, body):
    """Fails with the path of the first fault if `body` is not of this component of the OpenAPI description."""
    faults = sorted(validator(component).iter_errors(body), key=lambda fault: list(map(str, fault.path)))
    assert not faults, f"{component}: at {list(faults[0].path)}: {faults[0].message}\n{json.dumps(body)[:2000]}"


def matches_version(version, form, component, body):
    """The same for the version of an AIS path and the wire form that its caller is answered in."""
    if version == "v1.6.2":
        matches(component, body)
    faults = schemas.faults(version, form, component, body)
    assert not faults, f"{version}, {form}: {component}: {faults}\n{json.dumps(body)[:2000]}"


def media_type(answer):
    return (answer.header("Content-Type") or "").replace(" ", "").lower()


def sent(headers, name):
    return [value for key, value in headers if key.lower() == name.lower()]


def shape_of(path):
    """The route of an AIS path with {} for its parts, or None."""
    found = VERSIONED.match(path)
    if not found:
        return None
    for route in GOOD:
        if re.fullmatch(route.replace("{}", "[^/]+"), found[1]):
            return route
    return None


def judge(answer, method, target, headers, form="compatible"):
    """The checks that hold for any answer of the TLS port to a caller of this wire form."""
    target = target.decode("latin-1") if isinstance(target, bytes) else target
    path = target.split("?")[0]
    judge_request_id(answer, headers, optional=answer.status in OF_HTTP_ITSELF | {400} and answer.closes)
    judge_described(answer, method, path)
    quota.judge(answer, is_read=method == "GET" and shape_of(path) not in (None, "/consents"))
    if path.startswith("/stet/psd2/oauth/") and path.rsplit("/", 1)[1] in ("token", "revoke"):
        judge_token_endpoint(answer, path)
    elif path == "/.well-known/oauth-authorization-server" and answer.status == 200:
        assert media_type(answer).startswith("application/json")
        matches("AuthorizationServerMetadata", answer.json())
    elif answer.status >= 400:
        judge_error(answer, path)
    else:
        judge_data(answer, method, path, form)


def judge_described(answer, method, path):
    """The OpenAPI description names this status at this method, or at the path's method if another was sent."""
    for template, item in described_paths().items():
        if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), path):
            methods = {name.upper(): operation for name, operation in item.items()
                       if isinstance(operation, dict) and "responses" in operation}
            operation = methods.get(method) or next(iter(methods.values()))
            assert str(answer.status) in operation["responses"] or answer.status in OF_HTTP_ITSELF or \
                (answer.status == 405 and method not in methods), f"{answer.status} is not described at {template}"


def judge_request_id(answer, headers, optional=False):
    """Echoed byte by byte if it is 1 to 70 visible characters with inner blanks, else not at all. `optional`: the
    request did not arrive whole."""
    given = sent(headers, "X-Request-ID")
    value = given[0] if len(given) == 1 else b""
    value = value if isinstance(value, bytes) else value.encode()
    good = 1 <= len(value.strip()) <= 70 and all(0x20 <= byte <= 0x7E for byte in value)
    expected = value.strip().decode() if good else None
    if optional and answer.header("X-Request-ID") is None:
        return
    assert answer.header("X-Request-ID") == expected, f"X-Request-ID: {answer.header('X-Request-ID')!r}"


def judge_data(answer, method, path, form):
    """A good answer of one of the seven methods."""
    route = shape_of(path)
    assert route, f"{answer.status} to {method} {path}, which nobody offers"
    assert method == ("PUT" if route == "/consents" else "GET")
    assert answer.status in GOOD[route], f"{answer.status} is no good answer to {route}"
    assert answer.header("Cache-Control") == "no-store"
    component = GOOD[route][answer.status]
    if component is None:
        assert answer.body == b""
        return
    assert media_type(answer) == "application/hal+json;charset=utf-8"
    body = answer.json()
    matches_version(path.split("/")[3], form, component, body)
    judge_links(body, path)


def judge_links(body, path):
    """Links carry the version of the request, and lead to paths of ours."""
    version = path.split("/")[3]
    for holder in holders_of_links(body):
        for name, link in holder.items():
            assert link["href"].startswith(f"/stet/psd2/{version}/"), f"{name}: {link['href']}"


def holders_of_links(value):
    if isinstance(value, dict):
        if "_links" in value:
            yield value["_links"]
        for inner in value.values():
            yield from holders_of_links(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from holders_of_links(inner)


def code_of(answer):
    """The code word of a refusal: what stands before the colon, or NAAC, or an OAuth error."""
    body = answer.json()
    if "message" in body:
        return body["message"].split(":")[0]
    return body["error"]


def judge_error(answer, path=None):
    """EM(s, CODE) of the acceptance table."""
    assert media_type(answer) == "application/json;charset=utf-8", media_type(answer)
    assert answer.header("Cache-Control") == "no-store"
    body = answer.json()
    matches("ErrorModel", body)
    assert body["status"] == answer.status
    phrases = {HTTP_STATUS_PHRASES[answer.status], FORMER_PHRASES.get(answer.status)}
    assert body["error"] in phrases and answer.reason in phrases, (body["error"], answer.reason)
    assert len(body["message"]) <= 140 and len(body["error"]) <= 140 and len(body["path"]) <= 140
    assert re.match(r"^([A-Z0-9_]+|invalid_request|invalid_token|insufficient_scope): .+|^NAAC$", body["message"]), body
    assert datetime.datetime.fromisoformat(body["timestamp"].replace("Z", "+00:00")).tzinfo is not None
    if path is not None:
        unread = answer.closes and answer.status in OF_HTTP_ITSELF | {400}
        assert body["path"] == path[:140] or (unread and body["path"] in ("", "/")), body["path"]
    judge_help(answer, code_of(answer))
    judge_standing_headers(answer, code_of(answer))


def judge_help(answer, code):
    links = ", ".join(answer.all("Link"))
    help_links = re.findall(r'<([^>]*)>; *rel="?help"?', links)
    assert len(help_links) == 1 and help_links[0].endswith(f"/errors/{code}"), f"{code}: Link: {links!r}"


def judge_standing_headers(answer, code):
    """Headers that a status brings with it."""
    challenge = answer.header("WWW-Authenticate")
    if answer.status == 401:
        if code.startswith("SIG_") or code == "DIGEST_MISMATCH":
            assert re.match(r'^Signature realm="stet", ?headers="[^"]+"', challenge or ""), f"{code}: {challenge}"
        else:
            assert (challenge or "").startswith('Bearer realm="stet"'), f"{code}: {challenge}"
            assert ('error="invalid_token"' in challenge) == (code == "invalid_token"), f"{code}: {challenge}"
        if code.startswith("CERT_"):
            assert answer.closes, f"{code} leaves the connection open"
    if answer.status == 405:
        assert re.fullmatch(r"[A-Z]+(, ?[A-Z]+)*", answer.header("Allow") or "")
    if answer.status in (429, 503):
        assert re.fullmatch(r"[0-9]+", answer.header("Retry-After") or ""), answer.header("Retry-After")


def judge_token_endpoint(answer, path):
    """TokenAnswer or OE(s, err); what is refused before the endpoint is reached is an ErrorModel or OE."""
    assert answer.header("Cache-Control") == "no-store"
    if answer.status == 200:
        assert answer.header("Pragma") == "no-cache" or path.endswith("revoke")
        if path.endswith("/token"):
            assert media_type(answer).startswith("application/json")
            matches("TokenAnswer", answer.json())
        return
    if answer.status == 302 and path.endswith("/token"):
        judge_fallback(answer)
        return
    body = answer.json()
    if "message" in body:
        assert answer.status in (404, 405, 408, 411, 413, 414, 417, 421, 431, 501, 503) or \
            code_of(answer).startswith("HTTP"), body
        judge_error(answer, path)
        return
    assert media_type(answer).startswith("application/json")
    assert answer.header("Pragma") == "no-cache"
    matches("OAuthError", body)
    assert body["error_uri"].split("/errors/")[1]
    allowed = {400, 401} if body["error"] == "invalid_client" else {405, 429, 503, 400}
    assert answer.status in allowed, f"{answer.status} {body}"


def judge_fallback(answer):
    """The way to the online bank: a small page that says the same as Location, and no token."""
    assert answer.header("Pragma") == "no-cache" and answer.header("Referrer-Policy") == "no-referrer"
    assert media_type(answer) == "text/html;charset=utf-8"
    assert answer.header("Content-Length") == str(len(answer.body))
    links = re.findall(r'<a href="([^"]*)">', answer.text)
    assert [html.unescape(link) for link in links] == [answer.header("Location")]
    assert answer.text.startswith("<!doctype html>") and answer.text.rstrip().endswith("</html>")
    assert "access_token" not in answer.text


def judge_page(answer, target):
    """What holds for every answer to the customer's browser on the journey's paths."""
    if not target.startswith("/stet/psd2/oauth/"):
        return
    assert answer.status in (200, 303, 400, 403, 405, 413, 414, 421, 429, 503), answer.status
    assert answer.header("Cache-Control") == "no-store"
    assert answer.header("Referrer-Policy") == "no-referrer"
    if answer.status == 303:
        assert answer.header("Location")
        return
    assert answer.header("Location") is None
    if media_type(answer).startswith("application/json"):
        judge_error(answer)
        return
    assert media_type(answer) == "text/html;charset=utf-8"
    assert answer.header("X-Frame-Options") == "DENY"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    policy = answer.header("Content-Security-Policy") or ""
    for part in PAGE_POLICY:
        assert part in policy, policy
    assert "unsafe-inline" not in policy and "<script>" not in answer.text


# --- what a test says it expects ------------------------------------------------------------------------------

def refused(answer, status, *codes):
    """EM(status, one of codes)."""
    said = f"{answer.status} {answer.text[:300]}"
    assert answer.status == status, said
    assert code_of(answer) in codes, f"expected {codes}, got {said}"
    return answer


def token_refused(answer, status, *errors):
    """OE(status, one of errors)."""
    said = f"{answer.status} {answer.text[:300]}"
    assert answer.status == status and "error_description" in answer.json(), said
    assert answer.json()["error"] in errors, f"expected {errors}, got {said}"
    return answer
