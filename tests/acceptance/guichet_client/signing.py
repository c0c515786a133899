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


@dataclasses.dataclass(frozen=True)
class Signing:
    """How to sign one request. `names` None: what the compatible profile wants, and Digest with a body. Members
    that are None are left out of the header; `listed` prints other names than those signed."""
    names: tuple | None = None
    key_id: str | None = None
    key: object = None
    algorithm: str | None = "rsa-sha256"
    listed: str | None = "as signed"
    method: str | None = None
    target: str | None = None
    signature: object = None
    extra: str = ""
    shape: str = 'keyId="{key_id}",{algorithm}{headers}signature="{signature}"{extra}'

    def header(self, seal, method, target, headers):
        """The value of the Signature header for this request."""
        names = self.names
        if names is None:
            present = {name.lower() for name, _ in headers}
            names = ["(request-target)", "x-request-id"]
            names += [name for name in ("digest", "psu-ip-address") if name in present]
        text = signing_string(self.method or method, self.target or target, headers, names)
        used = Seal(self.key, "") if self.key else seal
        written = self.signature or base64.b64encode(used.sign(text)).decode()
        if callable(written):
            written = written(base64.b64encode(used.sign(text)).decode())
        listed = " ".join(names) if self.listed == "as signed" else self.listed
        return self.shape.format(
            key_id=seal.key_id if self.key_id is None else self.key_id,
            algorithm="" if self.algorithm is None else f'algorithm="{self.algorithm}",',
            headers="" if listed is None else f'headers="{listed}",', signature=written, extra=self.extra)


PROPER = Signing()
UNSIGNED = None
