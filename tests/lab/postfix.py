"""Postfix, and Dovecot for its passwords: one of each for all scenarios, every server a set of
listeners with settings of their own in master.cf."""
import os
import shutil

import ground
import mailboxes
from scenario import HASHED_USER, PASSWORD, USER
from servers import DOMAIN, listens, wait_for, write

MODES = {
    "starttls": "",
    "implicit": " -o smtpd_tls_wrappermode=yes",
    "none": " -o smtpd_tls_security_level=none -o smtpd_tls_auth_only=no",
}
SERVICES = """\
postlog unix-dgram n - n - 1 postlogd
dnsblog unix - - n - 0 dnsblog
tlsproxy unix - - n - 0 tlsproxy
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
local unix - n n - - local
virtual unix - n n - - virtual
"""


def main_cf(grounds, spool):
    return f"""\
compatibility_level = 3.6
queue_directory = {spool}
data_directory = {grounds.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {grounds.folder}/mail.log
maillog_file_prefixes = {grounds.folder}
myhostname = mail.{DOMAIN}
mydestination = {DOMAIN}
virtual_mailbox_domains = {mailboxes.DOMAIN}
virtual_mailbox_base = {mailboxes.folder(grounds)}
virtual_mailbox_maps = static:all
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
alias_database =
smtpd_peername_lookup = no
postscreen_cache_map =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_mechanism_filter = plain, login
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sender_login_maps = inline:{{ {{ alice@{DOMAIN} = alice@{DOMAIN} }}, {{ {USER} = {USER} }} }}
"""


def listeners(grounds, server, port, mode):
    """Lines of master.cf for one port."""
    settings = {"smtpd_tls_chain_files": ", ".join(grounds.certificates(server)), **server.settings}
    if server.by_name:
        named = grounds.certificate(server, server.by_name)
        settings["tls_server_sni_maps"] = f"inline:{{ {{ {server.name} = {named} }} }}"
    how = "".join(f" -o {{ {key} = {grounds.setting(value)} }}" for key, value in settings.items())
    program = f"n - - smtpd{MODES.get(mode, '')}{how}"
    if mode != "postscreen":
        return [f"{address}:{port} inet n - {program}" for address in bracketed(server)]
    behind = f"behind-{server.number}-{port}"  # who takes over those that postscreen lets pass
    return [f"{behind} pass - - {program}"] + [
        f"{address}:{port} inet n - n - 1 postscreen -o smtpd_service_name={behind}{how}"
        for address in bracketed(server)]


def bracketed(server):
    return server.v4, f"[{server.v6}]"


def start(grounds, servers):
    """With Dovecot."""
    start_dovecot(grounds, f"{start_alone(grounds, servers)}/private/auth")


def start_alone(grounds, servers):
    """Its spool's folder; no server may want logins."""
    etc, spool = f"{grounds.folder}/postfix", f"{grounds.folder}/spool"
    os.makedirs(f"{grounds.folder}/data")
    os.makedirs(spool)
    mailboxes.make(grounds)
    shutil.chown(f"{grounds.folder}/data", "postfix")
    write(f"{etc}/main.cf", main_cf(grounds, spool))
    write(f"{etc}/master.cf", SERVICES + "".join(
        line + "\n" for server in servers for port, mode in server.ports.items()
        for line in listeners(grounds, server, port, mode)))
    grounds.start("server", "postfix", "-c", etc, "start-fg")
    wait_for("Postfix", lambda: all(listens(a, port) for s in servers for a in s.addresses
                                    for port in s.ports))
    return spool


def start_dovecot(grounds, listener_path):
    folder = f"{grounds.folder}/dovecot"
    hashed = ground.run("openssl", "passwd", "-6", PASSWORD).stdout.strip()
    write(f"{folder}/users", f"{USER}:{{PLAIN}}{PASSWORD}\n{HASHED_USER}:{{SHA512-CRYPT}}{hashed}\n")
    config = write(f"{folder}/dovecot.conf", f"""\
protocols =
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {grounds.folder}/dovecot.log
ssl = no
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {listener_path} {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
""")
    grounds.start("server", "dovecot", "-F", "-c", config)
    wait_for("Dovecot", lambda: os.path.exists(listener_path))
