"""The DNS: answers that lie, turn in circles, never end, or lead where no server is."""
import ipaddress
import struct

from fakedns import TYPES, wire_name
from peer import plan
from rawdns import IN, POINTER, at_once_closed, byte_a_second, dns, endless, larger_than_sent, no_answer, nothing, reply, rr
from scenario import REFUSED, Scenario as S

TARGET = "mail.example.org"
PAINT = b"\x1b[2J\x1b]0;x\x07\xe2\x80\xae\xff\0\n"


def a(q, owner=POINTER, address=None):
    return rr(owner, "A", ipaddress.ip_address(address or q.own).packed)


def only(kind, make):
    """Questions of that type are answered by `make`, all others with "no such data"."""
    return lambda q: make(q) if q.type == TYPES[kind] else nothing(q)


def cut_off(q):
    """Truncated over UDP; what comes over TCP is the transport's business."""
    return reply(q, flags=0x8380, count=0) if not q.tcp else reply(q, a(q))


# ---- answers ----

def chain(length, circle=False):
    """CNAMEs from the question's name on, to an address or back to the beginning."""
    def answer(q):
        names = [wire_name(TARGET)] + [wire_name(f"link{i}.example.org") for i in range(1, length)]
        links = list(zip(names, names[1:] + (names[:1] if circle else [])))
        body = b"".join(rr(owner, "CNAME", target) for owner, target in links)
        return reply(q, body + (b"" if circle else a(q, names[-1])), len(links) + (not circle))
    return only("A", answer)


def at(offset):
    return struct.pack("!H", 0xc000 | offset)


def pointer_to_itself(q):
    here = 12 + len(q.section)
    return reply(q, at(here) + struct.pack("!HHIH", 1, IN, TTL, 4) + bytes(4))


def pointer_circle(q):
    here = 12 + len(q.section)
    return reply(q, rr(POINTER, "CNAME", b"\1a" + at(here + 12 + 4) + at(here + 12)))


def pointer_forward(q):
    return reply(q, rr(POINTER, "CNAME", at(0x3fff)))


def pointer_chain(q):
    """Each of thousands of names points to the one before it: n names, n*n/2 steps to read them."""
    start, body = 12 + len(q.section), b"\1a\0"
    pieces = [rr(POINTER, "TXT", body)]
    position = start + 12
    for _ in range(1000):
        position_of_next = start + sum(map(len, pieces)) + 12
        pieces.append(rr(POINTER, "CNAME", b"\1a" + at(position & 0x3fff)))
        position = position_of_next
    return reply(q, b"".join(pieces), len(pieces))


def bomb(q):
    """Names of 250 bytes for two each: 4,000 CNAMEs that all point to the longest name there is."""
    long_name = (b"\x3f" + b"x" * 63) * 3 + b"\x30" + b"y" * 48 + b"\0"
    here = 12 + len(q.section)
    pieces = [rr(POINTER, "CNAME", long_name)] + [rr(at(here + 12), "CNAME", at(here + 12))] * 4000
    return reply(q, b"".join(pieces), len(pieces))


def many(n):
    def answer(q):
        if not q.tcp:
            return reply(q, flags=0x8380, count=0)
        hole = 0xcb007100  # 203.0.113.0
        body = b"".join(rr(POINTER, "A", struct.pack("!I", hole + i % 64)) for i in range(n))
        return reply(q, body, n)
    return only("A", answer)


def wrong(**changes):
    return only("A", lambda q: reply(q, a(q), **changes))


def addresses(*texts):
    def answer(q):
        kind = {1: 4, 28: 6}.get(q.type)
        found = [ipaddress.ip_address(t) for t in texts if ipaddress.ip_address(t).version == kind]
        return reply(q, b"".join(rr(POINTER, q.type, f.packed) for f in found), len(found))
    return answer


def mx(*targets):
    """Those names, as they go over the wire, as MX; all of them have our address."""
    def answer(q):
        if q.type == TYPES["MX"]:
            body = b"".join(rr(POINTER, "MX", struct.pack("!H", 10) + t) for t in targets)
            if len(body) > 400 and not q.tcp:
                return reply(q, flags=0x8380, count=0)
            return reply(q, body, len(targets))
        return reply(q, a(q)) if q.type == TYPES["A"] else nothing(q)
    return answer


def label(text):
    return bytes([len(text)]) + text


def ptr(name):
    """A good server, whose address has that name."""
    def answer(q):
        if q.type == TYPES["PTR"]:
            return reply(q, rr(POINTER, "PTR", name))
        return reply(q, a(q)) if q.type == TYPES["A"] else nothing(q)
    return answer


NAME_OF_PAINT = label(PAINT) + wire_name("example.org")
GOOD = plan()
LOST = "dns-servfail dns-timeout dns-no-address dns-nxdomain"
NOWHERE = "net-connect-refused net-connect-timeout net-unreachable net-no-route net-refused-local " \
    "dns-private-address net-local-block net-offline"
MX = "example.org --mx"


def on(port=587):
    return {port: GOOD}


SCENARIOS = [
    # ---- lies ----
    S("dns-other-owner", "an address of somebody else's name", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, a(q, wire_name("evil.example")))))),
    S("dns-wrong-id", "answers to questions that nobody asked", GOOD, LOST,
      dns=dns(only("A", lambda q: [reply(q, a(q, address="203.0.113.1"),
      ident=bytes([q.id[0] ^ 1, i & 255])) for i in range(2000)]))),
    S("dns-wrong-id-first", "a wrong id, then the true answer", GOOD, REFUSED,
      dns=dns(only("A", lambda q: [reply(q, a(q, address="203.0.113.1"),
      ident=bytes([q.id[0] ^ 1, q.id[1]])), reply(q, a(q))]))),
    S("dns-wrong-question", "an answer to another question", GOOD, LOST,
      dns=dns(wrong(question=wire_name("evil.example") + b"\0\1\0\1"))),
    S("dns-no-question", "an answer without the question", GOOD, LOST,
      dns=dns(wrong(question=b"", questions=0))),
    S("dns-question-back", "the question comes back as it was", GOOD, LOST,
      dns=dns(lambda q: reply(q, count=0, flags=0x0100))),
    S("dns-two-questions", "an answer to two questions", GOOD, LOST,
      dns=dns(wrong(question=(wire_name(TARGET) + b"\0\1\0\1") * 2, questions=2))),
    S("dns-wrong-class", "an address of class CHAOS", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "A", bytes(4), rrclass=3))))),
    S("dns-wrong-length", "an address of five bytes", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "A", bytes(5)))))),
    S("dns-lying-length", "a record longer than the packet", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "A", bytes(4), length=65535))))),
    S("dns-lying-counts", "65,535 records promised, one there", GOOD, LOST,
      dns=dns(wrong(count=65535))),
    S("dns-header-only", "a header, and nothing behind it", GOOD, LOST,
      dns=dns(lambda q: reply(q, question=b""))),
    S("dns-two-bytes", "a packet of two bytes", GOOD, LOST, dns=dns(lambda q: q.id)),
    S("dns-empty", "an empty packet", GOOD, LOST, dns=dns(lambda q: b"")),
    S("dns-all-flags", "every flag and a code that is not defined", GOOD,
      LOST + " dns-other dns-refused", dns=dns(lambda q: reply(q, count=0, flags=0xfdff))),
    S("dns-formerr", "FORMERR to every question, for ever", GOOD, LOST + " dns-other",
      dns=dns(lambda q: reply(q, count=0, flags=0x8181))),
    S("dns-largest-ttl", "a TTL beyond what is allowed", GOOD, REFUSED,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "A", ipaddress.ip_address(q.own).packed,
      ttl=0xffffffff))))),

    # ---- circles and bombs ----
    S("dns-cname-itself", "a name that is its own alias", GOOD, "dns-cname-loop",
      dns=dns(lambda q: reply(q, rr(POINTER, "CNAME", POINTER)))),
    S("dns-cname-circle", "three aliases in a circle", GOOD, "dns-cname-loop",
      dns=dns(chain(3, circle=True))),
    S("dns-cname-many", "a chain of 60 aliases", GOOD, "dns-cname-loop", dns=dns(chain(60))),
    S("dns-cname-two", "two aliases of one name", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "CNAME", wire_name("a.example")) +
      rr(POINTER, "CNAME", wire_name("b.example")), 2)))),
    S("dns-pointer-itself", "a compressed name that points to itself", GOOD, LOST,
      dns=dns(only("A", pointer_to_itself))),
    S("dns-pointer-circle", "compressed names in a circle", GOOD, LOST,
      dns=dns(only("A", pointer_circle))),
    S("dns-pointer-forward", "a pointer behind the packet", GOOD, LOST,
      dns=dns(only("A", pointer_forward))),
    S("dns-pointer-chain", "a thousand names, each pointing to the one before", GOOD,
      LOST + " dns-cname-loop", dns=dns(only("A",
      lambda q: pointer_chain(q) if q.tcp else cut_off(q)))),
    S("dns-bomb", "4,000 of the longest names, two bytes each", GOOD, LOST + " dns-cname-loop",
      dns=dns(only("A", lambda q: bomb(q) if q.tcp else cut_off(q)))),
    S("dns-many-records", "4,000 addresses", GOOD,
      "check-timeout net-connect-timeout net-outbound-blocked", dns=dns(many(4000))),

    # ---- transport ----
    S("dns-silence", "no answer", GOOD, LOST + " dns-no-resolver check-timeout",
      dns=dns(lambda q: None)),
    S("dns-cut-refused", "truncated, and TCP hangs up", GOOD, LOST,
      dns=dns(cut_off, at_once_closed)),
    S("dns-cut-silent", "truncated, and TCP says nothing", GOOD, LOST + " check-timeout",
      dns=dns(cut_off, no_answer)),
    S("dns-cut-short", "truncated, and TCP promises more than comes", GOOD, LOST + " check-timeout",
      dns=dns(cut_off, larger_than_sent)),
    S("dns-cut-slow", "truncated, and TCP sends a byte a second", GOOD, LOST + " check-timeout",
      dns=dns(cut_off, byte_a_second)),
    S("dns-cut-endless", "truncated, and TCP answers without end", GOOD,
      REFUSED + " dns-no-address", dns=dns(lambda q: cut_off(q) if q.type == 1 else nothing(q),
      endless)),
    S("dns-cut-cut", "truncated over TCP, too", GOOD, LOST,
      dns=dns(lambda q: reply(q, flags=0x8380, count=0))),
    S("dns-flood", "5,000 answers to each question", GOOD, REFUSED,
      dns=dns(only("A", lambda q: [reply(q, a(q))] * 5000))),

    # ---- where it leads ----
    S("dns-loopback", "the address 127.0.0.1", GOOD, NOWHERE, dns=dns(addresses("127.0.0.1"))),
    S("dns-loopback6", "the address ::1", GOOD, NOWHERE, dns=dns(addresses("::1"))),
    S("dns-zero", "the address 0.0.0.0", GOOD, NOWHERE, dns=dns(addresses("0.0.0.0"))),
    S("dns-zero6", "the address ::", GOOD, NOWHERE, dns=dns(addresses("::"))),
    S("dns-broadcast", "the address 255.255.255.255", GOOD, NOWHERE + " net-prohibited",
      dns=dns(addresses("255.255.255.255"))),
    S("dns-multicast", "a multicast address", GOOD, NOWHERE,
      dns=dns(addresses("224.0.0.1", "ff02::1"))),
    S("dns-link-local", "addresses of the link", GOOD, NOWHERE,
      dns=dns(addresses("169.254.1.1", "fe80::1"))),
    S("dns-mapped", "an IPv4 address in an IPv6 record", GOOD, NOWHERE,
      dns=dns(addresses("::ffff:127.0.0.1"))),

    # ---- names ----
    S("dns-painted-alias", "an alias of control bytes", GOOD, LOST + " " + REFUSED,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "CNAME", NAME_OF_PAINT) + a(q,
      NAME_OF_PAINT), 2)))),
    S("dns-painted-ptr", "an address whose name paints", GOOD, REFUSED, options="--names",
      dns=dns(ptr(NAME_OF_PAINT))),
    S("dns-long-label", "a label of 64 bytes", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "CNAME", b"\x40" + b"x" * 64 + b"\0"))))),
    S("dns-long-name", "a name of 300 bytes", GOOD, LOST,
      dns=dns(only("A", lambda q: reply(q, rr(POINTER, "CNAME", (b"\x3b" + b"x" * 59) * 5 +
      b"\0"))))),
    S("dns-mx-painted", "an MX target of control bytes", on(25), "dns-mx-broken", options=MX,
      dns=dns(mx(NAME_OF_PAINT))),
    S("dns-mx-injection", "an MX target with a line break and a command", on(25), "dns-mx-broken",
      options=MX, dns=dns(mx(label(b"x\r\nMAIL FROM:<>\r\n") + b"\0"))),
    S("dns-mx-address", "an MX target that is an address", on(25), "dns-mx-broken", options=MX,
      dns=dns(mx(wire_name("127.0.0.1")))),
    S("dns-mx-many", "a thousand MX targets", on(25), "auth-withheld cert-name-mismatch",
      options=MX, dns=dns(mx(*[wire_name(f"mx{i}.example.org") for i in range(1000)]))),
    S("dns-mx-loopback", "an MX target called localhost", on(25), NOWHERE, options=MX,
      dns=dns(mx(wire_name("localhost")))),
]
