# SPDX-License-Identifier: Apache-2.0
"""HTTP signatures as STET profiles draft-cavage-http-signatures, right by default and wrong on demand."""
import base64
import dataclasses
import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

DIGEST_OF_NOTHING = "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def digest_of(body):
    """The value of a Digest header (RFC 3230)."""
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def in_bytes(value):
    return value if isinstance(value, bytes) else value.encode()


def signing_string(method, target, headers, names):
    """draft-cavage 2.3. `headers`: (name, value) in wire order; several of one name are joined."""
    lines = []
    for name in names:
        if name == "(request-target)":
            lines.append(b"(request-target): " + method.lower().encode() + b" " + in_bytes(target))
            continue
        values = [in_bytes(value).strip() for key, value in headers if key.lower() == name.lower()]
        lines.append(name.lower().encode() + b": " + b", ".join(values))
    return b"\n".join(lines)


@dataclasses.dataclass(frozen=True)
class Seal:
    """A QSEAL key and the keyId under which the bank knows it."""
    key: object
    key_id: str

    def sign(self, text):
        return self.key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def names_of_compatible(headers):
    """What a prudent client of the compatible profile covers of `headers`."""
    present = {name.lower() for name, _ in headers}
    return ("(request-target)", "x-request-id", *(name for name in ("digest", "psu-ip-address") if name in present))


def names_of_strict(headers):
    """What the strict profile wants covered of `headers`."""
    present = list(dict.fromkeys(name.lower() for name, _ in headers))
    fixed = [name for name in ("x-request-id", "date", "digest", "content-type") if name in present]
    return ("(request-target)", *fixed, *(name for name in present if name.startswith("psu-")))


def also(*names):
    """For Signing.names: what the profile wants, and these."""
    return lambda wanted: (*wanted, *(name for name in names if name not in wanted))


def but(*names):
    """For Signing.names: what the profile wants, less these."""
    return lambda wanted: tuple(name for name in wanted if name not in names)


@dataclasses.dataclass(frozen=True)
class Signing:
    """How to sign one request. `names`: header names in order, or a function that makes them of what the profile
    wants; None: just that. Members that are None are left out of the header. `listed` prints other names than those
    signed, or is a function of those signed. `lines`: a function that spoils the signing string."""
    names: object = None
    key_id: str | None = None
    key: object = None
    algorithm: str | None = "rsa-sha256"
    listed: object = "as signed"
    method: str | None = None
    target: str | None = None
    signature: object = None
    lines: object = None
    extra: str = ""
    shape: str = 'keyId="{key_id}",{algorithm}{headers}signature="{signature}"{extra}'

    def header(self, seal, method, target, headers, names_wanted=names_of_compatible):
        """The value of the Signature header for this request."""
        wanted = names_wanted(headers)
        names = wanted if self.names is None else self.names(wanted) if callable(self.names) else self.names
        text = signing_string(self.method or method, self.target or target, headers, names)
        text = self.lines(text) if self.lines else text
        used = Seal(self.key, "") if self.key else seal
        written = self.signature or base64.b64encode(used.sign(text)).decode()
        if callable(written):
            written = written(base64.b64encode(used.sign(text)).decode())
        listed = " ".join(names) if self.listed == "as signed" else self.listed
        listed = listed(names) if callable(listed) else listed
        return self.shape.format(
            key_id=seal.key_id if self.key_id is None else self.key_id,
            algorithm="" if self.algorithm is None else f'algorithm="{self.algorithm}",',
            headers="" if listed is None else f'headers="{listed}",', signature=written, extra=self.extra)


PROPER = Signing()
UNSIGNED = None
