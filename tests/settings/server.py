"""The server that the settings are for: Postfix with Dovecot's logins, on 587 and 465, with a certificate of a private
authority. Names and passwords are as awkward as people make them."""
import base64
import glob
import os
import re
import shutil
import time

import ground

NAME = "mail.settings.example"
ADDRESS = "198.51.100.7"
DOMAIN = "settings.example"
BOX = f"box@{DOMAIN}"
SENDER = f"o'hara$x{{y}}#z@{DOMAIN}"
USER = "b\"o o'n $HOME ${x} #1\\ü^"
PASSWORD = " pä\"ss'w$rd ${x} #1\\n^^z"
MECHANISMS = "plain login cram-md5"

SERVICES = """\
postlog unix-dgram n - n - 1 postlogd
tlsproxy unix - - n - 0 tlsproxy
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
virtual unix - n n - - virtual
error unix - - n - - error
"""


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def wait_for(what, ready, seconds=300):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: in vain")
        time.sleep(0.05)


def listens(port):
    return f"{ADDRESS}:{port}" in ground.run("ss", "-Hltn", "sport", "=", f":{port}").stdout


class Server:
    def __init__(self, folder, children):
        self.folder, self.children = folder, children
        self.boxes = f"{folder}/boxes"
        ground.run(f"{ground.SUPPORT}/certs", f"{folder}/certs", NAME, "good")
        ground.run("chmod", "-R", "go+rX", f"{folder}/certs")
        self.ca = shutil.copy(f"{folder}/certs/ca.pem", f"{folder}/the CA's $1 \"é\" #1.pem")

    def start_program(self, *command):
        log = open(f"{self.folder}/servers.log", "ab")
        self.children.start(*command, stdout=log, stderr=log)

    def logs(self):
        return "".join(open(path, errors="replace").read()[-3000:] for path in glob.glob(f"{self.folder}/*.log"))

    def start(self):
        self.start_postfix()
        self.start_dovecot(f"{self.folder}/spool/private/auth")

    def start_postfix(self):
        spool, data = f"{self.folder}/spool", f"{self.folder}/data"
        for path in (spool, data, self.boxes):
            os.makedirs(path)
        shutil.chown(data, "postfix")
        os.chown(self.boxes, 65534, 65534)
        write(f"{self.folder}/postfix/main.cf", f"""\
compatibility_level = 3.6
queue_directory = {spool}
data_directory = {data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {self.folder}/server.log
maillog_file_prefixes = {self.folder}
myhostname = {NAME}
mydestination =
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_base = {self.boxes}
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = {self.folder}/certs/{NAME}/good.pem
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
""")
        write(f"{self.folder}/postfix/master.cf", SERVICES + f"""\
{ADDRESS}:587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
{ADDRESS}:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
""")
        self.start_program("postfix", "-c", f"{self.folder}/postfix", "start-fg")
        wait_for("Postfix listens", lambda: listens(587) and listens(465))

    def start_dovecot(self, listener_path):
        folder = f"{self.folder}/dovecot"
        word = base64.b64encode(PASSWORD.encode()).decode()
        user = re.sub(r"""(["'\\])""", r"\\\1", USER)  # as Dovecot escapes what it looks up
        write(f"{folder}/users", f"{user}:{{PLAIN.b64}}{word}\n")
        config = write(f"{folder}/dovecot.conf", f"""\
protocols =
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {self.folder}/dovecot.log
ssl = no
auth_mechanisms = {MECHANISMS}
auth_username_chars =
auth_username_format = %u
auth_failure_delay = 0
auth_verbose = yes
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
        self.start_program("dovecot", "-F", "-c", config)
        wait_for("Dovecot listens", lambda: os.path.exists(listener_path))

    def mail_with(self, word):
        """The messages in the box that hold it."""
        found = []
        for path in glob.glob(f"{self.boxes}/box/new/*"):
            with open(path, encoding="utf-8", errors="replace") as f:
                text = f.read()
            if word in text:
                found.append(text)
        return found

    def wait_for_mail(self, word):
        """False once the queue is empty and it did not come."""
        wait_for(f"the message {word}", lambda: self.mail_with(word) or self.is_idle())
        return bool(self.mail_with(word))

    def is_idle(self):
        return not any(files for part in ("maildrop", "incoming", "active", "deferred", "bounce")
                       for _, _, files in os.walk(f"{self.folder}/spool/{part}"))
