"""TLS: a handshake that is none, that never ends or costs too much, and floods after a good one."""
import functools
import hashlib
import os
import random
import signal
import struct
import time

import wire
from peer import Over, flood, plan, server_context, silence
from scenario import REFUSED, Scenario as S
from wire import record

BAD = "tls-handshake-broken"
STALLED = "tls-handshake-stalled"


class Hello:
    """The client's first message."""

    def __init__(self, peer):
        kind = None
        while kind != wire.HANDSHAKE:  # a ChangeCipherSpec may stand before a second one
            kind, size = struct.unpack("!BxxH", read_exactly(peer, 5))
            self.body = read_exactly(peer, size)
        self.random = self.body[6:38]
        self.session = self.body[39:39 + self.body[38]]


def read_exactly(peer, n):
    while len(peer.buffer) < n:
        data = peer.sock.recv(65536)
        if not data:
            raise Over
        peer.buffer += data
    data, peer.buffer = peer.buffer[:n], peer.buffer[n:]
    return data


def after_hello(*acts):
    """A handshake: the ClientHello is read, then that is done; a function gets peer and hello."""
    def serve(peer):
        hello = Hello(peer)
        for act in acts:
            if isinstance(act, bytes):
                peer.send(act)
            else:
                act(peer, hello)
        peer.swallow()
    return plan(handshake=serve)


def refused_then(act):
    """The library's hello is refused; hellos by hand offer compression, and get that."""
    def serve(peer):
        body = Hello(peer).body
        suites = 39 + body[38]
        if body[suites + 2 + int.from_bytes(body[suites:suites + 2], "big")] == 2:
            peer.send(wire.records(wire.server_hello(wire.ECDHE_RSA)))
            act(peer)
        else:
            peer.send(record(wire.ALERT, b"\x02\x28"))
        peer.swallow()
    return plan(handshake=serve)


def noise(n, seed=1):
    return random.Random(seed).randbytes(n)


def hello_12(cipher=wire.ECDHE_RSA):
    return lambda peer, hello: peer.send(wire.records(wire.server_hello(cipher)))


def hello_13(peer, hello):
    peer.send(wire.records(wire.hello_13(hello.session)))


def endless(data, size=16384):
    """A flood within a handshake."""
    return lambda peer, hello: flood(data * max(1, size // len(data)))(peer)


def retry_for_ever(peer, hello):
    while True:
        peer.send(wire.records(wire.retry(hello.session)))
        hello = Hello(peer)


def in_pieces(data, size, seconds=0.0):
    def act(peer, hello):
        for i in range(0, len(data), size):
            peer.send(data[i:i + size])
            if seconds:
                time.sleep(seconds)
    return act


# ---- keys that cost the client more than the server ----

def big_number(bits, seed=7):
    return random.Random(seed).getrandbits(bits) | 1 | 1 << (bits - 1)


def giant_rsa(bits, exponent_bits):
    """An RSA key whose one use costs a client seconds or hours; no signature need be right."""
    n = big_number(bits)
    e = 65537 if exponent_bits == 0 else big_number(exponent_bits, 8) % n | 1
    flight = wire.server_hello(wire.ECDHE_RSA) + wire.certificates(wire.rsa_certificate(n, e)) + \
        wire.ecdhe(b"\1" * ((bits + 7) // 8)) + wire.message(wire.HELLO_DONE, b"")
    return after_hello(wire.records(flight))


# Mersenne primes: an RSA key without a search for one.
N, D = (2**521 - 1) * (2**607 - 1), pow(65537, -1, (2**521 - 2) * (2**607 - 2))
SIZE = (N.bit_length() + 7) // 8


def sign(data):
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()
    padded = b"\0\1" + b"\xff" * (SIZE - 3 - len(info)) + b"\0" + info
    return pow(int.from_bytes(padded, "big"), D, N).to_bytes(SIZE, "big")


def odd_exponent(peer):
    """A whole RSA key of 4,484 bits whose public exponent is as long, and its certificate."""
    p, q = 2**2203 - 1, 2**2281 - 1
    n, totient = p * q, (p - 1) * (q - 1)
    d = 65537
    e = pow(d, -1, totient)
    path = os.path.join(peer.stage.folder, "odd-exponent.pem")
    with open(path, "w") as f:
        f.write(wire.pem("RSA PRIVATE KEY", wire.rsa_private_key(n, e, d, p, q)) +
                wire.pem("CERTIFICATE", wire.rsa_certificate(n, e)))
    peer.sock = server_context(path).wrap_socket(peer.sock, server_side=True)
    peer.tls = True


def odd_dh(p, g, public):
    """A rightly signed exchange with these Diffie-Hellman parameters."""
    def act(peer, hello):
        ours = os.urandom(32)
        parameters = wire.dhe_parameters(p, g, public)
        key = wire.rsa_certificate(N, 65537)
        peer.send(wire.records(
            wire.server_hello(wire.DHE_RSA, ours) + wire.certificates(key) +
            wire.signed(parameters, sign(hello.random + ours + parameters)) +
            wire.message(wire.HELLO_DONE, b"")))
    return after_hello(act)


# ---- after a good handshake: another program does what Python's TLS cannot ----

V12, V13 = "NORMAL:-VERS-ALL:+VERS-TLS1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.3"
GREETING = "220 mail.example.org ESMTP\r\n"


NO_HANDSHAKE = 3  # how tlspeer ends after a client that did not speak TLS: a retry in the clear


def does(act, priority=V13, *greeting):
    def serve(peer):
        fd = peer.sock.fileno()
        child = peer.stage.children.start(
            peer.stage.helper("tlspeer"), str(fd), peer.stage.certificate("good"), priority, act,
            *greeting, pass_fds=(fd,))
        status = child.wait()
        if status not in (0, NO_HANDSHAKE, -signal.SIGTERM):  # by us, at the end
            raise RuntimeError(f"tlspeer {act} ended with {status}")
        raise Over
    return {465: serve}


def many_tickets(peer):
    peer.start_tls(tickets=200)


def without_close_notify(peer):
    peer.send(b"221 bye\r\n")
    raw_socket = peer.sock.detach()
    os.close(raw_socket)
    raise Over


SILENT = "banner-timeout"
BROKEN = "banner-closed banner-not-smtp"

SCENARIOS = [
    # ---- no TLS, or hardly ----
    S("tls-noise", "random bytes for a handshake", after_hello(noise(5000)), BAD),
    S("tls-noise-endless", "random bytes without end", after_hello(endless(noise(16384))), BAD),
    S("tls-smtp", "SMTP where TLS was due", plan(handshake=[b"220 mail\r\n" * 10, silence]),
      STALLED, has="starttls-injection"),
    S("tls-http", "HTTP where TLS was due",
      after_hello(b"HTTP/1.1 400 Bad Request\r\n\r\n<script>"), "tls-plain-text"),
    S("tls-paints", "escape sequences where TLS was due",
      after_hello(b"\x1b[2J\x1b]0;x\x07\x9b31m\xe2\x80\xae"), BAD),
    S("tls-sslv2", "the header of SSL 2", after_hello(b"\x80\x2e\x04\x00\x01\x00\x02" + bytes(41)),
      BAD),
    S("tls-unknown-record", "records of unknown types",
      after_hello(endless(record(99, b"x" * 100))), BAD),
    S("tls-largest-length", "a record of 65,535 bytes",
      after_hello(b"\x16\x03\x03\xff\xff", endless(b"\2")), BAD),
    S("tls-empty-records", "empty handshake records without end",
      after_hello(endless(record(wire.HANDSHAKE, b""))), BAD),
    S("tls-empty-data", "empty data records without end",
      after_hello(endless(record(wire.DATA, b""))), BAD),
    S("tls-data-flood", "data records before the handshake",
      after_hello(endless(record(wire.DATA, b"d" * 1000))), BAD),
    S("tls-warnings", "warnings without end", after_hello(endless(record(wire.ALERT, b"\1\x5a"))),
      "tls-handshake-refused"),
    S("tls-fatal-alert", "an alert of a number that nobody knows",
      after_hello(record(wire.ALERT, b"\2\xfe")), "tls-handshake-refused"),
    S("tls-half-alerts", "alerts of one byte", after_hello(endless(record(wire.ALERT, b"\1"))),
      BAD),
    S("tls-change-cipher", "ChangeCipherSpec without end",
      after_hello(endless(record(wire.CHANGE_CIPHER, b"\1"))), BAD),
    S("tls-hello-requests", "HelloRequest without end",
      after_hello(endless(wire.records(wire.message(wire.HELLO_REQUEST, b"")))), BAD),

    # ---- a handshake that goes wrong ----
    S("tls-message-endless", "a message of 16 MB",
      after_hello(record(wire.HANDSHAKE, b"\2\xff\xff\xff"),
      endless(record(wire.HANDSHAKE, b"\2" * 16000))), BAD + " tls-handshake-stalled"),  # 16 MB take a while
    S("tls-message-dripping", "a record for each byte of a message",
      after_hello(lambda p, h: in_pieces(b"".join(record(wire.HANDSHAKE,
      bytes([b])) for b in wire.server_hello(wire.ECDHE_RSA)), 6)(p, h)),
      STALLED),
    S("tls-slow", "a byte a second",
      after_hello(in_pieces(wire.records(wire.server_hello(wire.ECDHE_RSA)), 1, 1)), STALLED),
    S("tls-no-record-end", "a record that stops after its header",
      after_hello(b"\x16\x03\x03\x40\x00"), STALLED),
    S("tls-hello-only", "nothing after ServerHello", after_hello(hello_12()), STALLED),
    S("tls-hello-only-13", "nothing after ServerHello of TLS 1.3", after_hello(hello_13), STALLED),
    S("tls-certificate-only", "nothing after the certificate",
      after_hello(hello_12(), wire.records(wire.certificates(wire.rsa_certificate(big_number(2048),
      65537)))), STALLED),
    S("tls-old-version", "ServerHello of SSL 3",
      after_hello(wire.records(wire.server_hello(wire.ECDHE_RSA, version=0x0300))),
      BAD + " tls-version-too-old"),
    S("tls-version-to-come", "ServerHello of TLS 9",
      after_hello(wire.records(wire.server_hello(wire.ECDHE_RSA, version=0x0a00))),
      BAD + " tls-version-too-old"),
    S("tls-foreign-cipher", "a cipher that was not offered",
      after_hello(wire.records(wire.server_hello(0x0001))), "tls-handshake-refused"),
    S("tls-foreign-extension", "extensions that were not offered",
      after_hello(wire.records(wire.server_hello(wire.ECDHE_RSA,
      extensions=b"".join(wire.extension(n, b"x") for n in range(7000, 9000))))), STALLED),
    S("tls-two-hellos", "ServerHello twice", after_hello(hello_12(), hello_12()), BAD),
    S("tls-retry-loop", "HelloRetryRequest again and again", after_hello(retry_for_ever), BAD),
    S("tls-change-cipher-13", "ChangeCipherSpec without end, in TLS 1.3",
      after_hello(hello_13, endless(record(wire.CHANGE_CIPHER, b"\1"))), BAD + " " + STALLED),
    S("tls-forged-13", "encrypted records that are noise",
      after_hello(hello_13, endless(record(wire.DATA, noise(500)))), BAD),
    S("tls-no-certificate", "an empty list of certificates",
      after_hello(hello_12(), wire.records(wire.certificates())), BAD),
    S("tls-noise-certificate", "noise for a certificate",
      after_hello(hello_12(), wire.records(wire.certificates(noise(3000)) + wire.ecdhe(bytes(256)) +
      wire.message(wire.HELLO_DONE, b""))), BAD),
    S("tls-nested-certificate", "DER nested ten thousand deep",
      after_hello(hello_12(), wire.records(wire.certificates(functools.reduce(lambda inner,
      _: wire.der(0x30, inner), range(10000), b"")) + wire.ecdhe(bytes(256)) +
      wire.message(wire.HELLO_DONE, b""))), BAD),
    S("tls-lying-certificate", "lengths beyond the message",
      after_hello(hello_12(), wire.records(wire.message(wire.CERTIFICATE,
      b"\xff\xff\xff\xff\xff\xff" + bytes(100)))), BAD),
    S("tls-many-certificates", "20,000 certificates of one byte",
      after_hello(hello_12(), wire.records(wire.certificates(*[b"0"] * 20000) +
      wire.ecdhe(bytes(256)) + wire.message(wire.HELLO_DONE, b""))), BAD),

    # ---- a handshake that costs ----
    S("tls-rsa-16k", "an RSA key of 16,384 bits", giant_rsa(16384, 0), BAD),
    S("tls-rsa-16k-exponent", "the same with an exponent of that size", giant_rsa(16384, 16384),
      BAD),
    S("tls-rsa-200k", "an RSA key of 200,000 bits, exponent as large", giant_rsa(200000, 200000),
      BAD),
    S("tls-rsa-exponent-13", "an exponent of 4,000 bits, in a good handshake of TLS 1.3",
      plan(handshake=odd_exponent), BAD, options="--reply-timeout 3.5"),
    S("tls-dh-16k", "Diffie-Hellman with 16,384 bits",
      odd_dh(big_number(16384), 2, big_number(16000)), BAD + " tls-handshake-stalled tls-weak-key"),
    S("tls-dh-300k", "Diffie-Hellman with 300,000 bits",
      odd_dh(big_number(300000), 2, big_number(299000)), BAD + " tls-weak-key"),
    S("tls-dh-one", "Diffie-Hellman with the prime 1", odd_dh(1, 1, 1), BAD + " tls-weak-key"),
    S("tls-dh-zero", "Diffie-Hellman with public key 0", odd_dh(big_number(2048), 2, 0),
      BAD + " tls-weak-key"),
    S("tls-dh-even", "Diffie-Hellman with an even prime", odd_dh(big_number(2048) - 1, 2, 4),
      BAD + " tls-weak-key tls-handshake-stalled"),

    # ---- to a hello by hand ----
    S("tls-by-hand-flood", "refuses, then certificates without end",
      refused_then(flood(record(wire.HANDSHAKE, b"\x0b\xff\xff\xff" + noise(16000)))),
      "tls-handshake-refused", options="--tls-versions auto"),
    S("tls-by-hand-warnings", "refuses, then warnings without end",
      refused_then(flood(record(wire.ALERT, b"\x01\x5a") * 100)),
      "tls-handshake-refused", options="--tls-versions auto"),
    S("tls-by-hand-silence", "refuses, then half an answer", refused_then(silence),
      "tls-handshake-refused", options="--tls-versions auto"),

    # ---- after the handshake ----
    S("tls-key-updates", "key updates without end", does("update-keys"), SILENT + " " + BROKEN),
    S("tls-warnings-within", "warnings without end, in TLS 1.3", does("warn"),
      SILENT + " " + BROKEN),
    S("tls-warnings-within-12", "warnings without end, in TLS 1.2", does("warn", V12),
      SILENT + " " + BROKEN),
    S("tls-nothing-flood", "empty records without end, in TLS 1.3", does("send-nothing"),
      SILENT + " " + BROKEN),
    S("tls-tickets", "session tickets without end", does("send-tickets"), SILENT + " " + BROKEN),
    S("tls-many-tickets", "200 session tickets, then a good server", plan(handshake=many_tickets),
      REFUSED),
    S("tls-renegotiation", "HelloRequest in TLS 1.2", does("ask-again", V12, GREETING),
      BROKEN + " ehlo-timeout ehlo-closed ehlo-not-smtp"),
    S("tls-renegotiation-first", "HelloRequest before the greeting", does("ask-again", V12),
      SILENT + " " + BROKEN),
    S("tls-one-byte-records", "greeting without end, a byte a record", does("one-byte-records"),
      "banner-not-smtp banner-timeout"),
    S("tls-largest-records", "records of 16 kB without end", does("largest-records"),
      "banner-not-smtp"),
    S("tls-clear-text-within", "clear text after the handshake", does("clear-text"), BROKEN),
    S("tls-forged-record", "forged records after the handshake", does("forged-record"), BROKEN),
    S("tls-forged-record-12", "forged records after the greeting, in TLS 1.2",
      does("forged-record", V12, GREETING), "ehlo-closed"),
    S("tls-change-cipher-within", "ChangeCipherSpec after the handshake", does("change-cipher"),
      SILENT + " " + BROKEN),
    S("tls-hang-up", "the end of the connection without that of TLS", does("hang-up"),
      "banner-closed"),
    S("tls-hang-up-greeted", "the same after the greeting", does("hang-up", V13, GREETING),
      "ehlo-closed"),
    S("tls-no-close-notify", "good-bye without close_notify", plan(quit=without_close_notify),
      REFUSED),
    S("tls-in-tls", "STARTTLS offered again within TLS",
      plan(ehlo_again=b"250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"), REFUSED),
]
