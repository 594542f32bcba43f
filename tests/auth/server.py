"""The server of a row: a well-behaved one that says what the row has it say, and a referee of its client.

Rows name what is said at a point of the conversation; a line that is none of these words is sent as it is:

    close      FIN                      reset      RST
    silence    nothing until the client leaves
    timeout    the same, and the client's clock leaps over its patience (tests/support/leap.c)
    tls        the handshake            go-on      what a well-behaved server says

{last}: the client's last line. {name}: the base64 of "Username:"; {pass}: that of "Password:"."""
import base64
import email.utils
import os
import signal
import socket
import ssl
import struct
import threading

NAME, PASS = (base64.b64encode(w).decode() for w in (b"Username:", b"Password:"))
LINE_MAX, LINES_MAX = 65536, 500
CLIENT = "[192.0.2.1]"


def filled(text, **values):
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


class Over(Exception):
    """The conversation has come to its end."""


class Conversation:
    """One connection."""

    def __init__(self, server, sock):
        self.server, self.row, self.sock = server, server.row, sock
        self.tls, self.buffer, self.hung_up = False, b"", False
        self.last = self.said = ""
        self.recipients, self.commands = 0, []

    # ---- bytes ----

    def line(self):
        while b"\n" not in self.buffer:
            data = self.sock.recv(4096)
            if not data:
                raise Over
            self.buffer += data
            if len(self.buffer) > LINE_MAX:
                self.fault("sends a line without end")
        line, self.buffer = self.buffer.split(b"\n", 1)
        if self.buffer:
            self.fault("does not wait for the answer")
        self.last = line.rstrip(b"\r").decode("utf-8", "backslashreplace")
        return self.last

    def send(self, *lines):
        self.said = lines[-1] if lines else self.said
        self.sock.sendall("".join(line + "\r\n" for line in lines).encode())

    def handshake(self):
        self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
        self.tls = True

    def end(self, how=None):
        self.hung_up = True
        if how == "reset":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Over

    def wait_for_the_end(self):
        self.hung_up = True
        while self.sock.recv(4096):
            pass
        raise Over

    def fault(self, text):
        self.server.faults.append("the client " + text)

    # ---- what is said ----

    def say(self, point, *usual):
        """What the row has for this point, or what is usual. True: that was the usual."""
        said, pending = self.row.says.get(point), []
        for line in said if said is not None else ["go-on"]:
            if line in ("close", "reset", "silence", "timeout", "tls", "go-on"):
                self.send(*pending)
                pending = []
            if line in ("close", "reset"):
                self.end(line)
            elif line == "silence":
                self.wait_for_the_end()
            elif line == "timeout":
                os.kill(self.server.client_pid(), signal.SIGUSR1)
                self.wait_for_the_end()
            elif line == "tls":
                self.handshake()
            elif line == "go-on":
                self.send(*usual)
            else:
                pending.append(filled(line, last=self.last, name=NAME, **{"pass": PASS}))
        self.send(*pending)
        if pending and pending[-1].startswith("421"):
            self.end()
        return said is None or said[-1] == "go-on"

    def hello(self):
        words = self.row.kind.keywords("tls" if self.tls else "clear")
        name = self.row.kind.lines["banner"].split()[1]
        lines = [f"{name} Hello {CLIENT}", *words]
        self.say("ehlo-tls" if self.tls else "ehlo",
                 *(f"250-{w}" for w in lines[:-1]), "250 " + lines[-1])

    # ---- the conversation ----

    def serve(self):
        if self.row.implicit:
            self.handshake()
        self.say("banner", filled(self.row.kind.lines["banner"], date=email.utils.formatdate()))
        for _ in range(LINES_MAX):
            line = self.line()
            verb = line.split(" ")[0].upper()
            self.commands.append(verb)
            act = {"EHLO": self.hello, "HELO": self.hello, "STARTTLS": self.starttls, "AUTH": self.auth,
                   "MAIL": self.mail, "RCPT": self.rcpt, "DATA": self.data, "QUIT": self.quit}.get(verb)
            if act:
                act()
            elif verb == "RSET":
                self.say("rset", "250 2.0.0 Ok")
            else:
                self.fault(f"says {line[:60]!r} where a command is due")
                self.send("500 5.5.2 Error: command not recognized")

    def starttls(self):
        if self.say("starttls", "220 2.0.0 Ready to start TLS"):
            self.handshake()

    def auth(self):
        self.server.logins += 1
        words = self.last.split(" ")
        if not self.tls and "--insecure-auth" not in self.row.options:
            self.fault("logs in without TLS")
        if len(words) > 2:  # all in one line
            more = "auth" not in self.row.says or self.answered("auth")
        elif words[1].upper() == "LOGIN":
            more = self.answered("auth", "334 " + NAME) and self.answered("name", "334 " + PASS)
        else:
            more = self.answered("auth", "334 ")
        if more and ("challenge" not in self.row.says or self.answered("challenge")):
            for _ in range(LINES_MAX):
                if not self.answered("login", "235 2.7.0 Authentication successful"):
                    return

    def answered(self, point, *usual):
        """Says what is due. True: that was a prompt, and the client goes on."""
        self.say(point, *usual)
        if not self.said.startswith("334"):
            return False
        if self.line() == "*":
            self.send("501 5.7.0 Authentication aborted")
            return False
        return True

    def mail(self):
        self.recipients = 0
        self.say("mail", "250 2.1.0 Ok")

    def rcpt(self):
        self.recipients += 1
        if self.recipients > 2:
            self.fault("names a third recipient")
        again = self.recipients == 2 and "rcpt-2" in self.row.says
        self.say("rcpt-2" if again else "rcpt", "250 2.1.5 Ok")

    def data(self):
        if self.say("data", "354 End data with <CR><LF>.<CR><LF>"):
            while self.line() != ".":
                pass
            self.say("message", "250 2.0.0 Ok: queued as 4Zx1")

    def quit(self):
        self.say("quit", "221 2.0.0 Bye")
        raise Over


class Server:
    """Listens for one row, until the script ends."""

    def __init__(self, row, address, context):
        self.row, self.address, self.context = row, address, context
        self.faults, self.logins, self.conversations, self.threads = [], 0, [], []
        self.child, self.known = None, threading.Event()
        self.listener = socket.create_server((address, row.port), backlog=16)
        threading.Thread(target=self.accept, daemon=True).start()

    def meanwhile(self, child):
        self.child = child
        self.known.set()

    def client_pid(self):
        self.known.wait()
        return self.child.pid

    def accept(self):
        try:
            while True:
                sock, _ = self.listener.accept()
                thread = threading.Thread(target=self.serve, args=(sock,), daemon=True)
                self.threads.append(thread)
                thread.start()
        except OSError:
            pass

    def stop(self):
        """The client has left: what it said last is read to its end."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()

    def serve(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = Conversation(self, sock)
        self.conversations.append(one)
        try:
            one.serve()
        except (Over, OSError, ssl.SSLError, ValueError):
            pass
        finally:
            one.sock.close()
            sock.close()

    def judgement(self):
        """What is to be said against the client."""
        faults = list(self.faults)
        if self.logins > 1:
            faults.append(f"the client logs in {self.logins} times")
        if len(self.conversations) > 8:
            faults.append(f"the client connects {len(self.conversations)} times")
        for one in self.conversations:
            if not one.hung_up and one.commands and one.commands[-1] != "QUIT":
                faults.append(f"the client leaves without QUIT after {' '.join(one.commands)}")
        return faults
