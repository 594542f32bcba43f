"""Real servers that know one user, bob, in all the ways that servers have:

    dovecot    Postfix, whose logins are Dovecot's; Kerberos and tokens among them
    submission Dovecot's own submission service
    cyrus      Postfix, whose logins are Cyrus SASL's
    external   Dovecot's submission service, which takes the name from a client certificate
    relay      Postfix, which knows no logins and relays for client certificates

Each is a process of ours, with configuration, database, spool and log in one folder, at an address of its own. Their
logs are read by the address of the client: each login has its own."""
import http.server
import json
import os
import re
import shutil
import threading
import time
import urllib.parse

import ground

DOMAIN = "test.example"
REALM = "TEST.EXAMPLE"
USER, PASSWORD = "bob@" + DOMAIN, "Tr0ub4dor&3-secret"
ADDRESSES = {"dovecot": "198.51.100.1", "submission": "198.51.100.2", "cyrus": "198.51.100.3",
             "external": "198.51.100.4", "relay": "198.51.100.7", "kdc": "198.51.100.5", "tokens": "198.51.100.6"}
NAMES = {kind: f"{kind}.{DOMAIN}" for kind in ADDRESSES}
POSTFIX = """\
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
discard unix - - n - - discard
"""
# What the server that looks at tokens says of each.
TOKENS = {
    "right-token": {"active": True, "username": USER, "scope": "smtp"},
    "expired-token": {"active": False},
    "narrow-token": {"active": True, "username": USER, "scope": "calendar"},
    "strangers-token": {"active": True, "username": "eve@" + DOMAIN, "scope": "smtp"},
}


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def wait_for(what, ready, seconds=300):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} does not come up")
        time.sleep(0.05)


def listening(address, port):
    return f"{address}:{port}" in ground.run("ss", "-Hltn", "sport", "=", f":{port}").stdout


# ---- tokens ----

class Introspection(http.server.BaseHTTPRequestHandler):
    """RFC 7662."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        token = urllib.parse.parse_qs(body).get("token", [""])[0]
        said = json.dumps(TOKENS.get(token, {"active": False})).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


def start_tokens():
    server = http.server.ThreadingHTTPServer((ADDRESSES["tokens"], 8080), Introspection)
    threading.Thread(target=server.serve_forever, daemon=True).start()


# ---- all of them ----

class Realms:
    addresses, names = ADDRESSES, NAMES

    def __init__(self, folder, children, certificate, clients_ca):
        """`certificate`: a file with key and chain for all NAMES; `clients_ca`: who vouches for clients."""
        self.folder, self.children = folder, children
        self.certificate, self.clients_ca = certificate, clients_ca
        os.chmod(folder, 0o755)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, *command, env=None):
        log = open(self.path("output.log"), "ab")
        return self.children.start(*command, stdout=log, stderr=log, stdin=ground.subprocess.DEVNULL,
                                   env={**os.environ, **(env or {})})

    def start_all(self):
        start_tokens()
        self.start_kdc()
        self.make_sasldb()
        self.start_dovecot()
        self.start_postfix()
        wait_for("the mail servers", lambda: all(listening(ADDRESSES[k], 587) for k in
                                                 ("dovecot", "submission", "cyrus", "external", "relay")))

    # ---- Kerberos ----

    @property
    def kerberos(self):
        return {"KRB5_CONFIG": self.path("krb5.conf"), "KRB5_KDC_PROFILE": self.path("kdc.conf"),
                "KRB5_KTNAME": self.path("krb5.keytab")}

    def start_kdc(self):
        write(self.path("krb5.conf"), f"""\
[libdefaults]
 default_realm = {REALM}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 {REALM} = {{
  kdc = {ADDRESSES['kdc']}:88
 }}
[domain_realm]
 .{DOMAIN} = {REALM}
""")
        write(self.path("kdc.conf"), f"""\
[kdcdefaults]
 kdc_listen = {ADDRESSES['kdc']}:88
 kdc_tcp_listen = {ADDRESSES['kdc']}:88
[realms]
 {REALM} = {{
  database_name = {self.path('kdc', 'principal')}
  key_stash_file = {self.path('kdc', 'stash')}
  acl_file = {self.path('kdc', 'acl')}
  supported_enctypes = aes256-cts:normal
 }}
[logging]
 kdc = FILE:{self.path('kdc.log')}
""")
        os.makedirs(self.path("kdc"))
        env = {**os.environ, **self.kerberos}
        ground.run("kdb5_util", "create", "-s", "-P", "master", "-r", REALM, env=env)
        commands = [f"addprinc -pw {PASSWORD} bob", f"addprinc -pw {PASSWORD} eve"]
        for kind in ("dovecot", "submission"):
            commands += [f"addprinc -randkey smtp/{NAMES[kind]}",
                         f"ktadd -k {self.path('krb5.keytab')} smtp/{NAMES[kind]}"]
        ground.run("kadmin.local", "-r", REALM, input="".join(c + "\n" for c in commands), env=env)
        shutil.chown(self.path("krb5.keytab"), "dovecot")
        self.start("krb5kdc", "-n", "-P", self.path("kdc.pid"), env=self.kerberos)
        wait_for("krb5kdc", lambda: listening(ADDRESSES["kdc"], 88))

    def ticket(self, user, name):
        """A file with a ticket for `user`."""
        cache = self.path("ticket-" + name)
        ground.run("kinit", "-c", cache, f"{user}@{REALM}", input=PASSWORD + "\n",
                   env={**os.environ, **self.kerberos})
        return cache

    # ---- Cyrus ----

    def make_sasldb(self):
        base = self.path("sasldb2")
        # Debian's Postfix looks beside main.cf, whatever cyrus_sasl_config_path says.
        write(self.path("postfix", "sasl", "smtpd.conf"), f"""\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {base}
mech_list: SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN
""")
        ground.run("saslpasswd2", "-p", "-c", "-f", base, "-u", DOMAIN, "bob", input=PASSWORD)
        shutil.chown(base, "postfix")
        os.chmod(base, 0o600)

    # ---- Dovecot ----

    def start_dovecot(self):
        os.makedirs(self.path("spool", "private"), 0o700)
        shutil.chown(self.path("spool", "private"), "postfix")
        self.dovecot("dovecot", f"""\
protocols = submission
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 gssapi xoauth2 oauthbearer
service auth {{
  unix_listener {self.path('spool', 'private', 'auth')} {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 gssapi
  args = username_format=%u {write(self.path('users'), f'{USER}:{{PLAIN}}{PASSWORD}' + chr(10))}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {write(self.path('oauth2.conf'), self.oauth2())}
}}
""", "submission")
        self.dovecot("external", f"""\
protocols = submission
auth_mechanisms = external
auth_ssl_username_from_cert = yes
auth_ssl_require_client_cert = no
ssl_verify_client_cert = yes
ssl_ca = <{self.clients_ca}
ssl_require_crl = no
ssl_cert_username_field = commonName
passdb {{
  driver = passwd-file
  args = {write(self.path('named'), f'{USER}:{{PLAIN}}::::::nopassword' + chr(10))}
}}
""", "external")

    def oauth2(self):
        return f"""\
introspection_mode = post
introspection_url = http://{ADDRESSES['tokens']}:8080/introspect
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = username
username_format = %u
scope = smtp
"""

    def dovecot(self, name, settings, kind):
        folder = self.path("dovecot-" + name)
        config = write(f"{folder}/dovecot.conf", f"""\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {self.path(name + '.log')}
auth_verbose = yes
auth_failure_delay = 0
auth_realms = {DOMAIN} {REALM}
auth_default_realm = {DOMAIN}
auth_gssapi_hostname = "$ALL"
auth_krb5_keytab = {self.path('krb5.keytab')}
auth_username_format = %Lu
import_environment = TZ KRB5_CONFIG
listen = {self.addresses[kind]}
hostname = {self.names[kind]}
ssl = required
ssl_cert = <{self.certificate}
ssl_key = <{self.certificate}
submission_relay_host = {self.addresses['dovecot']}
submission_relay_port = 2525
mail_location = maildir:~/mail
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = 587
  }}
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={folder}/home
}}
{settings}""")
        os.makedirs(f"{folder}/home")
        os.chmod(f"{folder}/home", 0o777)
        self.start("dovecot", "-F", "-c", config, env=self.kerberos)
        wait_for("Dovecot", lambda: listening(self.addresses[kind], 587))

    # ---- Postfix ----

    def start_postfix(self):
        etc, spool = self.path("postfix"), self.path("spool")
        os.makedirs(self.path("data"))
        shutil.chown(self.path("data"), "postfix")
        write(f"{etc}/main.cf", f"""\
compatibility_level = 3.6
queue_directory = {spool}
data_directory = {self.path('data')}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {self.path('postfix.log')}
maillog_file_prefixes = {self.folder}
myhostname = mail.{DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8, 198.51.100.0/24
default_transport = discard:
smtpd_peername_lookup = no
smtpd_sasl_auth_enable = yes
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = {self.certificate}
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
""")
        write(f"{etc}/master.cf", POSTFIX + f"""\
{ADDRESSES['dovecot']}:587 inet n - n - - smtpd -o smtpd_sasl_type=dovecot -o smtpd_sasl_path=private/auth
{ADDRESSES['dovecot']}:2525 inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no
{ADDRESSES['cyrus']}:587 inet n - n - - smtpd -o smtpd_sasl_type=cyrus -o smtpd_sasl_path=smtpd -o smtpd_sasl_local_domain={DOMAIN}
{ADDRESSES['relay']}:587 inet n - n - - smtpd -o smtpd_sasl_auth_enable=no -o smtpd_tls_ask_ccert=yes -o smtpd_tls_CAfile={self.clients_ca} -o smtpd_relay_restrictions=permit_tls_all_clientcerts,reject_unauth_destination
""")
        self.start("postfix", "-c", etc, "start-fg")


# ---- what their logs say ----

class Log:
    """How a server saw the logins from one address."""

    def __init__(self, realms, kind):
        self.kind, self.is_postfix = kind, kind in ("dovecot", "cyrus", "relay")
        self.file = realms.path({"dovecot": "postfix.log", "cyrus": "postfix.log", "relay": "postfix.log", "submission": "dovecot.log",
                                 "external": "external.log"}.get(kind, kind + ".log"))

    def lines(self, address):
        """Once its client has gone, its lines are complete."""
        try:
            wait_for(f"the log's end of {address}", lambda: self.ended(address), 60)
        except RuntimeError as fault:
            with open(self.file, errors="backslashreplace") as f:
                raise RuntimeError(f"{fault}; seen: {self.about(address)}; the last lines: {f.readlines()[-20:]}")
        return self.about(address)

    def about(self, address):
        with open(self.file, errors="backslashreplace") as f:
            return [line.rstrip("\n") for line in f if re.search(re.escape(address) + r"(?!\d)", line)]

    def ended(self, address):
        done = r"disconnect from" if self.is_postfix else r"Login: |Disconnected|Aborted login"
        return any(re.search(done, line) for line in self.about(address))

    def attempts(self, address):
        """(taken, refused, all of its sessions left with QUIT); of a relay it is recipients that are taken"""
        lines, what = self.lines(address), "rcpt" if self.kind == "relay" else "auth"
        if self.is_postfix:
            ends = [line for line in lines if "disconnect from" in line]
            tried = [re.search(rf" {what}=(\d+)(?:/(\d+))?", line) for line in ends]
            taken = sum(int(t[1]) for t in tried if t)
            every = sum(int(t[2] or t[1]) for t in tried if t)
            return taken, every - taken, all(" quit=1" in line for line in ends)
        taken = sum("Login: " in line for line in lines)
        refused = sum(int(n) for line in lines for n in re.findall(r"auth failed, (\d+) attempts", line))
        return taken, refused, True
