"""The wires of the lab, and what a scenario changes about them for the length of its run.

    client ------- home --------------- carrier ------------ provider ------------ server
    192.0.2.1 .254      203.0.113.1 .126      .129      .254       198.51.100.254  .1 to .99, .53, .250
    2001:db8:1::1 ::254 2001:db8:3::1 ::126   2001:db8:4::129 ::254  2001:db8:2::254  the same

home is the router of the client's own site and holds its resolver (192.0.2.254; .253 refuses to
answer); carrier and provider are routers on the way. provider drops what goes to 198.51.100.200/29
and 2001:db8:2::200/125, and has a second cable, straight to home, over which a scenario can lead
the way back; island is a machine with nothing but a loopback. Each is a network namespace."""
import collections
import contextlib
import json

import ground

ROUTERS = ("home", "carrier", "provider")
HOSTS = ("client", *ROUTERS, "server")
LINKS = {  # ends, and their addresses
    "client-home": (("client", "192.0.2.1/24", "2001:db8:1::1/64"),
                    ("home", "192.0.2.254/24", "2001:db8:1::254/64")),
    "home-carrier": (("home", "203.0.113.1/25", "2001:db8:3::1/64"),
                     ("carrier", "203.0.113.126/25", "2001:db8:3::126/64")),
    "carrier-provider": (("carrier", "203.0.113.129/25", "2001:db8:4::129/64"),
                         ("provider", "203.0.113.254/25", "2001:db8:4::254/64")),
    "provider-server": (("provider", "198.51.100.254/24", "2001:db8:2::254/64"),
                        ("server", "198.51.100.53/24", "2001:db8:2::53/64")),
    "home-provider": (("home", "100.64.0.1/24", "2001:db8:5::1/64"),
                      ("provider", "100.64.0.254/24", "2001:db8:5::254/64")),  # the way around
}
LONG = ("home-carrier", "carrier-provider")  # can be a long way
ROUTES = {  # over each link
    "client-home": (("client", "default", "192.0.2.254", "2001:db8:1::254"),),
    "home-carrier": (("home", "default", "203.0.113.126", "2001:db8:3::126"),
                     ("carrier", "192.0.2.0/24", "203.0.113.1", None),
                     ("carrier", "2001:db8:1::/64", None, "2001:db8:3::1")),
    "carrier-provider": (("carrier", "default", "203.0.113.254", "2001:db8:4::254"),
                         ("provider", "192.0.2.0/24", "203.0.113.129", None),
                         ("provider", "203.0.113.0/25", "203.0.113.129", None),
                         ("provider", "2001:db8:1::/64", None, "2001:db8:4::129"),
                         ("provider", "2001:db8:3::/64", None, "2001:db8:4::129")),
    "provider-server": (("server", "default", "198.51.100.254", "2001:db8:2::254"),),
    "home-provider": (),
}
SERVER_NETS = {"here": ("198.51.100.", "2001:db8:2::"),
               "elsewhere": ("198.18.7.", "2001:db8:77::")}  # of somebody who has nothing to do with here
HOLES = ("198.51.100.200/29", "2001:db8:2::200/125")
RESOLVER, REFUSING = "192.0.2.254", "192.0.2.253"
MTU, MTU_LEAST = 1500, 1280
PLACES = {"hole": "198.51.100.200", "hole6": "2001:db8:2::200", "refused": "198.51.100.250",
          "refused6": "2001:db8:2::250", "absent": "198.51.100.240", "absent6": "2001:db8:2::240",
          "knot": "198.51.100.53", "resolver": RESOLVER, "resolver-refusing": REFUSING,
          "client": "192.0.2.1", "client6": "2001:db8:1::1"}
for _, (name, v4, v6) in list(LINKS.values())[:3]:  # routers, as the client sees them
    PLACES.update({name: v4.split("/")[0], name + "6": v6.split("/")[0]})
HOOKS = {"prerouting": "filter hook prerouting", "input": "filter hook input",
         "forward": "filter hook forward", "output": "filter hook output",
         "dstnat": "nat hook prerouting", "srcnat": "nat hook postrouting"}


def server_addresses(number, net=SERVER_NETS["here"]):
    return tuple(part + str(number) for part in net)


def add_address(host, device, v4, v6):
    ground.ip("address", "add", v4, "dev", device, host=host)
    ground.ip("address", "add", v6, "dev", device, "nodad", host=host)


def add_server(v4, v6):
    add_address("server", "to-provider", v4 + "/24", v6 + "/64")


def make_host(name):
    ground.ip("netns", "add", name)
    ground.ip("link", "set", "lo", "up", host=name)
    # forwards; takes what comes another way; uses its addresses at once; tells of every packet
    # that it turns away, so that no result depends on how many came before
    ground.run(*ground.in_host(name), "sysctl", "-q", "net.ipv4.ip_forward=1",
               "net.ipv6.conf.all.forwarding=1", "net.ipv6.conf.default.accept_dad=0",
               "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
               "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")


def device(host, link):
    """The name of the end of `link` in `host`: "to-" its other end."""
    a, b = link.split("-")
    return "to-" + (b if host == a else a)


def lay_cable(here, name, there):
    """As ground.lay_cable(), but `here` is in a host, too: "HOST:DEVICE"."""
    host, near = here.split(":")
    ground.ip("link", "add", near, "netns", host, "type", "veth", "peer", "name", there, "netns", name)


def add_route(host, to, via):
    ground.ip("-6" if ":" in via else "-4", "route", "add", to, "via", via, host=host)


def make_link(link, lay=lay_cable):
    ends = LINKS[link]
    (a, *_), (b, *_) = ends
    lay(f"{a}:{device(a, link)}", b, device(b, link))
    for host, v4, v6 in ends:
        add_address(host, device(host, link), v4, v6)
        ground.ip("link", "set", device(host, link), "up", host=host)
    for host, to, *gateways in ROUTES[link]:
        for via in filter(None, gateways):
            add_route(host, to, via)


def make_network():
    for host in HOSTS:
        make_host(host)
    for link in LINKS:
        make_link(link)
    for hole in HOLES:
        ground.ip("route", "add", "blackhole", hole, host="provider")
    ground.ip("address", "add", REFUSING + "/24", "dev", device("home", "client-home"), host="home")
    add_server(*server_addresses(250))
    for route in ("198.18.7.0/24", "2001:db8:77::/64"):
        ground.ip("route", "add", route, "dev", device("provider", "provider-server"), host="provider")
    count_opened()
    ground.ip("netns", "add", "island")
    ground.ip("link", "set", "lo", "up", host="island")


# ---- changes for one scenario

def ruleset(rules):
    """nft's words for [(hook, rule)] of one host."""
    chains = {}
    for hook, rule in rules:
        chains.setdefault(hook, []).append(rule)
    return "table inet lab {\n" + "".join(
        f"chain {hook} {{\ntype {HOOKS[hook]} priority 0\n" + "\n".join(lines) + "\n}\n"
        for hook, lines in chains.items()) + "}\n"


def set_rules(undo, lines):
    """"HOST HOOK RULE": nft's rule in that hook of that host."""
    hosts = {}
    for line in lines:
        host, hook, rule = line.split(None, 2)
        hosts.setdefault(host, []).append((hook, rule))
    for host, rules in hosts.items():
        ground.run(*ground.in_host(host), "nft", "-f", "-", input=ruleset(rules))
        undo.callback(ground.run, *ground.in_host(host), "nft", "delete", "table", "inet", "lab")


def set_route(undo, line):
    """"HOST WORDS": ip route add WORDS."""
    host, *words = line.split()
    family = ["-6"] if ":" in line else []
    ground.ip(*family, "route", "add", *words, host=host)
    undo.callback(ground.ip, *family, "route", "del", *words, host=host)


def give_ipv6_back(host):
    """What a machine loses when it is told to do without."""
    for link, ends in LINKS.items():
        for end, _, v6 in ends:
            if end == host:
                ground.ip("address", "add", v6, "dev", device(host, link), "nodad", host=host)
        for end, to, _, via in ROUTES[link]:
            if end == host and via is not None:
                add_route(host, to, via)


def set_sysctl(undo, line):
    """"HOST NAME=VALUE"."""
    host, setting = line.split(None, 1)
    name, _ = setting.split("=")
    inside = ground.in_host(host)
    before = ground.run(*inside, "sysctl", "-n", name).stdout.strip()
    if name.endswith("all.disable_ipv6"):
        undo.callback(give_ipv6_back, host)
    undo.callback(ground.run, *inside, "sysctl", "-q", f"{name}={before}")
    ground.run(*inside, "sysctl", "-q", setting)


def count_opened():
    """The server keeps books of its answers to SYNs: an answer is a connection."""
    books = "".join(f"set seen{v} {{ type {kind} . inet_service; size 65535; flags dynamic; counter; }}\n"
                    for v, kind in (("ip", "ipv4_addr"), ("ip6", "ipv6_addr")))
    entries = "".join(f"tcp flags & (syn | ack) == (syn | ack) add @seen{v} {{ {v} saddr . tcp sport }}\n"
                      for v in ("ip", "ip6"))
    ground.run(*ground.in_host("server"), "nft", "-f", "-", input=(
        f"table inet opened {{\n{books}chain output {{\ntype filter hook output priority 10\n{entries}}}\n}}\n"))


def opened():
    """{(address of the server, port): how many connections ever stood there}"""
    shown = ground.run(*ground.in_host("server"), "nft", "-j", "list", "table", "inet", "opened").stdout
    books = [part["set"] for part in json.loads(shown)["nftables"] if "set" in part]
    entries = [entry["elem"] for book in books for entry in book.get("elem", ())]
    return collections.Counter({tuple(e["val"]["concat"]): e["counter"]["packets"] for e in entries})


def set_mtu(link, mtu):
    if mtu < MTU_LEAST:
        raise ValueError(f"link: an MTU below {MTU_LEAST} would take IPv6 away")
    for host, *_ in LINKS[link]:
        ground.ip("link", "set", device(host, link), "mtu", str(mtu), host=host)


def lengthen(undo, link, **how):
    """A slow cable in place of the fast one."""
    if link not in LONG:
        raise ValueError(f"link: {link} is always short")
    (host, *_), _ = LINKS[link]
    ground.ip("link", "del", device(host, link), host=host)
    undo.callback(make_link, link)
    own = ground.Children()
    undo.callback(own.end_all)
    make_link(link, ground.slow_cable(own, **how))


def set_link(undo, line):
    """"LINK mtu N", "LINK delay Nms", "LINK largest N"."""
    link, what, value = line.split()
    if what == "mtu":
        undo.callback(set_mtu, link, MTU)
        set_mtu(link, int(value))
    elif what == "delay":
        lengthen(undo, link, ms=int(value.removesuffix("ms")))
    elif what == "largest":
        lengthen(undo, link, largest=int(value))
    else:
        raise ValueError(f"link: knows no {what}")


def forget():
    """What hosts have learned about paths."""
    for host in HOSTS:
        ground.ip("route", "flush", "cache", host=host)
        ground.ip("-6", "route", "flush", "cache", host=host)
        ground.ip("tcp_metrics", "flush", host=host)


@contextlib.contextmanager
def changed(rules=(), routes=(), links=(), sysctls=()):
    with contextlib.ExitStack() as undo:
        if rules or routes or links or sysctls:
            undo.callback(forget)
        for line in sysctls:
            set_sysctl(undo, line)
        set_rules(undo, rules)
        for line in routes:
            set_route(undo, line)
        for line in links:
            set_link(undo, line)
        yield
