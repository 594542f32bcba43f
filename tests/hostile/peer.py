"""The server's end of a connection, and the well-behaved server that a hostile one departs from.

A plan says what the server does at each point of the conversation; a scenario replaces some points:

    plan(banner=b"220 \\x1b[2J\\r\\n", quit=flood(b"221-bye\\r\\n"))

What is done is bytes to send, a function of the peer, or a list of both.
"""
import itertools
import socket
import ssl
import struct
import time

from scenario import ANSWER

FLOOD_MAX = 48 * 1024 * 1024  # more than anybody may swallow
STOPPED = (OSError, ValueError, ssl.SSLError)


class Over(Exception):
    """The conversation has come to its end."""


class Peer:
    def __init__(self, sock, stage):
        self.sock, self.stage = sock, stage  # stage: certificates, helpers, who else is there
        self.buffer = b""
        self.heard = []  # lines of the client, in order
        self.tls = False
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data):
        self.sock.sendall(data)

    def line(self):
        """The client's next line without its end; Over where there is none."""
        while b"\n" not in self.buffer:
            data = self.sock.recv(4096)
            if not data:
                raise Over
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        self.heard.append(line.rstrip(b"\r"))
        return self.heard[-1]

    def swallow(self, seconds=None):
        """Reads what comes, until the client leaves."""
        end = None if seconds is None else time.monotonic() + seconds
        while end is None or time.monotonic() < end:
            if not self.sock.recv(65536):
                raise Over

    def start_tls(self, kind="good", **options):
        self.sock = server_context(self.stage.certificate(kind), **options).wrap_socket(
            self.sock, server_side=True)
        self.tls = True
        self.buffer = b""

    def do(self, act):
        if isinstance(act, bytes):
            self.send(act)
        elif callable(act):
            act(self)
        else:
            for one in act:
                self.do(one)


def server_context(pem, version=None, tickets=2):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.num_tickets = tickets
    if version is not None:
        context.maximum_version = version
    return context


# ---- what a server may do ----

def nothing(peer):
    pass


def tls(peer):
    peer.start_tls()


def silence(peer):
    """Says nothing more, and waits for the client to leave."""
    peer.swallow()
    raise Over


def close(peer):
    raise Over


def half_close(peer):
    """FIN, while the other direction stays open."""
    plain = peer.sock.fileno()
    duplicate = socket.socket(fileno=socket.dup(plain))
    with duplicate:
        duplicate.shutdown(socket.SHUT_WR)
        try:
            while duplicate.recv(65536):
                pass
        except STOPPED:
            pass
    raise Over


def reset(peer):
    """RST."""
    peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.sock.close()
    raise Over


def flood(*pieces):
    """`pieces` over and over, in writes of a reasonable size, until the client is gone."""
    block = b"".join(pieces)
    block *= max(1, 16384 // len(block))

    def act(peer):
        for _ in range(FLOOD_MAX // len(block)):
            peer.send(block)
        peer.swallow()
    return act


def numbered(form):
    """`form` % 1, 2, 3 ... without end."""
    def act(peer):
        numbers = itertools.count()
        for _ in range(FLOOD_MAX // (1000 * len(form))):
            peer.send(b"".join(form % next(numbers) for _ in range(1000)))
        peer.swallow()
    return act


def drip(data, seconds=1.0):
    """A byte at a time, slower for a client that has more patience."""
    def act(peer):
        for i in range(len(data)):
            peer.send(data[i:i + 1])
            time.sleep(seconds * peer.stage.times)
        peer.swallow()
    return act


def pause(seconds):
    def act(peer):
        time.sleep(seconds)
    return act


def too_late(peer):
    """Waits longer than the client has patience with an answer."""
    time.sleep(ANSWER * peer.stage.times + 0.5)


def echo(form):
    """The client's last line where `form` has %s."""
    def act(peer):
        peer.send(form.replace(b"%s", peer.heard[-1]))
    return act


# ---- the well-behaved server ----

CAPABILITIES = b"250-mail.example.org\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n"
LOGIN = b"250-mail.example.org\r\n250-SIZE 1000000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"

# A refused login is how most scenarios end: the server has heard the secret by then, and nothing of
# what it said before may have made the result a good one.
WELL_BEHAVED = {
    "arrival": nothing,  # on an implicit-TLS port the handshake
    "banner": b"220 mail.example.org ESMTP\r\n",
    "ehlo": CAPABILITIES,
    "starttls": b"220 2.0.0 go ahead\r\n",
    "handshake": tls,
    "ehlo-again": LOGIN,
    "auth": b"535 5.7.8 Error: authentication failed\r\n",
    "answer": b"535 5.7.8 Error: authentication failed\r\n",  # to anything else
    "mail": b"250 2.1.0 Ok\r\n",
    "rcpt": b"250 2.1.5 Ok\r\n",
    "rset": b"250 2.0.0 Ok\r\n",
    "quit": [b"221 2.0.0 Bye\r\n", close],
}
VERBS = {"AUTH", "MAIL", "RCPT", "RSET", "QUIT", "STARTTLS"}


def plan(**points):
    """A function that serves a connection: the well-behaved server but for `points`."""
    steps = {**WELL_BEHAVED, **{k.replace("_", "-"): v for k, v in points.items()}}
    unknown = set(steps) - set(WELL_BEHAVED)
    assert not unknown, f"no such points: {unknown}"

    def serve(peer):
        peer.do(steps["arrival"])
        peer.do(steps["banner"])
        while True:
            point = point_of(peer, peer.line())
            peer.do(steps[point])
            if point == "starttls":
                peer.do(steps["handshake"])
    return serve


def point_of(peer, line):
    verb = (line.decode("latin-1").upper().split() or [""])[0]
    if verb == "EHLO":
        return "ehlo-again" if peer.tls else "ehlo"
    return verb.lower() if verb in VERBS else "answer"


ACCEPTED = b"235 2.7.0 Authentication successful\r\n"
