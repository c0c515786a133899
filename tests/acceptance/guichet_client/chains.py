# SPDX-License-Identifier: Apache-2.0
"""Chains of certificates, honest and hostile ones, under any authority."""
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from . import der
from .certificates import Authority, ec_key, now

NAME_CONSTRAINTS, POLICIES, POLICY_MAPPINGS, ALTERNATIVE_NAME = "2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.17"
BASIC_CONSTRAINTS = "2.5.29.19"


def der_of(authority):
    return authority.certificate.public_bytes(serialization.Encoding.DER)


def name_of(common_name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "FR"),
                      x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def below(authority, common_name, key=None, extensions=()):
    """An authority whose certificate `authority` issued. `extensions`: (OID, DER) besides the usual ones."""
    key = key or ec_key(name=common_name)
    builder = x509.CertificateBuilder(
        issuer_name=authority.certificate.subject, subject_name=name_of(common_name), public_key=key.public_key(),
        serial_number=x509.random_serial_number(), not_valid_before=now() - datetime.timedelta(days=1),
        not_valid_after=now() + datetime.timedelta(days=300))
    usage = dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                           "key_agreement", "encipher_only", "decipher_only"), False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    for oid, value in extensions:
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value), critical=False)
    return Authority(builder.sign(authority.key, hashes.SHA256()), key)


def line_below(authority, length):
    """`length` authorities, each issued by the one before, the first by `authority`."""
    line = [authority]
    for number in range(length):
        line.append(below(line[-1], f"Authority {number}"))
    return line[1:]


def circle():
    """Two authorities that issued each other, and nobody else either."""
    first, second = ec_key(name="circle 1"), ec_key(name="circle 2")
    start = below(Authority(_self_signed("Authority 2", second), second), "Authority 1", first)
    return start, below(start, "Authority 2", second)


def _self_signed(common_name, key):
    builder = x509.CertificateBuilder(name_of(common_name), name_of(common_name), key.public_key(), 1,
                                      now() - datetime.timedelta(days=1), now() + datetime.timedelta(days=1))
    return builder.sign(key, hashes.SHA256())


def constraints_on(names):
    """Name constraints that permit all of these DNS names."""
    trees = b"".join(der.sequence(der.context(2, name.encode(), constructed=False)) for name in names)
    return NAME_CONSTRAINTS, der.sequence(der.context(0, trees))


def alternative_names(names):
    return ALTERNATIVE_NAME, der.sequence(*(der.context(2, name.encode(), constructed=False) for name in names))


def policy(number):
    return der.oid(f"1.3.6.1.4.1.99999.{number}")


def policy_bomb(authority, depth, width):
    """CVE-2023-0464: each level maps each of `width` policies to all of them, so that a tree of policies would grow
    `width`-fold a level. Gives the authorities."""
    policies = POLICIES, der.sequence(*(der.sequence(policy(number)) for number in range(width)))
    mappings = POLICY_MAPPINGS, der.sequence(
        *(der.sequence(policy(one), policy(other)) for one in range(width) for other in range(width)))
    line = [authority]
    for number in range(depth):
        line.append(below(line[-1], f"Policies {number}", extensions=(policies, mappings)))
    return line[1:]
