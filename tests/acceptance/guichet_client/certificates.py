# SPDX-License-Identifier: Apache-2.0
"""Issues QWACs and QSEALs of ETSI TS 119 495, good ones and every kind of bad one."""
import dataclasses
import datetime
import functools
import hashlib
import pathlib
import secrets
import ssl
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from . import der

ROLE_OIDS = {"PSP_AS": "0.4.0.19495.1.1", "PSP_PI": "0.4.0.19495.1.2", "PSP_AI": "0.4.0.19495.1.3",
             "PSP_IC": "0.4.0.19495.1.4"}
QC_TYPE_OIDS = {"eseal": "0.4.0.1862.1.6.2", "web": "0.4.0.1862.1.6.3"}
USAGE_OIDS = {"serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2",
              "codeSigning": "1.3.6.1.5.5.7.3.3", "emailProtection": "1.3.6.1.5.5.7.3.4"}
QC_COMPLIANCE, QC_TYPE, PSD2_STATEMENT = "0.4.0.1862.1.1", "0.4.0.1862.1.6", "0.4.0.19495.2"
ORGANIZATION_IDENTIFIER, ORGANIZATION, COUNTRY, COMMON_NAME = "2.5.4.97", "2.5.4.10", "2.5.4.6", "2.5.4.3"
DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_ENCIPHERMENT = 0x80, 0x40, 0x20
SIGNATURE_OIDS = {("rsa", "sha256"): "1.2.840.113549.1.1.11", ("rsa", "sha1"): "1.2.840.113549.1.1.5",
                  ("ec", "sha256"): "1.2.840.10045.4.3.2", ("ec", "sha1"): "1.2.840.10045.4.1"}


def now():
    return datetime.datetime.now(datetime.timezone.utc)


@functools.lru_cache(maxsize=None)
def rsa_key(name="first", bits=2048):
    """The same key for the same name during one session: making one is slow."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@functools.lru_cache(maxsize=None)
def ec_key(curve=ec.SECP256R1, name="first"):
    del name
    return ec.generate_private_key(curve())


@functools.lru_cache(maxsize=None)
def scratch():
    """A directory of this test run for the files that the ssl module insists on."""
    holder = tempfile.TemporaryDirectory(prefix="guichet-certificates-")
    return holder, pathlib.Path(holder.name)


@dataclasses.dataclass(frozen=True)
class Pair:
    """A certificate in DER with its private key, and those above it that are presented with it."""
    der: bytes
    key: object
    above: tuple = ()

    @property
    def pem(self):
        return x509.load_der_x509_certificate(self.der).public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self):
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption()).decode()

    @property
    def sha256(self):
        return hashlib.sha256(self.der).hexdigest()

    @property
    def sha1(self):
        return hashlib.sha1(self.der).hexdigest()

    @functools.cached_property
    def files(self):
        """(certificate, key) as paths, for ssl and curl."""
        name = hashlib.sha256(b"".join((self.der, *self.above))).hexdigest()
        certificate, key = scratch()[1] / f"{name}.pem", scratch()[1] / f"{name}.key"
        certificate.write_text(self.pem + "".join(ssl.DER_cert_to_PEM_cert(each) for each in self.above))
        key.touch(mode=0o600)
        key.write_text(self.key_pem)
        return str(certificate), str(key)

    @staticmethod
    def read(certificate_file, key_file):
        return _pair_of(pathlib.Path(certificate_file).read_bytes(), pathlib.Path(key_file).read_bytes())


@functools.lru_cache(maxsize=None)
def _pair_of(certificate_pem, key_pem):
    """Read once: checking an RSA key takes a tenth of a second."""
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    return Pair(certificate.public_bytes(serialization.Encoding.DER), serialization.load_pem_private_key(key_pem, None))


def qc_statements(roles=("PSP_AI",), kind="qwac", role_pairs=None, psd2=None, types=None, compliance=True):
    """The value of the qcStatements extension. `psd2`: other bytes in place of the PSD2 statement's content, or
    False for none."""
    pairs = role_pairs or [(ROLE_OIDS[role], role) for role in roles]
    statements = [der.sequence(der.oid(QC_COMPLIANCE))] if compliance else []
    names = types if types is not None else ("web" if kind == "qwac" else "eseal",)
    if names:
        listed = der.sequence(*(der.oid(QC_TYPE_OIDS[name]) for name in names))
        statements.append(der.sequence(der.oid(QC_TYPE), listed))
    content = psd2
    if psd2 is None:
        roles_of_psp = der.sequence(*(der.sequence(der.oid(o), der.text(name)) for o, name in pairs))
        content = der.sequence(roles_of_psp, der.text("Autorite de controle prudentiel et de resolution"),
                               der.text("FR-ACPR"))
    if content is not False:
        statements.append(der.sequence(der.oid(PSD2_STATEMENT), content))
    return der.sequence(*statements)


def name_of(*attributes):
    """An X.501 Name out of (OID, value, string tag)."""
    return der.sequence(*(der.set_of(der.sequence(der.oid(o), der.text(value, tag)))
                          for o, value, tag in attributes))


class Authority:
    """A certification authority: the sandbox's own test authority, or one nobody trusts."""

    def __init__(self, certificate, key):
        self.certificate = certificate
        self.key = key

    @classmethod
    def of(cls, data):
        """The test authority in a sandbox's data directory."""
        pki = pathlib.Path(data) / "pki"
        certificate = x509.load_pem_x509_certificate((pki / "ca.pem").read_bytes())
        return cls(certificate, serialization.load_pem_private_key((pki / "ca.key").read_bytes(), None))

    def impostor(self):
        """An authority with this one's name and key identifier, and another key."""
        return Authority(self.certificate, ec_key(name="impostor"))

    def issue(self, oid="PSDFR-ACPR-13807", kind="qwac", *, key=None, roles=("PSP_AI",), not_before=None,
              not_after=None, identifier_tag=der.UTF8_STRING, organization="TPP de test", common_name=None,
              usages=None, key_usage=None, statements=None, digest="sha256", more=(), public=None,
              more_subject=()):
        """A certificate. `oid` None: no organizationIdentifier. `usages`: extended key usages, () for no such
        extension. `statements`: bytes of the qcStatements extension, False for none. `more`: (OID, DER) or
        (OID, DER, critical) of extensions besides; `public`: another SubjectPublicKeyInfo than the key's;
        `more_subject`: (OID, value, string tag) of attributes besides."""
        key = key or rsa_key(kind)
        if statements is None:
            statements = qc_statements(roles, kind)
        if usages is None:
            usages = ("serverAuth", "clientAuth") if kind == "qwac" else ()
        if key_usage is None:
            key_usage = DIGITAL_SIGNATURE if kind == "qwac" else NON_REPUDIATION
        subject = [(COUNTRY, "FR", der.PRINTABLE_STRING), (ORGANIZATION, organization, der.UTF8_STRING)]
        if oid is not None:
            subject.append((ORGANIZATION_IDENTIFIER, oid, identifier_tag))
        subject += more_subject
        subject.append((COMMON_NAME, common_name or f"{kind}.tpp.example", der.UTF8_STRING))
        body = self._body(key, name_of(*subject), not_before or now() - datetime.timedelta(days=1),
                          not_after or now() + datetime.timedelta(days=300),
                          self._extensions(usages, key_usage, statements, more), digest, public)
        return Pair(der.sequence(body, self._algorithm(digest), der.bit_string(self._signature(body, digest))), key)

    def _body(self, key, subject, not_before, not_after, extensions, digest, public):
        public = public or key.public_key().public_bytes(serialization.Encoding.DER,
                                                         serialization.PublicFormat.SubjectPublicKeyInfo)
        return der.sequence(
            der.context(0, der.integer(2)), der.integer(secrets.randbits(120) | 1 << 120), self._algorithm(digest),
            self.certificate.subject.public_bytes(), der.sequence(der.time(not_before), der.time(not_after)),
            subject, public, der.context(3, extensions))

    def _extensions(self, usages, key_usage, statements, more):
        def extension(oid, value, critical=False):
            return der.sequence(der.oid(oid), *([der.boolean(True)] if critical else []), der.octet_string(value))

        unused = (key_usage & -key_usage).bit_length() - 1
        authority = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        listed = [extension("2.5.29.15", der.bit_string(bytes([key_usage]), unused), critical=True),
                  extension("2.5.29.35", der.sequence(der.context(0, authority, constructed=False)))]
        if usages:
            listed.append(extension("2.5.29.37", der.sequence(*(der.oid(USAGE_OIDS[usage]) for usage in usages))))
        if statements is not False:
            listed.append(extension("1.3.6.1.5.5.7.1.3", statements))
        listed += [extension(*each) for each in more]
        return der.sequence(*listed)

    def _kind(self):
        return "rsa" if isinstance(self.key, rsa.RSAPrivateKey) else "ec"

    def _algorithm(self, digest):
        parameters = [der.tlv(0x05, b"")] if self._kind() == "rsa" else []
        return der.sequence(der.oid(SIGNATURE_OIDS[self._kind(), digest]), *parameters)

    def _signature(self, body, digest):
        algorithm = hashes.SHA256() if digest == "sha256" else hashes.SHA1()
        if self._kind() == "rsa":
            return self.key.sign(body, padding.PKCS1v15(), algorithm)
        return self.key.sign(body, ec.ECDSA(algorithm))
