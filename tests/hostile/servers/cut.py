"""RST, FIN, half-close and silence at every point of the conversation."""
from peer import ACCEPTED, CAPABILITIES, LOGIN, close, half_close, plan, reset, silence
from scenario import USER, Scenario as S

ENVELOPE = f"--from {USER} --to ann@example.net"
SERVER_HELLO = bytes.fromhex("160303004a0200004603035f") + bytes(31) + bytes.fromhex("20") + bytes(32) + b"\xc0\x2f\x00"

# The point, what is replaced there (what was said before it goes out first), options, and what is
# right for a cut and for silence.
POINTS = [
    ("before the greeting", "banner", b"", "", "banner-closed", "banner-timeout"),
    ("within the greeting", "banner", b"220-mail\r\n220 ma", "", "banner-closed", "banner-timeout"),
    ("after the greeting", "ehlo", b"", "", "ehlo-closed", "ehlo-timeout"),
    ("within EHLO", "ehlo", CAPABILITIES[:40], "", "ehlo-closed", "ehlo-timeout"),
    ("after STARTTLS", "starttls", b"", "", "starttls-closed", "starttls-timeout"),
    ("after the 220 of STARTTLS", "handshake", b"", "", "starttls-closed tls-handshake-closed", "tls-handshake-stalled"),
    ("in the handshake", "handshake", SERVER_HELLO, "", "tls-handshake-closed", "tls-handshake-stalled"),
    ("in mid-record", "handshake", SERVER_HELLO[:20], "", "tls-handshake-closed starttls-closed", "tls-handshake-stalled"),
    ("after TLS", "ehlo-again", b"", "", "ehlo-closed", "ehlo-timeout"),
    ("within EHLO in TLS", "ehlo-again", LOGIN[:40], "", "ehlo-closed", "ehlo-timeout"),
    ("in AUTH", "auth", b"", "", "auth-closed", "auth-timeout"),
    ("within the answer to AUTH", "auth", b"235-2.7.0 Authen", "", "auth-closed", "auth-timeout"),
    ("after the first challenge", "answer", b"", "--auth LOGIN", "auth-closed", "auth-timeout"),
    ("in the envelope", "mail", b"", ENVELOPE, "envelope-closed", "envelope-timeout"),
    ("at the recipient", "rcpt", b"250 2.1", ENVELOPE, "envelope-closed", "envelope-timeout"),
    ("at QUIT", "quit", b"", "", "submission-ready", "submission-ready"),
]
WAYS = [("reset", reset, "RST"), ("close", close, "FIN"), ("half-close", half_close, "half-close"), ("silence", silence, "silence")]


def scenario(where, point, before, options, cut, silent, way, act, word):
    if before[:1] == b"\x16":
        before = [lambda peer: peer.sock.recv(4096), before]  # the ClientHello, first
    points = {"auth": b"334 VXNlcm5hbWU6\r\n" if options == "--auth LOGIN" else ACCEPTED, point: [before, act]}
    return S(f"cut-{way}-{where.replace(' ', '-').lower()}", f"{word} {where}", plan(**points),
             silent if act is silence else cut, options=options)


SCENARIOS = [scenario(*point, *way) for way in WAYS for point in POINTS]
