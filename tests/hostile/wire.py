"""Bytes of TLS before any encryption, and of certificates, for servers that do it wrong."""
import base64
import os
import struct

ALERT, HANDSHAKE, DATA, CHANGE_CIPHER = 21, 22, 23, 20
SERVER_HELLO, CERTIFICATE, KEY_EXCHANGE, HELLO_REQUEST, HELLO_DONE = 2, 11, 12, 0, 14
ECDHE_RSA, DHE_RSA, AES_128_GCM = 0xc02f, 0x009e, 0x1301  # cipher suites
RSA_SHA256 = b"\x04\x01"
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


def record(kind, body, version=0x0303):
    return struct.pack("!BHH", kind, version, len(body)) + body


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def records(data):
    """Handshake messages in as many records as they need."""
    return b"".join(record(HANDSHAKE, data[i:i + 16000]) for i in range(0, len(data), 16000))


def extension(number, body):
    return struct.pack("!HH", number, len(body)) + body


def server_hello(cipher, random=None, session=b"", extensions=None, version=0x0303):
    if extensions is None:
        extensions = extension(0xff01, b"\0") + extension(0x0017, b"")  # renegotiation, master secret
    return message(SERVER_HELLO, struct.pack("!H", version) + (random or os.urandom(32)) +
                   bytes([len(session)]) + session + struct.pack("!HBH", cipher, 0, len(extensions)) +
                   extensions)


def hello_13(session, group=0x001d, share=b"\x09" + bytes(31), random=None):
    """ServerHello of TLS 1.3; of a HelloRetryRequest where `share` is empty."""
    key_share = struct.pack("!H", group) + (struct.pack("!H", len(share)) + share if share else b"")
    return server_hello(AES_128_GCM, random, session,
                        extension(0x002b, b"\x03\x04") + extension(0x0033, key_share))


def retry(session, group=0x0018):
    return hello_13(session, group, b"", RETRY)


def certificates(*ders):
    body = b"".join(len(d).to_bytes(3, "big") + d for d in ders)
    return message(CERTIFICATE, len(body).to_bytes(3, "big") + body)


def signed(body, signature):
    return message(KEY_EXCHANGE, body + RSA_SHA256 + struct.pack("!H", len(signature)) + signature)


def ecdhe(signature):
    """ServerKeyExchange with X25519."""
    return signed(b"\x03\x00\x1d\x20\x09" + bytes(31), signature)


def dhe_parameters(p, g, public):
    out = b""
    for number in (p, g, public):
        raw = number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")
        out += struct.pack("!H", len(raw)) + raw
    return out


# ---- DER ----

def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def integer(n):
    return der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


SHA256_RSA = der(0x30, bytes.fromhex("06092a864886f70d01010b"), b"\x05\0")
RSA = der(0x30, bytes.fromhex("06092a864886f70d010101"), b"\x05\0")


def rsa_certificate(n, e, signature=bytes(256)):
    """A certificate for mail.example.org with this RSA key, signed by nobody."""
    subject = der(0x30, der(0x31, der(0x30, bytes.fromhex("0603550403"), der(0x0c, b"mail.example.org"))))
    dates = der(0x30, der(0x17, b"200101000000Z"), der(0x17, b"491231235959Z"))
    key = der(0x30, RSA, der(3, b"\0", der(0x30, integer(n), integer(e))))
    names = der(0x30, bytes.fromhex("0603551d11"), der(4, der(0x30, der(0x82, b"mail.example.org"))))
    body = der(0x30, der(0xa0, integer(2)), integer(4711), SHA256_RSA, subject, dates, subject, key,
               der(0xa3, der(0x30, names)))
    return der(0x30, body, SHA256_RSA, der(3, b"\0", signature))


def rsa_private_key(n, e, d, p, q):
    return der(0x30, *map(integer, (0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))))


def pem(kind, data):
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(data).decode()}-----END {kind}-----\n"
