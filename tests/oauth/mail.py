"""Dovecot, which takes exactly the tokens of an Issuer, in both ways in which servers do:

    asking     asks the issuer what a token is worth (RFC 7662), so that it knows of revoked ones
    reading    reads the token itself and knows the issuer's key, nothing else of it

A person's token is good for the mailbox of that name, an application's for the one that MAILBOXES has for it. What they
take in goes to Postfix's smtp-sink. Dovecot 2.3 reads no token whose type is that of RFC 9068 ("at+jwt"), as the issuer
makes them: those that `reading` takes are Issuer.signed()."""
import http.server
import json
import os
import threading
import urllib.parse

import jwt

import issuer
import realms

PORT = 2525
USER, SHARED = "bob@" + realms.DOMAIN, "scan@" + realms.DOMAIN
MAILBOXES = {issuer.MAILER: SHARED, issuer.SIGNER: SHARED}


class Gate(http.server.BaseHTTPRequestHandler):
    """Hands Dovecot's questions on to the issuer, with the token by which a mail server may ask (Dovecot itself knows
    passwords for that only), and knows which application may send as whom."""

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        said = json.dumps(self.worth(form.get("token", [""])[0])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def worth(self, token):
        said = json.loads(self.server.introspect(token))
        self.server.asked += 1
        if said.get("active") and "username" not in said:
            client = jwt.decode(token, options={"verify_signature": False})["client_id"]
            said["username"] = MAILBOXES.get(client, client)
        return said

    def log_message(self, *_):
        pass


class Mail(realms.Realms):
    addresses = {"asking": "198.51.100.1", "reading": "198.51.100.2", "dovecot": "198.51.100.3",
                 "gate": "198.51.100.4"}
    names = {kind: f"{kind}.{realms.DOMAIN}" for kind in addresses}

    def __init__(self, folder, children, certificate, known):
        os.makedirs(folder)
        super().__init__(folder, children, certificate, None)
        self.known = known  # the issuer

    def start_all(self):
        self.start("smtp-sink", "-u", "nobody", "-c", f"{self.addresses['dovecot']}:{PORT}", "100")
        realms.wait_for("smtp-sink", lambda: realms.listening(self.addresses["dovecot"], PORT))
        gate = http.server.ThreadingHTTPServer((self.addresses["gate"], 8080), Gate)
        gate.introspect, gate.asked = self.known.introspected, 0
        threading.Thread(target=gate.serve_forever, daemon=True).start()
        realms.write(self.path("keys", "default", "RS256", self.known.key_id), issuer.public_pem(self.known.key))
        self.dovecot("asking", self.taking("asking", f"""\
introspection_mode = post
introspection_url = http://{self.addresses['gate']}:8080/
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = username
"""), "asking")
        self.dovecot("reading", self.taking("reading", f"""\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={self.path('keys')}/
issuers = {self.known.base}
username_attribute = email
"""), "reading")

    def taking(self, name, how):
        config = realms.write(self.path(name + "-oauth2.conf"), how + f"""\
username_format = %Lu
scope = {issuer.SCOPE}
openid_configuration_url = {self.known.base}/api/oidc/.well-known/openid-configuration
""")
        return f"""\
protocols = submission
auth_mechanisms = xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {config}
}}
"""
