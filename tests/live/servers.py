"""Real mail servers for the test, each from a configuration made here and nothing else.

Every server has addresses of its own for each way to be set up, so that one start serves all cases:

    .11 .21 in order    .12 .22 certificate expired    .13 .23 certificate of another name
    .14 .24 no TLS      .15 .25 clear text on 465      .16 .26 TLS at once on 587

Postfix has .11 to .16, Exim .21 to .26, the name server .53 of 198.51.100.0/24.
"""
import glob
import os
import shutil
import socket
import struct
import subprocess
import time

import fakedns
import ground

NET = "198.51.100."
DOMAIN = "test.example"
USER, PASSWORD = "bob@test.example", "Tr0ub4dor&3-live"
WAYS = {1: "good", 2: "expired", 3: "wrong-name", 4: "no-starttls", 5: "plain-465", 6: "implicit-587"}
KINDS = {"expired": "expired", "wrong-name": "wrong-name"}
EXIM = ("exim4-base", "exim4-daemon-light")
SERVERS = {"postfix": 10, "exim": 20}
IN_SERVER = ground.in_host("server")


def name_of(server, way):
    return f"{way}.{server}.{DOMAIN}"


def address_of(server, number):
    return f"{NET}{SERVERS[server] + number}"


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def wait_for(what, ready, seconds=20):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} does not come up")
        time.sleep(0.05)


def answers(address, port):
    try:
        socket.create_connection((address, port), 1).close()
        return True
    except OSError:
        return False


def fetch(packages, folder):
    """Downloads Debian packages, once: to be unpacked, because their installation would push out
    the other mail server."""
    os.makedirs(folder, exist_ok=True)
    missing = [p for p in packages if not glob.glob(f"{folder}/{p}_*.deb")]
    if missing:
        ground.run("apt-get", "-o", "APT::Sandbox::User=root", "download", *missing, cwd=folder)


def unpack(packages, folder, root):
    for package in packages:
        ground.run("dpkg-deb", "-x", glob.glob(f"{folder}/{package}_*.deb")[0], root)
    return root


class Grounds:
    """The folder, the authorities and the processes of one run."""

    def __init__(self, folder, children):
        self.folder, self.children = folder, children
        self.certs = f"{folder}/certs"
        for server, first in SERVERS.items():
            for number, way in WAYS.items():
                name, kind = name_of(server, way), KINDS.get(way, "good")
                ground.run(f"{ground.SUPPORT}/certs", self.certs, name, kind)
                shutil.copy(f"{self.certs}/{name}/{kind}.pem",
                            f"{self.certs}/{NET}{first + number}.pem")
        ground.run("chmod", "-R", "go+rX", folder)

    def start(self, *command, **options):
        log = open(f"{self.folder}/servers.log", "ab")
        return self.children.start(*IN_SERVER, *command, stdout=log, stderr=log,
                                   stdin=subprocess.DEVNULL, **options)

    # ---- names

    def start_knot(self, more):
        lines = ["$TTL 60", "@ SOA ns hostmaster 1 60 60 60 60", "@ NS ns", f"ns A {NET}53",
                 f"@ MX 10 {name_of('postfix', 'good')}."]
        for server in SERVERS:
            for number, way in WAYS.items():
                lines.append(f"{way}.{server} A {address_of(server, number)}")
        write(f"{self.folder}/knot/{DOMAIN}.zone", "\n".join(lines + more) + "\n")
        config = write(f"{self.folder}/knot/knot.conf", f"""\
server:
    listen: {NET}53@53
    rundir: {self.folder}/knot
    user: root
database:
    storage: {self.folder}/knot
log:
  - target: stderr
    any: warning
zone:
  - domain: {DOMAIN}
    storage: {self.folder}/knot
    zonefile-sync: -1
    journal-content: none
""")
        self.start("knotd", "-c", config)
        question = struct.pack("!HHHHHH", 7, 0, 1, 0, 0, 0) + \
            fakedns.wire_name(DOMAIN) + struct.pack("!HH", 6, 1)

        def ready():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.settimeout(0.5)
                try:
                    s.sendto(question, (f"{NET}53", 53))
                    return s.recv(512)[3] & 15 == 0
                except OSError:
                    return False
        wait_for("Knot", ready)

    # ---- Postfix, with Dovecot for the passwords

    def start_postfix(self):
        etc, spool = f"{self.folder}/postfix", f"{self.folder}/spool"
        os.makedirs(f"{self.folder}/data")
        os.makedirs(spool)
        shutil.chown(f"{self.folder}/data", "postfix")
        write(f"{etc}/main.cf", f"""\
compatibility_level = 3.6
queue_directory = {spool}
data_directory = {self.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {self.folder}/mail.log
maillog_file_prefixes = {self.folder}
myhostname = mail.{DOMAIN}
mydestination = {DOMAIN}
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
alias_database =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
""")
        services = []
        for number, way in WAYS.items():
            address = address_of("postfix", number)
            chain = f" -o smtpd_tls_chain_files={self.certs}/{address}.pem"
            wrapped = " -o smtpd_tls_wrappermode=yes"
            open_login = " -o smtpd_tls_security_level=none -o smtpd_tls_auth_only=no"
            ports = {25: chain, 465: chain + wrapped, 587: chain}
            if way == "no-starttls":
                ports = {587: open_login}
            elif way == "plain-465":
                ports = {465: open_login}
            elif way == "implicit-587":
                ports = {587: chain + wrapped}
            services += [f"{address}:{port} inet n - n - - smtpd{how}"
                         for port, how in ports.items()]
        write(f"{etc}/master.cf", "\n".join(services + [
            "postlog unix-dgram n - n - 1 postlogd", "pickup unix n - n 60 1 pickup",
            "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
            "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce", "verify unix - - n - 1 verify",
            "proxymap unix - - n - - proxymap", "anvil unix - - n - 1 anvil",
            "tlsmgr unix - - n 1000? 1 tlsmgr", "scache unix - - n - 1 scache",
            "smtp unix - - n - - smtp", "relay unix - - n - - smtp", "error unix - - n - - error",
            "local unix - n n - - local", ""]))
        self.start("postfix", "-c", etc, "start-fg")
        wait_for("Postfix", lambda: answers(address_of("postfix", 1), 587))
        self.start_dovecot(f"{spool}/private/auth")

    def start_dovecot(self, listener):
        write(f"{self.folder}/dovecot/users", f"{USER}:{{PLAIN}}{PASSWORD}\n", 0o644)
        config = write(f"{self.folder}/dovecot/dovecot.conf", f"""\
protocols =
base_dir = {self.folder}/dovecot/run
state_dir = {self.folder}/dovecot/state
log_path = {self.folder}/dovecot.log
ssl = no
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = {self.folder}/dovecot/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service auth {{
  unix_listener {listener} {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
""")
        self.start("dovecot", "-F", "-c", config)
        wait_for("Dovecot", lambda: os.path.exists(listener))

    # ---- Exim

    def start_exim(self, packages):
        root = unpack(EXIM, packages, f"{self.folder}/exim-root")
        ground.add_lines("/etc/passwd", ["Debian-exim:x:64999:64999::/nonexistent:/bin/false"],
                         self.folder)
        ground.add_lines("/etc/group", ["Debian-exim:x:64999:"], self.folder)
        ground.run("chown", "-R", "64999:64999", self.make_spool("exim"))
        self.start_exim_daemon(root, "exim", range(1, 5), tls_on_connect=465)
        # 587 with TLS at once leaves 465 in clear text: the two wrong ways are one daemon
        self.start_exim_daemon(root, "exim-odd", (5, 6), tls_on_connect=587)
        wait_for("Exim", lambda: answers(address_of("exim", 1), 587) and
                 answers(address_of("exim", 6), 587))

    def make_spool(self, name):
        os.makedirs(f"{self.folder}/{name}/spool", exist_ok=True)
        os.makedirs(f"{self.folder}/{name}/log", exist_ok=True)
        return f"{self.folder}/{name}"

    def start_exim_daemon(self, root, name, numbers, tls_on_connect):
        ground.run("chown", "-R", "64999:64999", self.make_spool(name))
        interfaces = " ; ".join(address_of("exim", n) for n in numbers)
        config = write(f"{self.folder}/{name}.conf", f"""\
primary_hostname = mail.{DOMAIN}
spool_directory = {self.folder}/{name}/spool
log_file_path = {self.folder}/{name}/log/%slog
pid_file_path = {self.folder}/{name}/pid
local_interfaces = <; {interfaces}
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = {tls_on_connect}
tls_certificate = {self.certs}/$received_ip_address.pem
tls_advertise_hosts = ${{if eq{{$received_ip_address}}{{{address_of("exim", 4)}}}{{}}{{*}}}}
domainlist local_domains = {DOMAIN}
never_users = root
rfc1413_query_timeout = 0s
host_lookup =
acl_smtp_rcpt = check_rcpt

begin acl
check_rcpt:
  accept authenticated = *
  accept domains = +local_domains
  deny message = relay not permitted

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
""")
        self.start(f"{root}/usr/sbin/exim4", "-C", config, "-bdf")
