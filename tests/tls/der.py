"""DER (X.690): values as bytes, for certificates that no library would make."""
import datetime

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID, UTF8 = 1, 2, 3, 4, 5, 6, 12
SEQUENCE, SET, UTC_TIME, GENERAL_TIME = 0x30, 0x31, 0x17, 0x18


def value(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def sequence(*parts):
    return value(SEQUENCE, *parts)


def integer(n):
    return value(INTEGER, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def octets(data):
    return value(OCTETS, data)


def bits(data, unused=0):
    return value(BITS, bytes([unused]), data)


def flags(numbers):
    """A BIT STRING in which these bits are set, without zeros at its end."""
    whole = sum(0x8000 >> n for n in numbers).to_bytes(2, "big").rstrip(b"\0")
    last = whole[-1] if whole else 0
    return bits(whole, (last & -last).bit_length() - 1 if last else 0)


def oid(dotted):
    first, second, *others = map(int, dotted.split("."))
    body = b""
    for n in (40 * first + second, *others):
        digits = [n & 0x7f]
        while n := n >> 7:
            digits.append(0x80 | n & 0x7f)
        body += bytes(reversed(digits))
    return value(OID, body)


def time(when):
    """RFC 5280 4.1.2.5: two digits of the year as long as they do."""
    when = when.astimezone(datetime.timezone.utc)
    if 1950 <= when.year < 2050:
        return value(UTC_TIME, when.strftime("%y%m%d%H%M%SZ").encode())
    return value(GENERAL_TIME, when.strftime("%Y%m%d%H%M%SZ").encode())
