# SPDX-License-Identifier: Apache-2.0
"""Rows 36 and 37: certificates that are made to cost the server time or memory."""
import dataclasses

import pytest

from cryptography.hazmat.primitives import serialization

from guichet_client import chains, der, process
from guichet_client.certificates import Authority, ec_key
from guichet_client.chains import der_of
from guichet_client.handshake import alert_to_certificates
from guichet_client.oracle import refused

UNKNOWN_CA = 48
EC_PUBLIC_KEY, PRIME_FIELD, P_256 = "1.2.840.10045.2.1", "1.2.840.10045.1.1", "1.2.840.10045.3.1.7"
EXPENSIVE = 0.1  # seconds of CPU for one certificate


def qwac(authority, **how):
    return authority.issue(key=ec_key(name="costly"), **how)


def presented_under(line, **how):
    """A QWAC of the last of these authorities, presented with all of them."""
    return dataclasses.replace(qwac(line[-1], **how), above=tuple(der_of(each) for each in reversed(line)))


def long_chain(authority):
    return presented_under(chains.line_below(authority, 20))


def long_circle(_authority):
    first, second = chains.circle()
    return dataclasses.replace(qwac(first), above=(der_of(first), der_of(second)) * 10)


def huge_list(authority):
    ballast = [("1.3.6.1.4.1.99999.1", der.octet_string(bytes(20_000)))]
    leaf = qwac(authority)
    return dataclasses.replace(leaf, above=tuple(qwac(authority, more=ballast).der for _ in range(10)))


LISTS = [pytest.param(long_chain, id="a chain of 20"), pytest.param(long_circle, id="ten times round a loop"),
         pytest.param(huge_list, id="200 KiB")]


def shown(pair):
    return (pair.der, *pair.above)


@pytest.mark.parametrize("make", LISTS)
def test_row_036_a_list_too_long_to_be_honest_ends_the_handshake(sandbox, authority, make):
    pair = make(authority)
    alert = alert_to_certificates(sandbox, shown(pair))
    if make is huge_list:
        assert sum(map(len, shown(pair))) > 200 * 1024 and alert is not None
    else:
        assert alert == UNKNOWN_CA


@pytest.mark.skipif(not process.RELEASE_BINARY, reason="GUICHET_RELEASE_BINARY is not set")
def test_row_036_such_lists_cost_little_time_and_no_memory(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", binary=process.RELEASE_BINARY).start()
    try:
        pairs = [make.values[0](Authority.of(sandbox.data)) for make in LISTS]

        def rounds(count):
            for _ in range(count):
                for pair in pairs:
                    assert alert_to_certificates(sandbox, shown(pair)) is not None

        rounds(20)
        memory, cpu = sandbox.resident_mib(), sandbox.cpu_seconds()
        rounds(60)
        assert sandbox.resident_mib() - memory < 4, "60 lists of 200 KiB have 12 MiB"
        assert (sandbox.cpu_seconds() - cpu) / (60 * len(pairs)) < 0.05
    finally:
        assert sandbox.stop() == 0


# --- keys that are no keys ------------------------------------------------------------------------------------

def on_explicit_curve(prime, a, b, generator, order, point):
    """SubjectPublicKeyInfo with the curve's parameters in place of its name (SEC 1, C.2)."""
    size = (prime.bit_length() + 7) // 8
    parameters = der.sequence(
        der.integer(1), der.sequence(der.oid(PRIME_FIELD), der.integer(prime)),
        der.sequence(der.octet_string(a.to_bytes(size, "big")), der.octet_string(b.to_bytes(size, "big"))),
        der.octet_string(generator), der.integer(order), der.integer(1))
    return der.sequence(der.sequence(der.oid(EC_PUBLIC_KEY), parameters), der.bit_string(point))


def on_p_256(point):
    return der.sequence(der.sequence(der.oid(EC_PUBLIC_KEY), der.oid(P_256)), der.bit_string(point))


# 697 = 17 * 41 is no prime, and y * y = 696 for x = 1: old libraries look for that root for ever (CVE-2022-0778).
COMPRESSED = b"\x02\x00\x01"
BAD_KEYS = [
    pytest.param(on_explicit_curve(697, 1, 694, COMPRESSED, 691, COMPRESSED), id="CVE-2022-0778"),
    pytest.param(on_explicit_curve(1 << 20_000 | 1, 1, 1, b"\x04" + bytes(5002), 7, COMPRESSED), id="20,000 bits"),
    pytest.param(on_explicit_curve(697, 1, 694, COMPRESSED, 0, COMPRESSED), id="an order of 0"),
    pytest.param(on_p_256(b"\x04" + bytes(range(64))), id="a point beside the curve"),
    pytest.param(on_p_256(b""), id="no point")]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_row_037_a_key_that_is_none_ends_the_handshake_at_little_cost(sandbox, authority, key):
    pair = qwac(authority, public=key)
    before = sandbox.cpu_seconds()
    for _ in range(5):
        assert alert_to_certificates(sandbox, shown(pair)) is not None
    assert (sandbox.cpu_seconds() - before) / 5 < EXPENSIVE
    with sandbox.connect() as other:
        assert other.socket.version()


P_256_IN_NUMBERS = (
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    bytes.fromhex("046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
                  "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"),
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551)


def test_a_known_curve_with_its_parameters_spelt_out_is_refused(lea, authority):
    """RFC 5480 2.1.1: a curve has a name. Whoever may give parameters may give his own (CVE-2020-0601)."""
    point = ec_key(name="costly").public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    pair = qwac(authority, public=on_explicit_curve(*P_256_IN_NUMBERS, point))
    refused(lea.as_presenting(pair).accounts(), 401, "CERT_UNTRUSTED")


# --- chains that would be long to check -----------------------------------------------------------------------

def bomb_of_constraints(authority):
    names = [f"d{number}.example" for number in range(1500)]
    above = chains.below(authority, "Constraints", extensions=[chains.constraints_on(names)])
    return presented_under([above], more=[chains.alternative_names([f"{name}.{names[-1]}" for name in names[:1200]])])


def bomb_of_policies(authority):
    mine = chains.POLICIES, der.sequence(der.sequence(chains.policy(0)))
    return presented_under(chains.policy_bomb(authority, depth=4, width=12), more=[mine])


@pytest.mark.parametrize("make", [bomb_of_constraints, bomb_of_policies], ids=["name constraints", "policies"])
def test_row_037_a_chain_that_would_be_long_to_check_is_not_served_and_costs_little(lea, authority, make):
    caller = lea.as_presenting(make(authority))
    before = lea.sandbox.cpu_seconds()
    for _ in range(5):
        refused(caller.accounts(), 401, "CERT_UNTRUSTED")
    assert (lea.sandbox.cpu_seconds() - before) / 5 < EXPENSIVE
    assert lea.accounts().status == 200
