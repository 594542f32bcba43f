"""Knot with all zones below a signed root, and Unbound, which trusts that root's key and no other.

What nobody made does not exist: the root says so, signed. A zone that is `signed` has its DS there; of one that is
`bogus` it has the DS of another key; one that is `lame` is delegated to Knot, which has lost it (SERVFAIL), one that is `deaf`
to an address that takes questions and never answers."""
import ipaddress
import re
import socket
import struct

import fakedns
import ground
from blocks import DEAF, RESOLVER, v4, v6
from servers import wait_for, write

KNOT = "198.51.100.53"
PUBLIC_SUFFIXES = ("co.uk", "com.au", "gov.uk")  # of two labels, in which scenarios have names
OTHER_KEY = "1 13 2 " + "00" * 32


def reverse_zone(name):
    return next((zone for zone in ("in-addr.arpa", "ip6.arpa") if name.endswith("." + zone)), None)


def zone_of(name, known):
    """The zone for a name: one of the scenarios', or what a registry would delegate."""
    labels = name.split(".")
    tails = [".".join(labels[n:]) for n in range(len(labels))]
    own = next((tail for tail in tails if tail in known), None)
    size = 3 if ".".join(labels[-2:]) in PUBLIC_SUFFIXES else 2
    return own or reverse_zone(name) or ".".join(labels[-size:])


def reversed_name(address):
    return ipaddress.ip_address(address).reverse_pointer


def signed_zone(scenario):
    """(the zone, "yes" or "bogus")"""
    how = scenario.filled(scenario.head["signed"])
    return (scenario.zone, how) if how in ("yes", "bogus") else (how, "yes")


class World:
    """All zones of a run: their records, and which are signed, bogus, lame."""

    def __init__(self, scenarios, shared):
        self.known = {s.zone for s in scenarios}
        self.zones, self.owners = {}, {}
        self.signed = dict(signed_zone(s) for s in scenarios if s.head["signed"])
        self.lame = {zone for s in scenarios for zone in (s.filled(z) for z in s.many["lame"])}
        self.deaf = {zone for s in scenarios for zone in (s.filled(z) for z in s.many["deaf"])}
        self.known |= {*self.lame, *self.deaf, *self.signed}
        for name, kind, data in shared:
            self.add(None, name, kind, data)
        for scenario in scenarios:
            self.add_scenario(scenario)

    def add(self, scenario, name, kind, data):
        if self.owners.setdefault((name, kind), scenario) is not scenario:
            raise SystemExit(f"{scenario.name}: others have records {kind} of {name}, too")
        origin = scenario.domain if scenario else "invalid"
        self.zones.setdefault(zone_of(name, self.known), []).append((name, kind, data, origin))

    def add_scenario(self, scenario):
        own = scenario.records()
        pointed = {name for name, kind, _ in own if kind == "PTR"}
        for name, kind, data in own:
            if kind == "PTR" and re.fullmatch(r"[\d.]+|[\da-f:]+", name.removesuffix("." + scenario.domain)):
                name = reversed_name(name.removesuffix("." + scenario.domain))
                pointed.add(name)
            if (kind, data) != ("PTR", "-"):
                self.add(scenario, name, kind, data)
        for name, kind, data in own:
            if kind in ("A", "AAAA") and is_own(scenario, data) and reversed_name(data) not in pointed:
                pointed.add(reversed_name(data))
                self.add(scenario, reversed_name(data), "PTR", name + ".")
        self.zones.setdefault(scenario.zone, [])

    def served(self):
        return {zone: records for zone, records in self.zones.items() if zone not in self.lame}


def is_own(scenario, address):
    return address.startswith((v4(scenario.number, ""), v6(scenario.number, "")))


# ---- Knot

def zone_file(folder, zone, records):
    lines = [f"{name}. {kind} {data}" if kind not in ("MX", "CNAME", "SRV", "NS", "PTR")
             else f"$ORIGIN {origin}.\n{name}. {kind} {data}" for name, kind, data, origin in records]
    return write(f"{folder}/{zone or 'root'}.zone", "\n".join(
        ["$TTL 60", f"{zone}. SOA ns.lab. hostmaster.lab. 1 60 60 60 60", f"{zone}. NS ns.lab.", *lines, ""]))


def root_records(world, ds):
    yield "ns.lab", "A", KNOT, "lab"
    yield "ns.deaf", "A", DEAF, "lab"
    for zone in {*world.zones, *world.lame}:
        yield zone, "NS", "ns.lab.", "lab"
    for zone in world.deaf:
        yield zone, "NS", "ns.deaf.", "lab"
    for zone, data in ds.items():
        yield zone, "DS", data, "lab"


def knot_config(folder, zones, signed):
    return write(f"{folder}/knot.conf", f"""\
server:
    listen: {KNOT}@53
    rundir: {folder}
    user: root
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {folder}
log:
  - target: stderr
    any: warning
policy:
  - id: by-hand
    manual: on
    single-type-signing: on
zone:
""" + "".join(f"""\
  - domain: {zone or '.'}
    file: {folder}/{zone or 'root'}.zone
    zonefile-sync: -1
    journal-content: none
""" + ("    dnssec-signing: on\n    dnssec-policy: by-hand\n" if zone in signed else "") for zone in zones))


def make_key(config, zone):
    """Its DS record."""
    ground.run("keymgr", "-c", config, zone or ".", "generate", "algorithm=13", "ksk=yes", "zsk=yes")
    out = ground.run("keymgr", "-c", config, zone or ".", "ds").stdout
    return next(line for line in out.splitlines() if " 13 2 " in line).split(" ", 2)[2]


def start_knot(folder, world, start):
    """The root's DS."""
    zones = ["", *world.served(), *world.lame]
    config = knot_config(folder, zones, {"", *world.signed})
    ds = {zone: make_key(config, zone) for zone in world.signed}
    root = make_key(config, "")
    ds.update({zone: OTHER_KEY for zone, how in world.signed.items() if how == "bogus"})
    for zone, records in world.served().items():
        zone_file(folder, zone, records)
    zone_file(folder, "", root_records(world, ds))
    start("server", "knotd", "-c", config)
    return root


# ---- Unbound

def unbound_config(folder, root):
    return write(f"{folder}/unbound.conf", f"""\
server:
    interface: {RESOLVER}
    access-control: 127.0.0.0/8 allow
    do-ip6: no
    do-daemonize: no
    use-syslog: no
    username: ""
    chroot: ""
    pidfile: ""
    qname-minimisation: no
    module-config: "validator iterator"
    unblock-lan-zones: yes
    insecure-lan-zones: yes
    local-zone: "8.b.d.0.1.0.0.2.ip6.arpa." nodefault
    trust-anchor: ". DS {root}"
remote-control:
    control-enable: no
stub-zone:
    name: "."
    stub-addr: {KNOT}
""")


def question(name, kind):
    return struct.pack("!HHHHHH", 7, 0x100, 1, 0, 0, 0) + fakedns.wire_name(name) + \
        struct.pack("!HH", fakedns.TYPES[kind], 1)


def answers(server, name):
    """A whole answer for its SOA: NOERROR."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(1)
        try:
            s.sendto(question(name, "SOA"), (server, 53))
            reply = s.recv(512)
        except OSError:
            return False
    return len(reply) > 3 and reply[3] & 15 == 0


def start_all(folder, world, start):
    deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    deaf.bind((DEAF, 53))
    some = next(zone for zone in world.served() if zone not in world.signed)
    root = start_knot(folder, world, start)
    wait_for("Knot", lambda: answers(KNOT, some) and answers(KNOT, ""))
    start("server", "unbound", "-d", "-c", unbound_config(folder, root))
    wait_for("Unbound", lambda: answers(RESOLVER, some))
    return deaf  # as long as somebody has it
