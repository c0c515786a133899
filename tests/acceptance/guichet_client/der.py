# SPDX-License-Identifier: Apache-2.0
"""Writes DER (ITU-T X.690), so that certificates can also be built wrong on purpose."""
import datetime

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER = 0x01, 0x02, 0x03, 0x04, 0x06
UTF8_STRING, PRINTABLE_STRING, T61_STRING, IA5_STRING, BMP_STRING = 0x0C, 0x13, 0x14, 0x16, 0x1E
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31


def tlv(tag, content):
    size = len(content)
    if size < 0x80:
        length = bytes([size])
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(digits)]) + digits
    return bytes([tag]) + length + content


def sequence(*parts):
    return tlv(SEQUENCE, b"".join(parts))


def set_of(*parts):
    return tlv(SET, b"".join(parts))


def context(number, content, constructed=True):
    return tlv((0xA0 if constructed else 0x80) | number, content)


def oid(dotted):
    arcs = [int(arc) for arc in dotted.split(".")]
    content = b""
    for value in [arcs[0] * 40 + arcs[1], *arcs[2:]]:
        septets = [value & 0x7F]
        while value := value >> 7:
            septets.append(0x80 | (value & 0x7F))
        content += bytes(reversed(septets))
    return tlv(OBJECT_IDENTIFIER, content)


def integer(value):
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def boolean(value):
    return tlv(BOOLEAN, b"\xff" if value else b"\x00")


def octet_string(content):
    return tlv(OCTET_STRING, content)


def bit_string(content, unused=0):
    return tlv(BIT_STRING, bytes([unused]) + content)


def text(value, tag=UTF8_STRING):
    return tlv(tag, value if isinstance(value, bytes) else value.encode())


def time(instant):
    """RFC 5280 4.1.2.5: UTCTime until 2049."""
    utc = instant.astimezone(datetime.timezone.utc)
    if utc.year < 2050:
        return tlv(UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return tlv(GENERALIZED_TIME, utc.strftime("%Y%m%d%H%M%SZ").encode())
