#!/usr/bin/python3
"""A box in the middle, to which connections are turned: box.py KIND PORT

    mask      what ESMTP inspection does: stars for the greeting, X for words that it does not know, STARTTLS
              among them, and words of its own for commands that it does not know
    mask-tls  the same with allow-tls
    strip     takes STARTTLS out of the list; the command passes
    block     takes it out and refuses the command
    relay     a mail server of its own, without TLS
    portal    sends whoever comes to a web page
    accept    takes connections and says nothing

Those that pass words on do so to whom the connection was meant for (SO_ORIGINAL_DST)."""
import ipaddress
import re
import socket
import struct
import sys
import threading

SO_ORIGINAL_DST = 80  # linux/netfilter_ipv4.h; IP6T_SO_ORIGINAL_DST is the same
# "ehlo-reply-parameter": those that the default policy has names for
KNOWN_WORDS = {"8BITMIME", "AUTH", "BINARYMIME", "CHECKPOINT", "DSN", "ETRN", "PIPELINING", "SIZE", "VRFY"}
KNOWN_COMMANDS = {"AUTH", "DATA", "EHLO", "ETRN", "HELO", "HELP", "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "VRFY"}
PORTAL = b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nConnection: close\r\n\r\n"


def meant_for(conn):
    if conn.family == socket.AF_INET:
        port, address = struct.unpack("!2xH4s8x", conn.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
    else:
        port, address = struct.unpack("!2xH4x16s4x", conn.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28))
    return str(ipaddress.ip_address(address)), port


# ---- what becomes of lines

def masked_word(word):
    return "X" * (len(word) - 1) + "A"


class Mask:
    passing = KNOWN_WORDS
    commands = KNOWN_COMMANDS

    def greeting(self, line):
        return line[:4] + "*" * len(line[4:])

    def offered(self, lines):
        def mask(line):
            word = re.split("[ =]", line[4:])[0]
            return line if word.upper() in self.passing else line[:4] + masked_word(word)
        return lines[:1] + [mask(line) for line in lines[1:]]

    def refusal(self, command):
        return None if command in self.commands else "500 #5.5.1 command not recognized"


class MaskButTls(Mask):
    passing = KNOWN_WORDS | {"STARTTLS"}
    commands = KNOWN_COMMANDS | {"STARTTLS"}


class Strip:
    def greeting(self, line):
        return line

    def offered(self, lines):
        left = [line for line in lines if line[4:].upper() != "STARTTLS"]
        return [line[:3] + "-" + line[4:] for line in left[:-1]] + [left[-1][:3] + " " + left[-1][4:]]

    def refusal(self, command):
        return None


class Block(Strip):
    def refusal(self, command):
        return "502 5.5.1 command not implemented" if command == "STARTTLS" else None


# ---- the dialogue

def reply(f):
    lines = []
    while not lines or lines[-1][3:4] == "-":
        line = f.readline()
        if not line:
            raise EOFError
        lines.append(line.decode("latin-1").rstrip("\r\n"))
    return lines


def send(conn, lines):
    conn.sendall("".join(line + "\r\n" for line in lines).encode("latin-1"))


def splice(a, b):
    while data := a.recv(65536):
        b.sendall(data)
    b.shutdown(socket.SHUT_WR)


def pass_on(client, server):
    back = threading.Thread(target=splice, args=(server, client), daemon=True)
    back.start()
    splice(client, server)
    back.join()


def converse(client, box):
    with socket.create_connection(meant_for(client)) as server:
        from_client, from_server = client.makefile("rb", 0), server.makefile("rb", 0)
        send(client, [box.greeting(line) for line in reply(from_server)])
        while line := from_client.readline():
            command = line.decode("latin-1").split(None, 1)[0].upper()
            if refusal := box.refusal(command):
                send(client, [refusal])
                continue
            server.sendall(line)
            lines = reply(from_server)
            send(client, box.offered(lines) if command == "EHLO" and lines[0][0] == "2" else lines)
            if command == "STARTTLS" and lines[0][0] == "2":
                pass_on(client, server)
                return


def relay(client):
    send(client, ["220 server17.hoster.example ESMTP"])
    for line in client.makefile("rb", 0):
        command = line.decode("latin-1").split(None, 1)[0].upper()
        send(client, {"EHLO": ["250-server17.hoster.example", "250 8BITMIME"],
                      "QUIT": ["221 2.0.0 Bye"]}.get(command, ["502 5.5.1 command not implemented"]))
        if command == "QUIT":
            return


def portal(client):
    client.sendall(PORTAL)
    client.shutdown(socket.SHUT_WR)
    client.recv(65536)


def accept(client):
    while client.recv(65536):
        pass


def through(box):
    return lambda client: converse(client, box)


KINDS = {"mask": through(Mask()), "mask-tls": through(MaskButTls()), "strip": through(Strip()),
         "block": through(Block()), "relay": relay, "portal": portal, "accept": accept}


def attend(client, kind):
    with client:
        try:
            KINDS[kind](client)
        except (OSError, EOFError):
            pass


def serve(listener, kind):
    while True:
        threading.Thread(target=attend, args=(listener.accept()[0], kind), daemon=True).start()


def main(kind, port):
    listeners = [socket.create_server((any_address, int(port)), family=family, backlog=100)
                 for any_address, family in (("0.0.0.0", socket.AF_INET), ("::", socket.AF_INET6))]
    for listener in listeners[1:]:
        threading.Thread(target=serve, args=(listener, kind), daemon=True).start()
    serve(listeners[0], kind)


if __name__ == "__main__":
    main(*sys.argv[1:])
