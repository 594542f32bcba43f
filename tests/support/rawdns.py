"""A DNS server whose answers are bytes: what fakedns.py, which is well-behaved, cannot say.

    rawdns.dns(lambda q: reply(q, rr(POINTER, "TXT", strings(b"v=spf1 -all"))))("127.0.1.1")

answer(q) gives a packet, a list of them, or None; a TCP answer goes through `over_tcp`."""
import socket
import struct
import threading
import time

import fakedns
from fakedns import TYPES

IN, TTL = 1, 60
POINTER = b"\xc0\x0c"  # to the name of the question


class Question:
    def __init__(self, packet, own, tcp):
        self.id, self.own, self.tcp = packet[:2], own, tcp  # own: the address of our server
        self.name, self.type, end = fakedns.read_question(packet)
        self.section = packet[12:end]


def rr(owner, kind, data, rrclass=IN, ttl=TTL, length=None):
    return owner + struct.pack("!HHIH", TYPES.get(kind, kind), rrclass, ttl,
                               len(data) if length is None else length) + data


def reply(q, answers=b"", count=1, flags=0x8180, ident=None, question=None, questions=1):
    return (ident or q.id) + struct.pack("!HHHHH", flags, questions, count, 0, 0) + \
        (q.section if question is None else question) + answers


def nothing(q):
    return reply(q, count=0)


class Server(fakedns.Server):
    def __init__(self, address, answer, over_tcp):
        super().__init__(address, [])
        self.answer, self.over_tcp = answer, over_tcp

    def packets(self, packet, tcp):
        if fakedns.read_question(packet) is None:
            return []
        found = self.answer(Question(packet, self.address, tcp))
        return found if isinstance(found, list) else [found] if found is not None else []

    def serve_udp(self, udp):
        while True:
            try:
                packet, client = udp.recvfrom(4096)
                if client is None:  # shut down
                    return
                for answer in self.packets(packet, False):
                    udp.sendto(answer, client)
            except OSError:
                return

    def serve_tcp(self, tcp):
        while True:
            try:
                connection, _ = tcp.accept()
            except OSError:
                return
            threading.Thread(target=self.serve_one, args=(connection,), daemon=True).start()

    def serve_one(self, connection):
        with connection:
            try:
                while size := connection.recv(2):
                    packet = connection.recv(struct.unpack("!H", size)[0], socket.MSG_WAITALL)
                    for answer in self.packets(packet, True):
                        self.over_tcp(connection, answer)
            except (OSError, struct.error):
                pass


def whole(connection, answer):
    connection.sendall(struct.pack("!H", len(answer)) + answer)


def at_once_closed(connection, answer):
    connection.close()


def no_answer(connection, answer):
    pass


def larger_than_sent(connection, answer):
    connection.sendall(b"\xff\xff" + answer)


def byte_a_second(connection, answer):
    for byte in struct.pack("!H", len(answer)) + answer:
        connection.sendall(bytes([byte]))
        time.sleep(1)


def endless(connection, answer):
    for _ in range(20000):
        whole(connection, answer)


def dns(answer, over_tcp=whole):
    return lambda address: Server(address, answer, over_tcp).start()
