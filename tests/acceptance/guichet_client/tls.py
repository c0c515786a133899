# SPDX-License-Identifier: Apache-2.0
"""Connections to a sandbox: TLS with any certificate, name, version and cipher, or plain to the web port."""
import functools
import socket
import ssl
import struct

from . import http

PATIENCE = 20.0  # seconds before a silent server is a failed test


@functools.lru_cache(maxsize=None)
def context(ca_file, identity_files=None, version=None, ciphers=None, alpn=None, weak=False):
    """A client's TLS settings. `weak`: also keys and hashes that a prudent client would not touch."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(ca_file)
    if weak:
        made.set_ciphers("DEFAULT:@SECLEVEL=0")
    if ciphers:
        made.set_ciphers(ciphers)
    if version:
        made.minimum_version = made.maximum_version = version
    if alpn:
        made.set_alpn_protocols(list(alpn))
    if identity_files:
        made.load_cert_chain(*identity_files)
    return made


class Connection:
    """One connection. Everything that waits is bounded by PATIENCE. `source`: the address it comes from; `preamble`:
    what is sent before TLS begins."""

    def __init__(self, port, tls=None, server_name=None, session=None, address="127.0.0.1", source=None, preamble=b""):
        self.raw = socket.create_connection((address, port), timeout=PATIENCE, source_address=source and (source, 0))
        self.raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.raw.sendall(preamble)
        self.socket = self.raw
        if tls is not None:
            try:
                self.socket = tls.wrap_socket(self.raw, server_hostname=server_name, session=session)
            except BaseException:
                self.raw.close()
                raise
        self.reader = http.Reader(self._receive)
        self.open = True

    def _receive(self, size):
        try:
            return self.socket.recv(size)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionResetError):
            return b""

    def send(self, data):
        self.socket.sendall(data)

    def answer(self, method="GET"):
        """The next response. Marks the connection as spent if the server says so."""
        try:
            answer = self.reader.answer(to_head=method == "HEAD")
        except http.Closed:
            self.close()
            raise
        if answer.closes:
            self.open = False
        return answer

    def exchange(self, data, method="GET"):
        """Sends bytes and gives the response. What the server answered before it stopped reading counts."""
        try:
            self.send(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            pass
        return self.answer(method)

    def is_closed_by_server(self):
        """True once the server has ended the connection; more bytes before that are a failure."""
        more = self.reader.buffer or self._receive(65536)
        assert not more, f"more bytes came before the close: {more[:200]!r}"
        return True

    def close(self):
        self.open = False
        try:
            self.socket.close()
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def vector(size, content):
    return len(content).to_bytes(size, "big") + content


def client_hello(server_name, legacy_version=0x0303, suites=(0x1301, 0xC02B, 0xC02F), record_version=0x0301,
                 session_id=b"", more=()):
    """A ClientHello without supported_versions, so that `legacy_version` is the newest it offers (RFC 5246).
    `server_name` None: none; `more`: (number, content) of other extensions."""
    extensions = [(10, vector(2, struct.pack("!3H", 29, 23, 24))), (11, b"\x01\x00"),
                  (13, vector(2, struct.pack("!6H", 0x0403, 0x0804, 0x0401, 0x0503, 0x0203, 0x0201))), *more]
    if server_name is not None:
        extensions.insert(0, (0, vector(2, b"\x00" + vector(2, server_name.encode()))))
    listed = b"".join(struct.pack("!H", suite) for suite in suites)
    body = struct.pack("!H", legacy_version) + bytes(range(32)) + vector(1, session_id) + vector(2, listed) + b"\x01\x00"
    if legacy_version > 0x0300:
        body += vector(2, b"".join(struct.pack("!H", number) + vector(2, content) for number, content in extensions))
    handshake = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16" + struct.pack("!H", record_version) + vector(2, handshake)


def alert_to(port, hello, address="127.0.0.1"):
    """The fatal alert's number that the server answers to these bytes; the connection must end after it."""
    with Connection(port, address=address) as connection:
        connection.send(hello)
        received = b""
        while more := connection._receive(4096):
            received += more
            if received[0] != 0x15:
                raise AssertionError(f"no alert but {received[:40]!r}")
    assert len(received) >= 7, f"closed without an alert: {received!r}"
    assert received[5] == 2, "the alert is not fatal"
    return received[6]


def alert_in(error):
    """The words of the alert that made a handshake fail."""
    return (error.reason or str(error)).lower().replace(" ", "_")


def alert_that_ends(sandbox, files, **settings):
    """The words of the fatal alert that ends a handshake, or None if it ends well. Runs TLS in memory, so that the
    alert is seen even if the server hangs up while a long list is still on its way."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context(sandbox.ca_file, files, **settings).wrap_bio(incoming, outgoing, server_hostname=sandbox.host)
    request = f"GET / HTTP/1.1\r\nHost: {sandbox.host}:{sandbox.api_port}\r\n\r\n".encode()
    asked = False
    with socket.create_connection(("127.0.0.1", sandbox.api_port), timeout=PATIENCE) as wire:
        while True:
            try:
                if not asked:
                    client.do_handshake()
                    client.write(request)  # in TLS 1.3 a client may speak before the server has judged it
                    asked = True
                client.read(1)
                return None
            except ssl.SSLWantReadError:
                _exchange(wire, incoming, outgoing)
            except ssl.SSLEOFError:
                raise AssertionError("the connection ended without an alert")
            except ssl.SSLError as error:
                return alert_in(error)


def _exchange(wire, incoming, outgoing):
    """Sends what is ready and takes what comes, or notes the end."""
    try:
        wire.sendall(outgoing.read())
    except (BrokenPipeError, ConnectionResetError):
        pass  # what it said before is still to be read
    try:
        received = wire.recv(65536)
    except ConnectionResetError:
        received = b""
    incoming.write(received) if received else incoming.write_eof()
