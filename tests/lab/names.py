"""The names of the lab: Knot answers for every zone, Unbound at the site's router resolves.

Records of the scenarios go into zones of two labels, made as needed. To Unbound, whatever has no zone
does not exist; Knot refuses to speak of it. signed.example is signed and Unbound knows its key;
bogus.example is signed, too, but Unbound was told another key; lame.example is a zone that Knot has
lost."""
import contextlib
import os
import struct
import subprocess
import sys

import fakedns
import ground
import network
import tlsa
from servers import DOMAIN, wait_for, write

SIGNED = {"signed.example": "signed.example", "bogus.example": "signed.example"}  # and whose key is believed
LAME = "lame.example"
KNOT = network.PLACES["knot"]


def zone_of(name):
    return ".".join(name.rstrip(".").lower().split(".")[-2:])


def collect(scenarios, servers, certs):
    """[(owner, type, data)] of all scenarios and servers. A name belongs to one scenario."""
    records, owners = [], {}
    for scenario in scenarios:
        for line in scenario.filled("dns"):
            name, kind, data = tlsa.filled(line, certs, scenario.certificate_of).split(None, 2)
            if owners.setdefault(name, scenario) is not scenario:
                raise SystemExit(f"{scenario.path}: {owners[name].name} has records of {name}, too")
            records.append((name, kind, data))
    for server in servers:
        if server.name not in owners:
            records += [(server.name, "A", server.v4), (server.name, "AAAA", server.v6)]
    return records


def zone_files(records, folder):
    """The zones' names; their files are written."""
    lines = {zone: [] for zone in (DOMAIN, *SIGNED)}
    for name, kind, data in records:
        if zone_of(name) != LAME:
            lines.setdefault(zone_of(name), []).append(f"{name.rstrip('.')}. {kind} {data}")
    for zone, body in lines.items():
        write(f"{folder}/{zone}.zone", "\n".join(
            [f"$ORIGIN {zone}.", "$TTL 60",
             "@ SOA ns.lab. hostmaster.lab. 1 60 60 60 60", "@ NS ns.lab.", *body, ""]))
    return [*lines, LAME]


def knot_config(zones, folder):
    return write(f"{folder}/knot.conf", f"""\
server:
    listen: {KNOT}@53
    rundir: {folder}
    user: root
database:
    storage: {folder}
log:
  - target: stderr
    any: warning
policy:
  - id: by-hand
    manual: on
zone:
""" + "".join(f"""\
  - domain: {zone}
    file: {folder}/{zone}.zone
    zonefile-sync: -1
    journal-content: none
""" + ("    dnssec-signing: on\n    dnssec-policy: by-hand\n" if zone in SIGNED else "")
        for zone in zones))


def make_keys(config):
    """{zone: DS record} of the signed zones."""
    ds = {}
    for zone in SIGNED:
        ground.run("keymgr", "-c", config, zone, "generate", "algorithm=13", "ksk=yes", "zsk=yes")
        out = ground.run("keymgr", "-c", config, zone, "ds").stdout
        ds[zone] = next(line for line in out.splitlines() if " 13 2 " in line).split(" ", 1)[1]
    return ds


def unbound_config(zones, ds, folder):
    known = "".join(f'    local-zone: "{zone}." transparent\n' for zone in zones)
    anchors = "".join(f'    trust-anchor: "{zone}. {ds[believed]}"\n'
                      for zone, believed in SIGNED.items())
    stubs = "".join(f'stub-zone:\n    name: "{zone}."\n    stub-addr: {KNOT}\n' for zone in zones)
    return write(f"{folder}/unbound.conf", f"""\
server:
    interface: {network.RESOLVER}
    interface: {network.REFUSING}
    interface-action: {network.RESOLVER} allow
    interface-action: {network.REFUSING} refuse
    do-daemonize: no
    use-syslog: no
    username: ""
    chroot: ""
    pidfile: ""
    qname-minimisation: no
    infra-host-ttl: 1
    module-config: "validator iterator"
    local-zone: "." static
{known}{anchors}remote-control:
    control-enable: no
{stubs}""")


def answers(server, name):
    """A whole answer for the SOA of `name`: NOERROR."""
    question = struct.pack("!HHHHHH", 7, 0x100, 1, 0, 0, 0) + \
        fakedns.wire_name(name) + struct.pack("!HH", 6, 1)
    reply = ask_in("client", server, question)
    return len(reply) > 3 and reply[3] & 15 == 0


def ask_in(host, server, question):
    """The reply to a packet sent from a host of the lab; nothing: none came."""
    program = ("import socket, sys; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
               "s.settimeout(1); s.sendto(sys.stdin.buffer.read(), (sys.argv[1], 53));"
               "sys.stdout.buffer.write(s.recv(512))")
    return subprocess.run([*ground.in_host(host), sys.executable, "-c", program, server],
                          input=question, capture_output=True).stdout


def start(grounds, records):
    folder = f"{grounds.folder}/names"
    zones = zone_files(records, folder)
    config = knot_config(zones, folder)
    ds = make_keys(config)
    grounds.start("server", "knotd", "-c", config)
    wait_for("Knot", lambda: answers(KNOT, DOMAIN))
    grounds.start("home", "unbound", "-d", "-c", unbound_config(zones, ds, folder))
    wait_for("Unbound", lambda: answers(network.RESOLVER, DOMAIN))


class ResolvConf:
    """/etc/resolv.conf for this run's processes only."""

    def __init__(self, folder, usual):
        real = os.path.realpath("/etc/resolv.conf")
        if not os.path.exists(real):
            write(real, "")
        self.path = write(f"{folder}/etc/resolv.conf", "")
        ground.run("mount", "--bind", self.path, real)
        self.usual = usual
        self.use(usual)

    def use(self, addresses):
        with open(self.path, "w") as f:
            f.writelines(f"options {a}\n" if a == "trust-ad" else f"nameserver {a}\n" for a in addresses)

    @contextlib.contextmanager
    def of(self, addresses):
        """For a while, unless it says so already: others may be reading it."""
        if addresses == self.usual:
            yield
            return
        self.use(addresses)
        try:
            yield
        finally:
            self.use(self.usual)
