"""Real checks at a server on loopback that sends the texts of tests/support/poison.py and nothing else where
a server may choose its words: greeting, capabilities, replies, certificates, names of the DNS; and tokens
full of them."""
import base64
import datetime
import json
import os
import socket
import subprocess
import sys
import threading

import fakedns
import ground
import poison
import scope
from ground import SOURCE

sys.path.append(os.path.join(SOURCE, "tests", "hostile"))

import peer
from peer import plan

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
except ImportError:
    ground.skip("needs python3-cryptography")

HOST, ADDRESS, PORT = "mail.example.org", "127.0.0.1", 587
TEXTS = [t.encode() for t in poison.SHORT] + [poison.BROKEN]
LINE_MAX = 400


def reply(code, first=b"", more=()):
    """A reply that begins with `first`, goes on with every text and ends with the words `more`."""
    lines = [first] if first else []
    for text in TEXTS:
        for line in text.replace(b"\r\n", b"\n").split(b"\n"):
            lines += [line[i:i + LINE_MAX] for i in range(0, len(line), LINE_MAX)]
    lines += list(more) or [b"PLANTED"]
    return b"".join(code + (b" " if line is lines[-1] else b"-") + line + b"\r\n"
                    for line in lines)


# ---- certificates ----

def name_of(*texts):
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME,
             NameOID.LOCALITY_NAME, NameOID.STATE_OR_PROVINCE_NAME)
    return x509.Name([x509.NameAttribute(kind, text, _validate=False) for kind, text in zip(kinds, texts)])


def builder(subject, issuer, key, **days):
    now = datetime.datetime.utcnow()
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return made.serial_number(x509.random_serial_number()).not_valid_before(
        now - datetime.timedelta(days=30)).not_valid_after(now + datetime.timedelta(days=300))


def make_certificates(folder):
    """ca.pem, and good.pem: key and chain of a server whose every name is poison, but one."""
    names = (poison.HTML, poison.XML, poison.MARKDOWN, poison.TERMINAL, poison.LONG)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority, server = name_of(*names), name_of(*names[1:], poison.METRICS)
    ca = builder(authority, authority, ca_key).add_extension(
        x509.BasicConstraints(True, None), critical=True).sign(ca_key, hashes.SHA256())
    hosts = [x509.DNSName(t[:1000]) for t in (*poison.SHORT, HOST, poison.LONG) if t.isascii()]
    hosts.append(x509.UniformResourceIdentifier(poison.HTML))
    cert = builder(server, authority, key).add_extension(
        x509.SubjectAlternativeName(hosts), critical=False).sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    with open(os.path.join(folder, "ca.pem"), "wb") as f:
        f.write(ca.public_bytes(pem))
    with open(os.path.join(folder, "good.pem"), "wb") as f:
        f.write(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) +
                cert.public_bytes(pem) + ca.public_bytes(pem))


# ---- tokens ----

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token():
    claims = dict(zip(("aud", "iss", "scp", "appid", "upn", "tid", "idtyp", "name"), poison.SHORT * 2))
    claims.update({"exp": 4102444800, "iat": 1700000000, "roles": list(poison.SHORT)})
    return ".".join(b64(json.dumps(part).encode()) for part in ({"alg": poison.HTML, "typ": "JWT"}, claims)) + \
        "." + b64(b"x" * 256)


CHALLENGE = base64.b64encode(json.dumps(
    {"status": poison.HTML, "schemes": poison.METRICS, "scope": poison.MARKDOWN}).encode())

# ---- the checks ----

LOGIN = ["--user", "bob@example.org", "--password-file", "{folder}/password"]
TOKEN = ["--user", "bob@example.org", "--token-file", "{folder}/token"]
TRUST = ["--ca-file", "{folder}/ca.pem"]
HELLO = reply(b"250", HOST.encode(), [b"STARTTLS", b"AUTH PLAIN LOGIN"])
BANNER = reply(b"220", HOST.encode() + b" ESMTP")
# name: (what the server says at which point, options of the check)
CHECKS = {
    "greeting": (dict(banner=reply(b"554")), []),
    "stranger": (dict(banner=BANNER, ehlo=HELLO), LOGIN),
    "login": (dict(banner=BANNER, ehlo=HELLO, ehlo_again=HELLO, auth=reply(b"535", b"5.7.8"),
                   quit=[reply(b"221"), peer.close]), LOGIN + TRUST),
    "token": (dict(ehlo_again=reply(b"250", HOST.encode(), [b"AUTH XOAUTH2"]),
                   auth=b"334 " + CHALLENGE + b"\r\n", answer=reply(b"535", b"5.7.3")), TOKEN + TRUST),
    "envelope": (dict(ehlo=HELLO, ehlo_again=HELLO, auth=b"235 2.7.0 PLANTED\r\n", mail=reply(b"250", b"2.1.0"),
                      rcpt=reply(b"550", b"5.7.1")),
                 LOGIN + TRUST + ["--from", "bob@example.org", "--to", "ann@example.net"]),
}
# Labels of a name that the DNS says is the server's.
LABELS = ('<img src=x onerror=alert("PLANTED")>', '"} 1 | planted=1', "`PLANTED` \x1b[2J\x7f\n", "'><b>PLANTED</b>")


class Server:
    """Plays one plan to all that come, until it is closed."""

    def __init__(self, folder, points):
        self.folder, self.serve = folder, plan(**points)
        self.faults = []
        self.listener = socket.create_server((ADDRESS, PORT))
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def certificate(self, kind):
        return os.path.join(self.folder, kind + ".pem")

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.play, args=(connection,), daemon=True).start()

    def play(self, connection):
        one = peer.Peer(connection, self)
        try:
            self.serve(one)
        except (peer.Over, *peer.STOPPED):
            pass
        except Exception as fault:  # a server that does not work proves nothing
            self.faults.append(f"the server itself: {type(fault).__name__}: {fault}")
        finally:
            one.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def prepare(folder):
    """The files that the checks need."""
    make_certificates(folder)
    for name, secret in (("password", "Tr0ub4dor&3-secret"), ("token", token())):
        path = os.path.join(folder, name)
        with open(path, "w") as f:
            f.write(secret + "\n")
        os.chmod(path, 0o600)


def command(folder, options, *words):
    given = [o.format(folder=folder) for o in options]
    return [scope.built("smtpscope"), "check", HOST, "-p", str(PORT), "--tls-versions", "none",
            "--ehlo", "client.example.net", *given, *words]


def run(words):
    """(what it printed, faults)"""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, env=scope.environment())
    bad = done.returncode not in (0, 1, 2, 3) or (done.stderr and done.returncode != 1)
    return done.stdout, [f"ended with {done.returncode}: {done.stderr[-500:]!r}"] if bad else []


def checked(folder, name, *words):
    """A check at the server called `name`."""
    points, options = CHECKS[name]
    with Server(folder, points) as server:
        out, faults = run(command(folder, options, "--address", ADDRESS, *words))
    return out, faults + server.faults


def looked_up(folder, *words):
    """A check whose name leads over aliases of poison."""
    names = [HOST, *(label.lower() + ".example.org" for label in LABELS)]
    records = [(a, "CNAME", b) for a, b in zip(names, names[1:])] + [(names[-1], "A", ADDRESS)]
    dns = fakedns.Server(ADDRESS, records).start()
    try:
        with Server(folder, {}):
            return run(command(folder, [], "--resolver", ADDRESS + ":53", *words))
    finally:
        dns.stop()
