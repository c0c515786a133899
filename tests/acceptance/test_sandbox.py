# SPDX-License-Identifier: Apache-2.0
"""What `guichet sandbox` promises to whoever starts it: files, lines, exit codes, the control port."""
import datetime
import html
import json
import os
import re
import shlex
import signal
import stat
import subprocess

import pytest

from guichet_client import api, http, process
from guichet_client.journey import OTP
from guichet_client.oracle import refused
from guichet_client.personas import (
    CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, GILLES, GILLES_IBANS, LEA, LEA_IBAN, balances_of, listed,
    transactions_of)

SAMPLE_FILES = ("qwac.pem", "qwac.key", "qseal.pem", "qseal.key")
LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
NOWHERE = {"00000000", "00000000000000000000000000000000"}


@pytest.fixture
def fresh(tmp_path):
    """A sandbox of this test's own, not yet started."""
    sandbox = process.Sandbox(tmp_path / "data", keys_of_its_own=True)
    yield sandbox
    if sandbox.running:
        sandbox.kill()


def one_line(finished, *codes):
    """Refused in one line on stderr, with one of these exit codes."""
    assert finished.returncode in codes, (finished.returncode, finished.stderr)
    lines = finished.stderr.strip().splitlines()
    assert len(lines) == 1, finished.stderr
    assert '"ready"' not in finished.stdout
    return lines[0]


def start_in_vain(data, *flags):
    """Tries to start with free ports and these flags."""
    for flag in ("--listen", "--web"):
        if flag not in flags:
            flags += (flag, "127.0.0.1:0")
    return process.run("sandbox", "--data", data, *flags)


# --- what is printed and written ------------------------------------------------------------------------------

def test_the_ready_line_is_the_last_on_stdout_and_true(sandbox, lea):
    ready = sandbox.ready
    assert ready["ready"] is True and set(ready) == {"ready", "api", "web", "data"}
    assert ready["api"] == f"https://www.17515.sandbox.api.localhost:{sandbox.api_port}"
    assert ready["web"] == f"http://127.0.0.1:{sandbox.web_port}"
    assert ready["data"] == str(sandbox.data)
    assert lea.accounts().status == 200
    assert json.loads(sandbox.lines[-1]) == ready


def test_above_the_ready_line_a_human_finds_urls_personas_the_code_and_a_curl_line_that_works(sandbox):
    text = "\n".join(sandbox.lines[:-1])
    for word in (sandbox.ready["api"], sandbox.ready["web"], OTP, LEA, GILLES):
        assert word in text
    curl_lines = [line.strip() for line in sandbox.lines if line.strip().startswith("curl ")]
    assert len(curl_lines) == 1
    done = subprocess.run([*shlex.split(curl_lines[0]), "--silent", "--show-error", "--fail", "--max-time", "20"],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and done.stdout, done.stderr


def test_what_is_printed_to_be_typed_works_as_it_stands_whatever_the_data_directory_is_called(tmp_path):
    sandbox = process.Sandbox(tmp_path / "it's $(my) bank").start()
    try:
        lines = [line.strip() for line in sandbox.lines if line.startswith("    ")]
        (curl,) = (line for line in lines if line.startswith("curl "))
        (guichet,) = (line for line in lines if line.startswith("guichet tpp "))
        for line, said in ((curl + " --silent --show-error --fail --max-time 20", '"issuer"'), (guichet, LEA_IBAN)):
            path = f"{os.path.dirname(process.BINARY)}:{os.environ['PATH']}"
            done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60,
                                  env={**os.environ, "PATH": path})
            assert done.returncode == 0 and said in done.stdout, done.stderr
        shown = html.unescape(api.control(sandbox, "GET", "/").text)
        assert shlex.split(re.search("guichet tpp accounts --data [^<]+", shown)[0])[-1] == str(sandbox.data)
    finally:
        assert sandbox.stop() == 0


@pytest.mark.embedded
def test_the_data_directory_has_the_promised_files_and_keys_are_private(fresh):
    sandbox = fresh.start()
    folder = sandbox.data / "tpp" / api.SAMPLE
    expected = [sandbox.data / name for name in ("guichet.toml", "guichet.db", "pki/ca.pem", "pki/server.pem",
                                                 "pki/server.key")]
    expected += [folder / name for name in SAMPLE_FILES + ("app.json",)]
    for path in expected:
        assert path.is_file(), path
    for path in sandbox.data.rglob("*.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((sandbox.data / "guichet.db").stat().st_mode) & 0o077 == 0


def test_app_json_has_all_that_a_tpp_needs(sandbox):
    app = json.loads((sandbox.data / "tpp" / api.SAMPLE / "app.json").read_text())
    assert app["client_id"] == api.SAMPLE
    assert app["redirect_uris"] == ["https://myAPP.fr/Home/OAuth2Callback", "http://127.0.0.1:8085/callback"]
    assert app["api"] == sandbox.ready["api"]
    assert app["connect"] == f"127.0.0.1:{sandbox.api_port}"
    assert app["authorize"].endswith("/stet/psd2/oauth/authorize")
    assert open(app["ca"]).read() == (sandbox.data / "pki/ca.pem").read_text()
    assert app["key_id"].rsplit("_", 1)[1] == api.Tpp.sample(sandbox.data).qseal.sha256


def test_the_configuration_has_a_comment_on_every_key(sandbox):
    lines = (sandbox.data / "guichet.toml").read_text().splitlines()
    keys = [number for number, line in enumerate(lines) if re.match(r"^[a-z_]+ *=", line)]
    assert keys
    for number in keys:
        assert lines[number - 1].startswith("#"), lines[number]


def test_the_first_start_writes_down_its_flags_but_the_clock_and_later_ones_write_nothing(fresh):
    of_the_run = fresh.flags
    fresh.flags = [*of_the_run, "--profile", "strict", "--preconsent", "--clock", "2027-03-22T09:00:00Z"]
    fresh.start()
    first = (fresh.data / "guichet.toml").read_text()
    assert re.search(r"(?m)^profile = 'strict'$", first) and re.search(r"(?m)^preconsent = true$", first)
    assert re.search(r"(?m)^clock = ''$", first)
    fresh.flags = [*of_the_run, "--profile", "compatible"]
    fresh.restart()
    assert (fresh.data / "guichet.toml").read_text() == first
    # Without PKCE, which the strict profile wants.
    assert api.Api(fresh, api.Tpp.sample(fresh.data)).connect_customer(LEA).accounts().status == 200


def test_a_second_run_keeps_keys_certificates_and_state(fresh):
    fresh.start()
    customer = api.Api(fresh, api.Tpp.sample(fresh.data)).connect_customer(LEA)
    assert customer.consent(LEA_IBAN).status == 201
    before = {path: path.read_bytes() for pattern in ("*.pem", "*.key") for path in fresh.data.rglob(pattern)}
    assert len(before) == 22
    fresh.restart()
    assert before == {path: path.read_bytes() for path in before}
    again = api.Api(fresh, api.Tpp.sample(fresh.data))
    again.tokens = customer.tokens
    assert again.get(balances_of(LEA_IBAN)).status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_program_with_0_also_with_open_connections(fresh, number):
    fresh.start()
    with fresh.connect(), fresh.connect_web():
        assert fresh.end(number) == 0
    assert fresh.lines[-1] == json.dumps(fresh.ready, separators=(",", ":"))


# --- what is refused ------------------------------------------------------------------------------------------

def test_a_second_sandbox_on_the_same_directory_is_refused(sandbox):
    assert str(sandbox.data) in one_line(start_in_vain(sandbox.data), 1, 78)


def test_a_second_sandbox_on_the_same_port_is_refused(sandbox, tmp_path):
    for flag, port in (("--listen", sandbox.api_port), ("--web", sandbox.web_port)):
        line = one_line(start_in_vain(tmp_path / f"data{port}", flag, f"127.0.0.1:{port}"), 1, 78)
        assert str(port) in line


@pytest.mark.parametrize("text, line", [("listen = \n", 1), ("# fine\n\nlisten = '127.0.0.1:0\n", 3),
                                        ("\nlisteN = '127.0.0.1:0'\n", 2), ("threads = 'two'\n", 1)],
                         ids=["no value", "open string", "unknown key", "wrong type"])
def test_a_damaged_configuration_is_refused_with_file_and_line(tmp_path, text, line):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "guichet.toml").write_text(text)
    said = one_line(start_in_vain(folder), 78)
    assert f"guichet.toml:{line}" in said
    if "listeN" in text:
        assert "listen" in said


@pytest.mark.embedded
def test_row_257_a_damaged_store_is_refused_with_its_name(fresh):
    fresh.start()
    assert fresh.stop() == 0
    path = fresh.data / "guichet.db"
    good = path.read_bytes()
    path.write_bytes(b"no database at all" * 400)
    assert "guichet.db" in one_line(start_in_vain(fresh.data), 1, 78)
    page = 4096
    path.write_bytes(good[:page] + b"\xff" * 100 + good[page + 100:])
    assert "guichet.db" in one_line(start_in_vain(fresh.data), 1, 78)
    path.write_bytes(good)
    fresh.start()


def test_the_web_port_is_on_loopback_only(tmp_path):
    one_line(start_in_vain(tmp_path / "data", "--web", "0.0.0.0:0"), 1, 2, 78)


@pytest.mark.parametrize("flags", [("--profile", "lenient"), ("--clock", "yesterday"), ("--listen", "nowhere"),
                                   ("--store", "mysql:x"), ("--domain", " ")], ids=lambda flags: flags[0])
def test_a_flag_with_a_bad_value_is_refused(tmp_path, flags):
    one_line(start_in_vain(tmp_path / "data", *flags), 1, 2, 78)


@pytest.mark.parametrize("instant, words", [("1999-12-31T23:59:59Z", "begins on 2000"), ("2199-01-01T00:00:01Z", "ends on 2199")])
def test_a_clock_outside_its_years_is_a_usage_error(tmp_path, instant, words):
    assert words in one_line(start_in_vain(tmp_path / "data", "--clock", instant), 2)


def test_the_first_day_of_the_clock_is_one_on_which_a_customer_signs_in(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", "--clock", "2000-01-01T00:00:00Z").start()
    assert api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA).accounts().status == 200
    assert "begins on 2000-01-01" in api.control(sandbox, "POST", "/_sandbox/clock", {"now": "1999-12-31T23:59:59Z"}).json()["message"]
    assert sandbox.stop() == 0


def test_a_directory_in_the_place_of_the_configuration_is_refused(tmp_path):
    (tmp_path / "data/guichet.toml").mkdir(parents=True)
    assert "guichet.toml is a directory" in one_line(start_in_vain(tmp_path / "data"), 78)


# --- flags ----------------------------------------------------------------------------------------------------

def test_preconsent_loads_the_consents_of_the_persona_sheet(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", "--preconsent").start()
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert set(listed(lea.accounts())[LEA_IBAN]["_links"]) >= {"balances", "transactions"}
        assert lea.get(balances_of(LEA_IBAN)).status == lea.get(transactions_of(LEA_IBAN)).status == 200
        refused(lea.get("/end-user-identity"), 403, "CONSENT_MISSING")
    finally:
        assert sandbox.stop() == 0


def test_the_clock_and_the_domain_can_be_chosen(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", "--clock", "2027-06-01T12:00:00Z", "--domain", "bank.example").start()
    try:
        assert sandbox.host == "www.17515.sandbox.api.bank.example"
        assert api.controlled(sandbox, "GET", "/_sandbox/clock")["now"].startswith("2027-06-01T12:0")
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert lea.consent(LEA_IBAN).status == 201
        assert "01/06/2027" in lea.get(balances_of(LEA_IBAN)).text
    finally:
        assert sandbox.stop() == 0


def test_row_226_a_later_start_without_a_clock_goes_on_from_where_the_former_was_put(fresh):
    of_the_run = fresh.flags
    fresh.flags = [*of_the_run, "--clock", "2031-05-05T10:00:00Z"]
    fresh.start()
    customer = api.Api(fresh, api.Tpp.sample(fresh.data)).connect_customer(LEA)
    assert [customer.accounts(batch=True).status for _ in range(5)] == [200] * 4 + [429]
    fresh.flags = of_the_run
    fresh.restart()
    assert api.controlled(fresh, "GET", "/_sandbox/clock")["now"].startswith("2031-05-05T10:")
    again = api.Api(fresh, api.Tpp.sample(fresh.data))
    again.tokens = customer.tokens
    refused(again.accounts(batch=True), 429, "QUOTA")
    api.reset(fresh)
    assert abs(now_of(fresh) - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(seconds=30)


# --- the control port -----------------------------------------------------------------------------------------

def now_of(sandbox):
    return datetime.datetime.fromisoformat(
        api.controlled(sandbox, "GET", "/_sandbox/clock")["now"].replace("Z", "+00:00"))


def test_the_clock_can_be_read_set_and_advanced_and_says_what_that_caused(sandbox, lea):
    start = now_of(sandbox)
    assert abs(start - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(seconds=30)
    lea.accounts(batch=True)
    moved = api.move_clock(sandbox, advance="P1DT2H")
    assert datetime.timedelta(hours=26) <= now_of(sandbox) - start < datetime.timedelta(hours=26, seconds=30)
    assert moved["effects"]["access_tokens_expired"] == 1 and moved["effects"]["quota_units_freed"] == 1
    target = (start + datetime.timedelta(days=10)).isoformat(timespec="seconds").replace("+00:00", "Z")
    api.move_clock(sandbox, now=target)
    assert now_of(sandbox) - start >= datetime.timedelta(days=9, hours=23)


@pytest.mark.parametrize("body", [
    {}, {"now": "soon"}, {"advance": "1 day"}, {"advance": "P"}, {"now": 5}, [], b"x", {"now": "2020-01-01T00:00:00Z"},
    {"now": "2030-01-01T00:00:00Z", "advance": "P1D"}], ids=str)
def test_a_clock_request_that_cannot_be_met_is_refused(sandbox, body):
    before = now_of(sandbox)
    answer = api.control(sandbox, "POST", "/_sandbox/clock", body)
    assert 400 <= answer.status < 500 and answer.json()["message"]
    assert now_of(sandbox) - before < datetime.timedelta(seconds=30)


def books_of(sandbox):
    """All but the number by which nodes hear that TPPs were changed: a reset is such a change, and it only goes up."""
    return {table: content for table, content in sandbox.database.digest().items() if table != "tpp_version"}


def test_a_reset_leads_back_to_the_freshly_seeded_state_and_keeps_the_keys(sandbox, other_tpp, lea):
    keys = {path: path.read_bytes() for path in sandbox.data.rglob("*.key")}
    api.reset(sandbox)
    seeded = books_of(sandbox)
    api.move_clock(sandbox, advance="P30D")
    other = api.enrol(sandbox, "PSDFR-ACPR-99077")
    customer = api.Api(sandbox, other).connect_customer(LEA)
    assert customer.consent(LEA_IBAN).status == 201 and customer.accounts(batch=True).status == 200
    assert books_of(sandbox) != seeded
    api.reset(sandbox)
    assert books_of(sandbox) == seeded
    assert abs(now_of(sandbox) - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(seconds=30)
    refused(customer.accounts(), 401, "TPP_UNKNOWN")
    refused(lea.accounts(), 401, "invalid_token")
    assert keys == {path: path.read_bytes() for path in keys}


def test_the_personas_are_those_of_the_reference_page(sandbox):
    text = json.dumps(api.controlled(sandbox, "GET", "/_sandbox/personas"))
    for word in (LEA, GILLES, LEA_IBAN, CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, *GILLES_IBANS):
        assert word in text


def test_the_last_requests_are_shown_with_the_verdict_of_every_check(sandbox, lea):
    refused(lea.accounts(more=[("X-Request-ID", "seen-1")], signing=None), 401, "SIG_MISSING")
    assert lea.accounts(more=[("X-Request-ID", "seen-2")]).status == 200
    (shown,) = api.controlled(sandbox, "GET", "/_sandbox/requests?x_request_id=seen-1")["requests"]
    assert (shown["status"], shown["x_request_id"]) == (401, "seen-1")
    verdicts = {check["check"]: check["verdict"] for check in shown["checks"]}
    assert verdicts["certificate"] == "passed" and "SIG_MISSING" in verdicts["signature"]
    (shown,) = api.controlled(sandbox, "GET", "/_sandbox/requests?x_request_id=seen-2")["requests"]
    assert shown["status"] == 200 and {check["verdict"] for check in shown["checks"]} == {"passed"}


def test_whoever_mistakes_an_address_of_the_control_is_told_all_that_there_are(sandbox):
    answer = refused(api.control(sandbox, "GET", "/_sandbox/nope"), 404, "ROUTE_UNKNOWN")
    assert answer.json()["message"].endswith("phone/, pki/."), answer.text


def test_the_control_answers_no_page_of_another_site(sandbox):
    body = {"advance": "P1D"}
    for headers in ([("Origin", "https://elsewhere.example")], [("Host", "elsewhere.example")],
                    [("Content-Type", "text/plain")]):
        assert 400 <= api.control(sandbox, "POST", "/_sandbox/clock", body, headers).status < 500
    assert now_of(sandbox) - datetime.datetime.now(datetime.timezone.utc) < datetime.timedelta(seconds=30)


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/_sandbox/nothing", 404), ("DELETE", "/_sandbox/clock", 405), ("GET", "/_sandbox/reset", 405)])
def test_the_control_refuses_what_it_does_not_know(sandbox, method, path, status):
    assert api.control(sandbox, method, path).status == status


def test_the_help_links_of_refusals_lead_to_pages(sandbox, lea):
    answers = [lea.accounts(signing=None), lea.get("/nothing"), lea.get(balances_of(LEA_IBAN)), lea.refresh("0" * 43)]
    for answer in answers:
        links = re.findall(r'<([^>]*)>; *rel="help"', ", ".join(answer.all("Link")))
        url = links[0] if links else answer.json()["error_uri"]
        assert url.startswith(sandbox.ready["web"])
        page = api.control(sandbox, "GET", url.removeprefix(sandbox.ready["web"]))
        assert page.status == 200 and url.rsplit("/", 1)[1] in page.text


def test_the_monitor_link_of_a_refusal_names_the_request(lea):
    answer = lea.accounts(more=[("X-Request-ID", "watched-1")], signing=None)
    assert re.search(r'<[^>]*/inspector/watched-1>; *rel="monitor"', ", ".join(answer.all("Link")))


def test_the_portal_is_on_the_web_port(sandbox):
    with sandbox.connect_web() as connection:
        answer = connection.exchange(http.request_bytes("GET", "/", [("Host", f"localhost:{sandbox.web_port}")]))
    assert answer.status == 200 and answer.header("Content-Type").startswith("text/html")


# --- a good guest on the machine ------------------------------------------------------------------------------

def test_it_speaks_to_nobody_but_loopback(sandbox, lea):
    assert lea.accounts().status == 200
    found = sandbox.sockets()
    assert found
    for local, remote in found:
        assert local in LOOPBACK and remote in LOOPBACK | NOWHERE


@pytest.mark.embedded  # what is measured is this program, not a server beside it
@pytest.mark.skipif(not process.RELEASE_BINARY, reason="GUICHET_RELEASE_BINARY is not set")
def test_the_release_is_ready_within_a_second_at_the_second_start_and_small(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", binary=process.RELEASE_BINARY, keys_of_its_own=True).start()
    try:
        assert sandbox.stop() == 0
        sandbox.start(within=1.0)
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert lea.consent(LEA_IBAN).status == 201
        for _ in range(50):
            assert lea.get(balances_of(LEA_IBAN)).status == 200
        assert sandbox.resident_mib() < 60
    finally:
        assert sandbox.stop() == 0
