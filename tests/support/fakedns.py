"""A DNS server on loopback or in a namespace whose answers stand on the test's page.

    fakedns.Server("192.0.2.254", [("mail.example.org", "A", "192.0.2.7"),
                                   ("gone.example.org", "*", "NXDOMAIN")]).start()

Data is what a zone file holds; instead of it: NXDOMAIN, NODATA, SERVFAIL, REFUSED, SILENCE, GARBAGE, BOGUS (SERVFAIL where
signatures are to be checked, else NODATA).
A name or a type may be "*". Names not listed do not exist. ("example.org", "SIGNED", "yes"): answers about this name and those below it
carry the AD bit. Data given as bytes goes out as it is.
"""
import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28,
         "SRV": 33, "TLSA": 52, "SPF": 99}
RCODES = {"NODATA": 0, "SERVFAIL": 2, "NXDOMAIN": 3, "REFUSED": 5, "BOGUS": 2}
CHECKING_DISABLED = 0x10  # of the fourth byte


def wire_name(name):
    out = b""
    for label in name.rstrip(".").split("."):
        if label:
            out += bytes([len(label)]) + label.encode()
    return out + b"\0"


def wire_data(kind, data):
    if isinstance(data, bytes):
        return data
    words = data.split()
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(data).packed
    if kind in ("CNAME", "NS", "PTR"):
        return wire_name(data)
    if kind == "MX":
        return struct.pack("!H", int(words[0])) + wire_name(words[1])
    if kind == "SRV":
        return struct.pack("!HHH", *map(int, words[:3])) + wire_name(words[3])
    if kind == "TXT":
        return bytes([len(data)]) + data.encode()
    if kind == "TLSA":
        return bytes(map(int, words[:3])) + bytes.fromhex(words[3])
    raise ValueError(f"no data of type {kind} here")


def read_question(packet):
    """(name, type number, end of the question), or None where it is none."""
    labels, at = [], 12
    try:
        while packet[at]:
            labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
            at += 1 + packet[at]
        return ".".join(labels).lower(), struct.unpack_from("!H", packet, at + 1)[0], at + 5
    except (IndexError, struct.error):
        return None


class Server:
    def __init__(self, address, records, port=53):
        self.address, self.port, self.records = address, port, records
        self.asked = []  # (name, type) in order
        self.signed = [n.lower() for n, t, _ in records if t == "SIGNED"]

    def lookup(self, name, kind):
        """Data of the answer, or a word of RCODES, SILENCE or GARBAGE."""
        known = [r for r in self.records if r[0].lower() in (name, "*") and r[1] != "SIGNED"]
        if not known:
            return "NXDOMAIN"
        found = [d for _, t, d in known if t in (kind, "*")]
        words = [d for d in found if d in RCODES or d in ("SILENCE", "GARBAGE")]
        if words:
            return words[0]
        return found or "NODATA"

    def answers(self, name, kind):
        """Answer records as bytes, CNAMEs first, or a word."""
        out, seen = b"", set()
        while name not in seen:
            seen.add(name)
            found = self.lookup(name, kind)
            alias = self.lookup(name, "CNAME") if found == "NODATA" else None
            if not isinstance(alias, list):
                break
            out += self.record(name, "CNAME", alias[0])
            name = alias[0].rstrip(".").lower()
        else:  # a circle
            return out
        if isinstance(found, str):
            return out if found == "NODATA" and out else found
        return out + b"".join(self.record(name, kind, d) for d in found)

    @staticmethod
    def record(name, kind, data):
        body = wire_data(kind, data)
        return wire_name(name) + struct.pack("!HHIH", TYPES[kind], 1, 300, len(body)) + body

    def reply(self, packet):
        question = read_question(packet)
        if question is None:
            return None
        name, number, end = question
        kind = next((k for k, v in TYPES.items() if v == number), str(number))
        self.asked.append((name, kind))
        found = self.answers(name, kind)
        if found == "BOGUS" and packet[3] & CHECKING_DISABLED:
            found = "NODATA"
        if found == "SILENCE":
            return None
        if found == "GARBAGE":
            return packet[:2] + b"\xff" * 20
        body, code = (b"", RCODES[found]) if isinstance(found, str) else (found, 0)
        ad = 0x20 if any(name == s or name.endswith("." + s) for s in self.signed) else 0
        head = packet[:2] + struct.pack("!HHHHH", 0x8180 | ad | code, 1,
                                        count_records(body), 0, 0)
        return head + packet[12:end] + body

    def start(self):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind((self.address, self.port))
        self.port = udp.getsockname()[1]  # which 0 left to the system
        tcp = socket.create_server((self.address, self.port))
        self.sockets = udp, tcp
        self.threads = [threading.Thread(target=serve, args=(s,), daemon=True)
                        for serve, s in ((self.serve_udp, udp), (self.serve_tcp, tcp))]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self):
        for s in self.sockets:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:  # as long as one waits for a socket, the address is in use
            thread.join(60)
        for s in self.sockets:
            s.close()

    def serve_udp(self, udp):
        while True:
            try:
                packet, client = udp.recvfrom(4096)
                if client is None:  # shut down
                    return
                answer = self.reply(packet)
                if answer is not None:
                    udp.sendto(answer, client)
            except OSError:
                return

    def serve_tcp(self, tcp):
        while True:
            try:
                conn, _ = tcp.accept()
            except OSError:
                return
            with conn:
                conn.settimeout(60)
                try:
                    size = struct.unpack("!H", conn.recv(2))[0]
                    answer = self.reply(conn.recv(size))
                    if answer is not None:
                        conn.sendall(struct.pack("!H", len(answer)) + answer)
                except (OSError, struct.error):
                    pass


def count_records(body):
    """How many resource records `body` holds (their names are never compressed here)."""
    at = n = 0
    while at < len(body):
        while body[at]:
            at += 1 + body[at]
        at += 11 + struct.unpack_from("!H", body, at + 9)[0]
        n += 1
    return n
