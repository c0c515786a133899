# SPDX-License-Identifier: Apache-2.0
"""A client of TLS 1.2 (RFC 5246) that writes its messages itself, up to where they would be encrypted: so it can
present certificates that no library would load."""
import os
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519

from . import tls

ALERT, HANDSHAKE = 0x15, 0x16
SERVER_HELLO, SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE = 2, 12, 14
CERTIFICATE, CERTIFICATE_VERIFY, CLIENT_KEY_EXCHANGE = 11, 15, 16
ECDSA_WITH_SHA256, X25519 = 0x0403, 29
LARGEST_RECORD = 16_384


def message(kind, content):
    return bytes([kind]) + len(content).to_bytes(3, "big") + content


class Handshake:
    """One handshake up to ServerHelloDone, or to the alert that ended it."""

    def __init__(self, port, hello):
        self.connection = tls.Connection(port)
        self.transcript = hello[5:]
        self.messages = {}
        self.alert = None
        self.received = self.pending = b""
        self.connection.send(hello)
        while SERVER_HELLO_DONE not in self.messages and self._read_record():
            pass

    def _read_record(self):
        """Takes one record; False at the end or at a fatal alert."""
        while len(self.received) < 5 or len(self.received) < 5 + int.from_bytes(self.received[3:5], "big"):
            more = self.connection._receive(65_536)
            if not more:
                return False
            self.received += more
        size = 5 + int.from_bytes(self.received[3:5], "big")
        record, self.received = self.received[:size], self.received[size:]
        if record[0] == ALERT:
            self.alert = record[6] if record[5] == 2 else None
            return record[5] != 2
        self.transcript += record[5:]
        self.pending += record[5:]
        while len(self.pending) >= 4 and len(self.pending) >= 4 + int.from_bytes(self.pending[1:4], "big"):
            end = 4 + int.from_bytes(self.pending[1:4], "big")
            self.messages[self.pending[0]] = self.pending[4:end]
            self.pending = self.pending[end:]
        return True

    def send(self, *messages):
        """Sends handshake messages; what the server says before it stops reading is still to be read."""
        content = b"".join(messages)
        self.transcript += content
        try:
            for at in range(0, len(content), LARGEST_RECORD):
                self.connection.send(b"\x16\x03\x03" + tls.vector(2, content[at:at + LARGEST_RECORD]))
        except (BrokenPipeError, ConnectionResetError):
            pass

    def present(self, certificates, key=None):
        """Sends these certificates (DER, leaf first), and with a P-256 `key` the proof that it is ours."""
        listed = b"".join(tls.vector(3, each) for each in certificates)
        self.send(message(CERTIFICATE, tls.vector(3, listed)))
        if key is None:
            return
        self.send(message(CLIENT_KEY_EXCHANGE, tls.vector(1, self._share())))
        signature = key.sign(self.transcript, ec.ECDSA(hashes.SHA256()))
        self.send(message(CERTIFICATE_VERIFY, struct.pack("!H", ECDSA_WITH_SHA256) + tls.vector(2, signature)))

    def _share(self):
        group = int.from_bytes(self.messages[SERVER_KEY_EXCHANGE][1:3], "big")
        if group == X25519:
            return x25519.X25519PrivateKey.from_private_bytes(os.urandom(32)).public_key().public_bytes(
                serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    def end(self):
        """Says goodbye; gives the number of the fatal alert that the server had sent before that, or None."""
        try:
            self.connection.send(b"\x15\x03\x03\x00\x02\x01\x00")
        except (BrokenPipeError, ConnectionResetError):
            pass
        while self.alert is None and self._read_record():
            pass
        self.connection.close()
        return self.alert


def alert_to_certificates(sandbox, certificates, key=None):
    """The fatal alert that answers a Certificate message, and with `key` its proof; None if there is none."""
    handshake = Handshake(sandbox.api_port, tls.client_hello(sandbox.host, 0x0303, (0xC02B, 0xC02F)))
    assert SERVER_HELLO_DONE in handshake.messages, f"the handshake ended with alert {handshake.alert}"
    handshake.present(certificates, key)
    return handshake.end()
