# SPDX-License-Identifier: Apache-2.0
"""`proxies`: a balancer that passes TLS through says before it, in a header of the PROXY protocol, for whom each
connection is (HAProxy's proxy-protocol.txt). Here 127.0.0.9 is one, and 127.0.0.1 is not."""
import csv
import ipaddress
import os
import shutil
import socket
import ssl
import struct
import subprocess
import time

import pytest

from guichet_client import http, process, tls
from guichet_client.journey import Browser
from guichet_client.personas import CLAIRE, GEORGES, LEA

PROXY = "127.0.0.9"
MOST_FAILURES = 3
WRONG, UNKNOWN = "00000000", "1234567890"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
LOCAL = SIGNATURE + b"\x20\x00\x00\x00"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    data = tmp_path_factory.mktemp("proxied") / "data"
    data.mkdir()
    (data / "guichet.toml").write_text(f'proxies = "192.0.2.0/24 {PROXY}"\n'
                                       f"[pages]\nfailures_of_a_source = {MOST_FAILURES}\n")
    sandbox = process.Sandbox(data).start()
    yield sandbox
    assert sandbox.stop() == 0


def line(client):
    """Version 1."""
    family, gateway = ("TCP6", "2001:db8::1") if ":" in client else ("TCP4", "203.0.113.1")
    return f"PROXY {family} {client} {gateway} 56324 443\r\n".encode()


def binary(client, fields=b""):
    """Version 2."""
    address = ipaddress.ip_address(client)
    content = address.packed + bytes(len(address.packed)) + struct.pack("!HH", 56324, 443) + fields
    return SIGNATURE + bytes([0x21, 0x11 if address.version == 4 else 0x21]) + struct.pack("!H", len(content)) + content


def connect(sandbox, preamble, source=PROXY, port=None):
    return tls.Connection(port or sandbox.api_port, tls.context(sandbox.ca_file), sandbox.host, source=source,
                          preamble=preamble)


def status_over(connection, sandbox):
    host = f"{sandbox.host}:{sandbox.api_port}"
    return connection.exchange(http.request_bytes("GET", "/.well-known/oauth-authorization-server",
                                                  [("Host", host)])).status


class Customer(Browser):
    """A browser whose connections begin with this header and come from the proxy; or from elsewhere, to any port."""

    def __init__(self, sandbox, header, source=PROXY, port=None):
        super().__init__(sandbox, tls_pair=None)
        self.way = (header, source, port)

    def request(self, *what, **more):
        if self.connection is None or not self.connection.open:
            self.connection = connect(self.sandbox, *self.way)
        return super().request(*what, **more)

    def fail(self, tpp):
        """As often as one address may."""
        page = self.identify(self.authorize(tpp), UNKNOWN)
        for _ in range(MOST_FAILURES):
            page = self.submit(page, {"otp": WRONG})
        return self

    def is_held_off(self, tpp):
        return self.authorize(tpp).status == 429


# --- with a header --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("header", [
    line("192.0.2.7"), line("2001:db8::7"), binary("192.0.2.7"), binary("2001:db8::7"), LOCAL, b"PROXY UNKNOWN\r\n",
    binary("192.0.2.7", b"\x04\x00\x10" + bytes(16))],
    ids=["line, IPv4", "line, IPv6", "IPv4", "IPv6", "LOCAL", "UNKNOWN", "further fields"])
def test_a_proxy_s_connection_is_served_after_its_header(sandbox, header):
    with connect(sandbox, header) as connection:
        assert [status_over(connection, sandbox) for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("header", [line("192.0.2.7"), binary("192.0.2.7")], ids=["line", "binary"])
def test_tls_may_begin_in_the_segment_of_the_header(sandbox, header):
    with tls.Connection(sandbox.api_port, source=PROXY) as connection:
        connection.send(header + tls.client_hello(sandbox.host))
        assert connection._receive(5)[0] == 0x16, "no handshake came back"


def test_a_customer_who_fails_too_often_holds_off_nobody_else_behind_the_proxy(sandbox, tpp):
    Customer(sandbox, line("192.0.2.7")).fail(tpp)
    assert Customer(sandbox, line("192.0.2.7")).is_held_off(tpp)
    assert Customer(sandbox, line("192.0.2.8")).sign_in(tpp, LEA)["code"]
    assert Customer(sandbox, line("2001:db8::7")).sign_in(tpp, CLAIRE)["code"]
    assert Customer(sandbox, LOCAL).sign_in(tpp, GEORGES)["code"]


@pytest.mark.parametrize("client, others", [
    ("192.0.2.7", [binary("192.0.2.7"), line("::ffff:192.0.2.7"), binary("::ffff:192.0.2.7")]),
    ("2001:db8::7", [binary("2001:db8::7"), line("2001:DB8:0::7")])])
def test_a_customer_is_the_same_in_either_version_and_notation(sandbox, tpp, client, others):
    Customer(sandbox, line(client)).fail(tpp)
    assert all(Customer(sandbox, other).is_held_off(tpp) for other in others)


def test_a_connection_of_the_proxys_own_counts_as_the_proxys(sandbox, tpp):
    Customer(sandbox, b"PROXY UNKNOWN\r\n").fail(tpp)
    assert Customer(sandbox, LOCAL).is_held_off(tpp)
    assert not Customer(sandbox, line("192.0.2.7")).is_held_off(tpp)
    assert not Customer(sandbox, b"", "127.0.0.1").is_held_off(tpp)


# --- HAProxy itself -------------------------------------------------------------------------------------------

HAPROXY = """
global
  stats socket {folder}/stats
defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen api
  bind 127.0.0.1:{port}
  server gateway 127.0.0.1:{gateway} source {proxy} {send} check check-ssl verify none check-send-proxy inter 200ms
"""


class Haproxy:
    """In front of one sandbox."""

    def __init__(self, folder, sandbox, send):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        (folder / "cfg").write_text(HAPROXY.format(folder=folder, port=self.port, gateway=sandbox.api_port, proxy=PROXY,
                                                   send=send))

    def __enter__(self):
        program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", ""))
        self.child = subprocess.Popen([program, "-db", "-f", self.folder / "cfg"], stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(10)

    def state_of_gateway(self):
        """(state, what the last check came to), once it was checked."""
        give_up = time.monotonic() + 20
        while time.monotonic() < give_up and self.child.poll() is None:
            try:
                with socket.socket(socket.AF_UNIX) as asking:
                    asking.settimeout(5)
                    asking.connect(str(self.folder / "stats"))
                    asking.sendall(b"show stat api 4 -1\n")
                    said = asking.makefile().read().removeprefix("# ")
            except (FileNotFoundError, ConnectionRefusedError):
                continue
            (gateway,) = csv.DictReader(said.splitlines())
            check = gateway["check_status"].removeprefix("* ")  # the mark of one that is under way
            if check not in ("INI", ""):
                return gateway["status"], check
        raise AssertionError("HAProxy said nothing of its gateway")


@pytest.mark.parametrize("send", ["send-proxy", "send-proxy-v2"])
def test_behind_haproxy_each_customer_counts_for_himself_and_its_checks_pass(tmp_path, sandbox, tpp, send):
    with Haproxy(tmp_path, sandbox, send) as haproxy:
        assert haproxy.state_of_gateway() == ("UP", "L6OK")
        Customer(sandbox, b"", "127.0.0.5", haproxy.port).fail(tpp)
        assert Customer(sandbox, b"", "127.0.0.5", haproxy.port).is_held_off(tpp)
        assert Customer(sandbox, b"", "127.0.0.6", haproxy.port).sign_in(tpp, LEA)["code"]
        assert Customer(sandbox, line("127.0.0.5")).is_held_off(tpp)


# --- without --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("beginning", [
    "hello", b"GET / HTTP/1.1\r\n\r\n", line("192.0.2.256"), SIGNATURE + b"\x21\x11\x00\x0b" + bytes(11),
    SIGNATURE + b"\x21\x11\xff\xff"], ids=["TLS", "HTTP", "no address", "too short", "too long"])
def test_a_proxy_s_connection_without_a_valid_header_is_closed_unanswered(sandbox, beginning):
    with tls.Connection(sandbox.api_port, source=PROXY) as connection:
        connection.send(tls.client_hello(sandbox.host) if beginning == "hello" else beginning)
        assert connection.is_closed_by_server()


def test_the_log_names_the_proxy_that_sent_no_header(sandbox):
    with tls.Connection(sandbox.api_port, source=PROXY) as connection:
        connection.send(b"s3cret of somebody")
        assert connection.is_closed_by_server()
    give_up = time.monotonic() + 10
    while f"a connection of the proxy {PROXY} was closed" not in sandbox.stderr:
        assert time.monotonic() < give_up, sandbox.stderr[-2000:]
        time.sleep(0.02)
    assert "s3cret" not in sandbox.stderr


def test_a_header_of_a_byte_a_second_is_cut_off(sandbox):
    """After 5 seconds, TLS included; a busy machine may take longer, but not so long that the header would end."""
    started = time.monotonic()
    with tls.Connection(sandbox.api_port, source=PROXY) as connection:
        connection.raw.settimeout(1.0)
        for byte in line("192.0.2.7")[:30]:
            try:
                connection.send(bytes([byte]))
                assert connection._receive(1) == b""
                break
            except TimeoutError:
                continue
            except BrokenPipeError:
                break
        else:
            pytest.fail("30 bytes in 30 seconds were listened to")
    assert time.monotonic() - started >= 4.0
    with connect(sandbox, LOCAL) as other:
        assert status_over(other, sandbox) == 200


# --- elsewhere ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("header", [line("192.0.2.7"), binary("192.0.2.7"), LOCAL], ids=["line", "binary", "LOCAL"])
def test_who_is_no_proxy_cannot_choose_an_address(sandbox, header):
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connect(sandbox, header, source="127.0.0.1").close()
    with connect(sandbox, b"", source="127.0.0.1") as connection:
        assert status_over(connection, sandbox) == 200


def test_the_web_port_takes_no_header(sandbox):
    request = http.request_bytes("GET", "/", [("Host", f"127.0.0.1:{sandbox.web_port}")])
    with tls.Connection(sandbox.web_port, source=PROXY) as connection:
        assert connection.exchange(request).status == 200
    with tls.Connection(sandbox.web_port, source=PROXY) as connection:
        assert connection.exchange(line("192.0.2.7") + request).status == 400


@pytest.mark.parametrize("value, fault", [
    ('"proxy.example"', 'proxies: "proxy.example" is no address and no network'),
    ('"192.0.2.10 10.0.0.1/8"', 'proxies: "10.0.0.1/8" is no address and no network'),
    ('["192.0.2.10"]', '"proxies" must be a text in quotes')])
def test_a_setting_that_names_no_address_is_refused_before_anything_starts(tmp_path, value, fault):
    (tmp_path / "guichet.toml").write_text(f"proxies = {value}\n")
    ended = process.run("sandbox", "--data", tmp_path, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0")
    assert ended.returncode == 78 and fault in ended.stderr, (ended.returncode, ended.stderr)
    assert ended.stderr.count("\n") == 1
