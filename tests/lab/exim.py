"""Exim, from Debian packages that are unpacked and not installed: their installation would push out
the other mail server. One daemon a server."""
import fcntl
import glob
import os

import ground
from scenario import PASSWORD, USER
from servers import DOMAIN, listens, wait_for, write

PACKAGES = ("exim4-base", "exim4-daemon-light")
OWNER = "64999"


def fetch(folder):
    """Downloads the packages, once; must be called where there is a way out."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/lock", "w") as lock:  # parts of the lab run side by side
        fcntl.flock(lock, fcntl.LOCK_EX)
        download(folder)


def download(folder):
    missing = [p for p in PACKAGES if not glob.glob(f"{folder}/{p}_*.deb")]
    if missing:
        ground.run("apt-get", "-o", "APT::Sandbox::User=root", "download", *missing, cwd=folder)


def unpack(packages, root):
    for package in PACKAGES:
        ground.run("dpkg-deb", "-x", glob.glob(f"{packages}/{package}_*.deb")[0], root)


def make_user(folder):
    ground.add_lines("/etc/passwd",
                     [f"Debian-exim:x:{OWNER}:{OWNER}::/nonexistent:/bin/false"], folder)
    ground.add_lines("/etc/group", [f"Debian-exim:x:{OWNER}:"], folder)


def config(grounds, server, home):
    """Settings of the scenario come last but for the ACL and the login, and must be none of these."""
    own = "".join(f"{key} = {grounds.setting(value)}\n" for key, value in server.settings.items())
    if server.staple:
        own += f"tls_ocsp_file = {grounds.staple(server)}\n"
    own_acl = "acl_smtp_rcpt" in server.settings
    with_tls = ":".join(server.ports_with("starttls") + server.ports_with("implicit"))
    return f"""\
primary_hostname = mail.{DOMAIN}
spool_directory = {home}/spool
log_file_path = {home}/log/%slog
pid_file_path = {home}/pid
local_interfaces = <; {server.v4} ; {server.v6}
daemon_smtp_ports = {" : ".join(server.ports)}
tls_on_connect_ports = {" : ".join(server.ports_with("implicit"))}
tls_certificate = {certificates(grounds, server)}
tls_advertise_hosts = ${{if inlist{{$received_port}}{{{with_tls}}}{{*}}{{}}}}
domainlist local_domains = {DOMAIN}
never_users = root
rfc1413_query_timeout = 0s
host_lookup =
{"" if own_acl else "acl_smtp_rcpt = check_rcpt"}
{own}
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
"""


def certificates(grounds, server):
    """Its certificates: with sni= another one for clients that ask for its name."""
    usual = " : ".join(grounds.certificates(server))
    if server.by_name is None:
        return usual
    named = grounds.certificate(server, server.by_name)
    return f"${{if eq{{$tls_in_sni}}{{{server.name}}}{{{named}}}{{{usual}}}}}"


def start_daemon(grounds, server, program):
    home = f"{grounds.folder}/{server.name}"
    for part in ("spool", "log"):
        os.makedirs(f"{home}/{part}")
    ground.run("chown", "-R", f"{OWNER}:{OWNER}", home)
    path = write(f"{grounds.folder}/{server.name}.conf", config(grounds, server, home))
    grounds.start("server", program, "-C", path, "-bdf")


def start(grounds, servers, packages):
    root = f"{grounds.folder}/exim-root"
    unpack(packages, root)
    make_user(grounds.folder)
    for server in servers:
        start_daemon(grounds, server, f"{root}/usr/sbin/exim4")
    wait_for("Exim", lambda: all(listens(a, port) for s in servers for a in s.addresses
                                 for port in s.ports))
