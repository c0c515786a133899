# SPDX-License-Identifier: Apache-2.0
"""Rows 12, 13, 15 and 44: connections and what they remember. Cases between the rows are of RFC 5246, 7507, 8446."""
import datetime
import os
import socket
import ssl
import struct
import time

import pytest

from guichet_client import tls
from guichet_client.certificates import now
from guichet_client.handshake import CERTIFICATE, SERVER_HELLO, SERVER_HELLO_DONE, Handshake
from guichet_client.oracle import refused
from guichet_client.personas import OTHER_BANK
from guichet_client.process import Sandbox

VERSIONS = [pytest.param(ssl.TLSVersion.TLSv1_2, id="TLS 1.2"), pytest.param(ssl.TLSVersion.TLSv1_3, id="TLS 1.3")]
UNRECOGNIZED_NAME, INAPPROPRIATE_FALLBACK = 112, 86
SESSION_TICKET, FALLBACK_SCSV = 35, 0x5600


def another_connection(before, session, host=None):
    """A client that offers the session of an earlier connection of its own."""
    context = tls.context(before.sandbox.ca_file, before.pair.files, **before.settings)
    return tls.Connection(before.sandbox.api_port, context, host or before.name, session=session)


# --- sessions -------------------------------------------------------------------------------------------------

def test_row_012_a_session_offered_again_after_the_qwac_expired_is_refused_like_a_new_one(lea, authority):
    ends = now().replace(microsecond=0) + datetime.timedelta(seconds=3)
    qwac = authority.issue(not_after=ends)
    callers = [lea.as_presenting(qwac, version=version.values[0]) for version in VERSIONS]
    assert [caller.accounts().status for caller in callers] == [200, 200]
    sessions = [caller.connection().socket.session for caller in callers]
    while callers[0].accounts().status == 200:
        assert now() <= ends + datetime.timedelta(seconds=2)
    for caller, session in zip(callers, sessions):
        with another_connection(caller, session) as connection:
            refused(caller.over(connection).accounts(), 401, "CERT_EXPIRED")
            assert connection.is_closed_by_server()


@pytest.mark.parametrize("version", VERSIONS)
def test_row_013_a_session_of_one_bank_is_worth_nothing_at_another(lea, version):
    caller = lea.as_presenting(lea.tpp.qwac, version=version)
    assert caller.accounts().status == 200  # in TLS 1.3 a ticket would have come by now
    session = caller.connection().socket.session
    assert not session.has_ticket
    elsewhere = lea.sandbox.host_of(OTHER_BANK)
    with another_connection(caller, session, elsewhere) as connection:
        assert not connection.socket.session_reused
        refused(caller.at(elsewhere).over(connection).accounts(), 401, "invalid_token")


def test_row_013_a_session_id_and_a_ticket_of_ones_own_making_lead_to_a_full_handshake(running):
    invented = os.urandom(32)
    hello = tls.client_hello(running.host, 0x0303, (0xC02B, 0xC02F), session_id=invented,
                             more=[(SESSION_TICKET, os.urandom(192))])
    handshake = Handshake(running.api_port, hello)
    handshake.end()
    assert {SERVER_HELLO, CERTIFICATE, SERVER_HELLO_DONE} <= set(handshake.messages)
    assert invented not in handshake.messages[SERVER_HELLO]


# --- names ----------------------------------------------------------------------------------------------------

def address_of_this_machine():
    """An address of it that is not on loopback. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            pytest.skip("this machine has no address but those on loopback")
        return probe.getsockname()[0]


def test_row_015_a_client_without_server_name_is_turned_away_off_loopback(tmp_path):
    """On loopback it is served: there is one establishment to try out, and tools do without the name."""
    address = address_of_this_machine()
    sandbox = Sandbox(tmp_path / "data")
    sandbox.listen = "0.0.0.0:0"
    sandbox.start()
    try:
        assert tls.alert_to(sandbox.api_port, tls.client_hello(None), address) == UNRECOGNIZED_NAME
        with tls.Connection(sandbox.api_port, tls.context(sandbox.ca_file), sandbox.host, address=address) as connection:
            assert connection.socket.version()
    finally:
        assert sandbox.stop() == 0


# --- time -----------------------------------------------------------------------------------------------------

def test_row_044_a_client_hello_of_a_byte_a_second_is_cut_off(running):
    """After 5 seconds; a busy machine may take longer, but not so long that the hello would ever end."""
    hello = tls.client_hello(running.host)
    started = time.monotonic()
    with tls.Connection(running.api_port) as connection:
        connection.raw.settimeout(1.0)
        for byte in hello[:30]:
            connection.send(bytes([byte]))
            try:
                assert connection._receive(1) == b""
                break
            except TimeoutError:
                continue
        else:
            pytest.fail("30 bytes in 30 seconds were listened to")
    assert time.monotonic() - started >= 4.0
    with running.connect() as other:
        assert other.socket.version()


# --- between the rows -----------------------------------------------------------------------------------------

def test_a_client_that_offers_less_than_it_could_is_told_so(running):
    """RFC 8446 4.1.3: somebody in between may have cut the hello down."""
    handshake = Handshake(running.api_port, tls.client_hello(running.host, 0x0303, (0xC02B, 0xC02F)))
    handshake.end()
    assert handshake.messages[SERVER_HELLO][2:34].endswith(b"DOWNGRD\x01")


def test_a_fallback_to_an_older_version_is_refused(running):
    """RFC 7507."""
    hello = tls.client_hello(running.host, 0x0303, (0xC02B, 0xC02F, FALLBACK_SCSV))
    assert tls.alert_to(running.api_port, hello) == INAPPROPRIATE_FALLBACK


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("abruptly", [False, True], ids=["no close_notify", "a reset"])
def test_a_connection_that_ends_without_goodbye_harms_nobody(running, version, abruptly):
    connection = running.connect(version=version)
    if abruptly:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.socket.detach())
    with running.connect(version=version) as other:
        assert other.socket.version()
