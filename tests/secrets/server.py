"""A mail server that takes or refuses a login in any mechanism, may say the secret back, and then falls
silent: whoever wants to look at the client's memory has all the time there is."""
import base64
import hashlib
import hmac
import os
import re
import socket
import ssl
import threading

B64 = lambda b: base64.b64encode(b).decode()


class Gone(Exception):
    pass


def stop(listener):
    """Whoever waits in its accept() comes back."""
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


class Server:
    """One connection after the other. `final`: the reply to the login; `echo`: what goes with it."""

    def __init__(self, pem, mechanism, mark, final="235 2.7.0 welcome", echo=None, tls=True):
        self.mechanism, self.mark, self.final, self.echo, self.tls = mechanism, mark, final, echo, tls
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.stalled, self.go_on, self.asked = threading.Event(), threading.Event(), threading.Event()
        self.heard = b""  # of the login, as it came
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.go_on.set()
        stop(self.socket)

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                try:
                    self.talk(connection)
                except (Gone, OSError, ssl.SSLError):
                    pass

    def talk(self, connection):
        stream = self.context.wrap_socket(connection, server_side=True) if self.tls else connection
        self.file = stream.makefile("rwb")
        self.say("220 mail.example.org ESMTP")
        while True:
            line = self.hear()
            word = line.upper().split(" ")[0]
            if word == "EHLO":
                self.say("250-mail.example.org", f"250 AUTH {self.mechanism}")
            elif word == "AUTH":
                self.log_in(line)
            elif word == "QUIT":
                self.stall()
                self.say("221 2.0.0 bye")
                return
            else:
                self.stall()
                self.say("250 2.0.0 ok" if self.echo is None else f"250 2.0.0 {self.echo} once more")

    def stall(self):
        self.stalled.set()
        self.go_on.wait()

    def say(self, *lines):
        self.file.write("".join(line + "\r\n" for line in lines).encode())
        self.file.flush()

    def hear(self):
        line = self.file.readline()
        if not line:
            raise Gone
        self.heard += line
        return line.decode().rstrip("\r\n")

    # ---- the login ----

    def challenge(self, words):
        self.say(f"334 {B64(words) if words else ''}")
        return base64.b64decode(self.hear() or "=")

    def log_in(self, line):
        self.asked.set()
        words = line.split(" ")
        initial = base64.b64decode(words[2]) if len(words) > 2 else None
        getattr(self, "do_" + words[1].lower().replace("-", "_"))(initial)
        said = self.final if self.echo is None else f"{self.final} {self.echo}"
        self.say(f"{said[:3]}-{said[4:]}", said)

    def do_plain(self, initial):
        return initial if initial is not None else self.challenge(b"")

    def do_login(self, initial):
        if initial is None:
            self.challenge(b"Username:")
        self.challenge(b"Password:")

    def do_xoauth2(self, initial):
        self.do_token(initial, b'{"status":"400","schemes":"Bearer","scope":"https://mail.example.org/"}')

    def do_oauthbearer(self, initial):
        self.do_token(initial, b'{"status":"invalid_token","scope":"mail"}')

    def do_token(self, initial, report):
        if initial is None:
            self.challenge(b"")
        if not self.final.startswith("2"):
            if self.echo is not None:
                report = report[:-1] + b',"said":"' + self.echo.encode() + b'"}'
            self.challenge(report)

    def do_cram_md5(self, _):
        self.challenge(b"<1896.697170952@mail.example.org>")

    def do_digest_md5(self, _):
        answer = self.challenge(b'realm="mail.example.org",nonce="OA6MG9tEQGm2hh",qop="auth",charset=utf-8,'
                                b'algorithm=md5-sess')
        if self.final.startswith("2"):
            self.challenge(b"rspauth=" + self.rspauth(answer).encode())

    def rspauth(self, answer):
        f = {k: v.strip('"') for k, v in re.findall(r'([\w-]+)=("[^"]*"|[^,]*)', answer.decode())}
        h = lambda b: hashlib.md5(b)
        inner = h(f"{f['username']}:{f['realm']}:{self.mark}".encode()).digest()
        a1 = inner + f":{f['nonce']}:{f['cnonce']}".encode()
        a2 = f":{f['digest-uri']}".encode()
        return h(f"{h(a1).hexdigest()}:{f['nonce']}:{f['nc']}:{f['cnonce']}:{f['qop']}:"
                 f"{h(a2).hexdigest()}".encode()).hexdigest()

    def do_scram_sha_1(self, initial):
        self.scram(initial, "sha1")

    def do_scram_sha_256(self, initial):
        self.scram(initial, "sha256")

    def scram(self, initial, hash_name):
        """RFC 5802."""
        first = (initial if initial is not None else self.challenge(b"")).decode()
        bare = first.split(",", 2)[2]
        salt, rounds = os.urandom(16), 4096
        server_first = f"r={re.search('r=([^,]*)', bare)[1]}srv,s={B64(salt)},i={rounds}"
        last = self.challenge(server_first.encode()).decode()
        salted = hashlib.pbkdf2_hmac(hash_name, self.mark.encode(), salt, rounds)
        key = hmac.digest(salted, b"Server Key", hash_name)
        signed = f"{bare},{server_first},{last.rsplit(',p=', 1)[0]}"
        if self.final.startswith("2"):
            self.challenge(b"v=" + B64(hmac.digest(key, signed.encode(), hash_name)).encode())

    def do_ntlm(self, initial):
        """Flags: Unicode, NTLM; a challenge; no target."""
        if initial is None:
            self.challenge(b"")
        self.challenge(b"NTLMSSP\0" + b"\x02\0\0\0" + b"\0\0\0\0\x30\0\0\0" + b"\x01\x82\x00\x00" +
                       b"\x01\x23\x45\x67\x89\xab\xcd\xef" + b"\0" * 16)


class Proxy:
    """Takes any login, and connects to the server whatever it is asked for."""

    def __init__(self, server, kind):
        self.to, self.kind, self.heard = server.port, kind, b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        stop(self.socket)

    def serve(self):
        while True:
            try:
                client, _ = self.socket.accept()
                getattr(self, self.kind)(client)
                server = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                return
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def take(self, client, n):
        data = client.recv(n, socket.MSG_WAITALL)
        self.heard += data
        return data

    def socks5(self, client):
        """RFC 1928, 1929."""
        self.take(client, self.take(client, 2)[1])
        client.sendall(b"\x05\x02")
        self.take(client, self.take(client, 2)[1])
        self.take(client, self.take(client, 1)[0])
        client.sendall(b"\x01\x00")
        kind = self.take(client, 4)[3]
        self.take(client, 4 if kind == 1 else 16 if kind == 4 else self.take(client, 1)[0])
        self.take(client, 2)
        client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")

    def http(self, client):
        while b"\r\n\r\n" not in self.heard:
            data = client.recv(4096)
            if not data:
                raise OSError("gone")
            self.heard += data
        client.sendall(b"HTTP/1.1 200 connected\r\n\r\n")

    def pump(self, one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass
