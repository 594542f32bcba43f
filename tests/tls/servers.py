"""The servers of the rows, each at a loopback port of its own.

    smtp          a mail server of ours, in one process for all rows; its TLS is OpenSSL's (Python's ssl):
                  tls=1.0-1.2 ciphers=... dh=1024 curve=... asks=certificate port=implicit no-sni=CERTIFICATE
                  second=CERTIFICATE knows=NAME bytes=WAY
    s_server ...  openssl s_server, with these options: TLS from the first byte, and no SMTP inside
    gnutls-serv ...  GnuTLS's, likewise
    bytes WAY     what no library would send: WAYS below
"""
import multiprocessing
import os
import selectors
import shlex
import socket
import ssl
import subprocess
import sys
import threading
import time

import ground

sys.path.append(os.path.join(ground.SOURCE, "tests", "hostile"))
import keys
import peer as peers
import wire

VERSIONS = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2,
            "1.3": ssl.TLSVersion.TLSv1_3}
SMTP = {"tls", "ciphers", "dh", "curve", "asks", "port", "no-sni", "second", "knows", "bytes"}
LOGIN = b"250-mail.example.org\r\n250-SIZE 1000000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"


class Server:
    """The line "server:" of a row."""

    def __init__(self, line):
        kind, *words = shlex.split(line) or ["smtp"]
        self.kind, self.words = ("smtp", words) if "=" in kind else (kind, words)
        if "=" in kind:
            self.words = [kind, *words]
        self.given = {}
        if self.kind == "smtp":
            self.given = dict(word.split("=", 1) for word in self.words)
            if not set(self.given) <= SMTP:
                raise ValueError(f"server: unknown words in {line}")

    @property
    def answers(self):
        """It speaks SMTP, and hangs up on QUIT."""
        return self.kind == "smtp"

    @property
    def implicit(self):
        return self.kind in ("s_server", "gnutls-serv") or self.given.get("port") == "implicit"


# ---- bytes ----

def swallow_hello(peer):
    """Reads a ClientHello, and gives its session identifier back."""
    head = b""
    while len(head) < 5:
        head += receive(peer, 5 - len(head))
    hello = receive(peer, int.from_bytes(head[3:5], "big"))
    return hello[39:39 + hello[38]]


def receive(peer, n):
    data = b""
    while len(data) < n:
        piece = peer.sock.recv(n - len(data))
        if not piece:
            raise peers.Over
        data += piece
    return data


def hand_made(*messages):
    """A handshake of TLS 1.2 up to the server's part of the key exchange."""
    def act(peer):
        session = swallow_hello(peer)
        hello = wire.server_hello(wire.ECDHE_RSA, session=session)
        peer.send(wire.records(hello + b"".join(messages) + wire.ecdhe(bytes(256)) +
                               wire.message(wire.HELLO_DONE, b"")))
        peer.swallow()
    return act


def alert(number, level=2):
    def act(peer):
        swallow_hello(peer)
        peer.send(wire.record(wire.ALERT, bytes([level, number])))
    return act


def swallow_and(act):
    def both(peer):
        swallow_hello(peer)
        act(peer)
    return both


def say(data):
    return swallow_and(lambda peer: (peer.send(data), peer.swallow()))


def certificate(ders):
    return hand_made(wire.certificates(*ders))


WAYS = {
    "garbage": certificate([b"\x30\x82\x01\x00" + b"garbage" * 40]),
    "empty-certificate": certificate([b""]),
    "empty-chain": certificate([]),
    "alert-40": alert(40), "alert-47": alert(47), "alert-70": alert(70), "alert-80": alert(80),
    "alert-86": alert(86), "alert-112": alert(112), "alert-116": alert(116), "alert-71": alert(71),
    "close": swallow_and(peers.close), "reset": swallow_and(peers.reset),
    "close-at-once": peers.close,
    "clear-text": say(b"454 4.7.0 TLS not available due to local problem\r\n"),
    "http": say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "noise": say(bytes(range(128, 228))),
}


# ---- smtp ----

def context(row, pem, second=None):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    given = row.server.given
    c.set_ciphers(given.get("ciphers", "ALL") + ":@SECLEVEL=0")
    c.load_cert_chain(pem)
    if second:
        c.load_cert_chain(second)
    first, _, last = given.get("tls", "1.2-1.3").partition("-")
    c.minimum_version, c.maximum_version = VERSIONS[first], VERSIONS[last or first]
    if "dh" in given:
        c.load_dh_params(row.path(f"dh{given['dh']}"))
    if "curve" in given:
        c.set_ecdh_curve(given["curve"])
    if given.get("asks") == "certificate":
        c.verify_mode = ssl.CERT_REQUIRED
    return c


def contexts(row):
    """What TLS is to be: it depends on the name that the client sends."""
    given = row.server.given
    main = context(row, row.pem("leaf"), row.pem(given["second"]) if "second" in given else None)
    other = context(row, row.pem(given["no-sni"])) if "no-sni" in given else None

    def by_name(sock, name, _):
        if name is None and other:
            sock.context = other
        if name != given.get("knows", name):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        return None

    main.sni_callback = by_name
    return main


def plan(row):
    way = row.server.given.get("bytes") or (row.server.kind == "bytes" and row.server.words[0])
    if way:
        handshake = WAYS[way]
    else:
        tls = contexts(row)

        def handshake(peer):
            peer.sock = tls.wrap_socket(peer.sock, server_side=True)
            peer.tls, peer.buffer = True, b""
    points = {"handshake": handshake, "ehlo_again": LOGIN}
    if row.server.implicit:
        points |= {"arrival": handshake}
    return peers.plan(**points)


def serve(serving, connection):
    peer = peers.Peer(connection, None)
    try:
        serving(peer)
    except (peers.Over, *peers.STOPPED):
        pass
    finally:
        for sock in (peer.sock, connection):
            sock.close()


def smtp_process(rows, listeners, ready):
    """All rows whose server is ours."""
    waiting = selectors.DefaultSelector()
    for row, listener in zip(rows, listeners):
        waiting.register(listener, selectors.EVENT_READ, plan(row))
    ready.set()
    while True:
        for key, _ in waiting.select():
            connection, _ = key.fileobj.accept()
            threading.Thread(target=serve, args=(key.data, connection), daemon=True).start()


# ---- all of them ----

def listen(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, 0), family=family, backlog=32)


def free_port(address):
    with listen(address) as s:
        return s.getsockname()[1]


def command(row):
    """A program that serves the row."""
    words, port = row.server.words, str(row.port)
    pem = row.pem("leaf")
    if row.server.kind == "s_server":
        staple = ["-status_file", row.pems["staple"]] if "staple" in row.pems else []
        return ["openssl", "s_server", "-accept", f"{row.address}:{port}", "-cert", pem, "-key", pem,
                "-cert_chain", pem, "-quiet", *staple, *words]
    return ["gnutls-serv", "--quiet", "--echo", "-p", port, "--x509certfile", pem, "--x509keyfile", pem,
            "-a", *words]


def start(rows, folder):
    """Starts what the rows need; the processes end with the script."""
    children = ground.Children()
    for size in ("1024", "2048"):
        if any(r.server.given.get("dh") == size for r in rows):
            keys.openssl("dhparam", "-dsaparam", "-out", os.path.join(folder, "dh" + size), size)
    ours = [r for r in rows if r.server.kind in ("smtp", "bytes")]
    listeners = [listen(r.address) for r in ours]
    for row, listener in zip(ours, listeners):
        row.port = listener.getsockname()[1]
    fork = multiprocessing.get_context("fork")
    ready = fork.Event()
    child = fork.Process(target=smtp_process, args=(ours, listeners, ready), daemon=True)
    child.start()
    for row in (r for r in rows if r not in ours):
        row.port = free_port(row.address)
        log = open(row.path("server.log"), "wb")
        row.process = children.start(*command(row), stdin=subprocess.PIPE, stdout=log, stderr=log)
    while not ready.wait(0.2):
        if not child.is_alive():
            raise RuntimeError("the mail server of the rows did not come up")
    for row in (r for r in rows if r not in ours):
        wait_for(row)


def wait_for(row):
    while True:
        if row.process.poll() is not None:
            with open(row.path("server.log")) as log:
                raise RuntimeError(f"{row.name}: the server has ended: {log.read()[-500:]}")
        with open("/proc/net/tcp6" if ":" in row.address else "/proc/net/tcp") as table:
            if any(line.split()[1].endswith(f":{row.port:04X}") and line.split()[3] == "0A"
                   for line in table.read().splitlines()[1:]):
                return
        time.sleep(0.02)
