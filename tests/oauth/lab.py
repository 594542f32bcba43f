"""The servers of tests/oauth/run, and the claims that they are what they are said to be: other programs get tokens of
the issuer and log in with them."""
import base64
import hashlib
import os
import time
import urllib.parse

import jwt

import issuer
import mail
import others
import place
import realms
from mail import SHARED, USER

LOGIN = "login." + realms.DOMAIN
PASSWORDS = {USER: "Bob+pass&1", "eve@" + realms.DOMAIN: "Eve+pass&1"}
POLL = "urn:ietf:params:oauth:grant-type:device_code"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
VERIFIER = "v" * 43


class Lab(place.Place):
    def __init__(self, folder, children):
        addresses = {**{mail.Mail.names[kind]: address for kind, address in mail.Mail.addresses.items()},
                     LOGIN: "198.51.100.20"}
        super().__init__(folder, addresses)
        self.issuer = issuer.Issuer(self.path("issuer"), children, addresses[LOGIN], LOGIN, self.certificate, self.ca)
        self.server = self.issuer.start()
        realms.wait_for("glewlwyd", lambda: realms.listening(addresses[LOGIN], 443))
        self.issuer.furnish(PASSWORDS)
        self.people = {user: issuer.Person(self.issuer, user, password) for user, password in PASSWORDS.items()}
        self.mail = mail.Mail(self.path("mail"), children, self.certificate, self.issuer)
        self.mail.start_all()

    def last_words(self):
        """Of the servers' logs."""
        for path in (self.issuer.log, self.mail.path("asking.log"), self.mail.path("reading.log")):
            with open(path, errors="backslashreplace") as f:
                yield f"--- {os.path.basename(path)}\n{f.read()[-300:]}"

    @property
    def bob(self):
        return self.people[USER]

    def takes(self, user, token, kind="asking"):
        """Whether a real client comes in with that token."""
        return others.curl_logs_in(self, self.mail.names[kind], user, token)

    # ---- tokens by curl ----

    def post(self, endpoint, **form):
        return others.curl_posts(self, self.issuer.url[endpoint], **form)

    def by_device(self, user=USER, scope=issuer.SCOPE):
        """The answer with the tokens of somebody who signed in."""
        _, device = self.post("device", client_id=issuer.DEVICE, scope=scope)
        self.people[user].approves(device["verification_uri"], device["user_code"])
        return self.post("token", grant_type=POLL, client_id=issuer.DEVICE, device_code=device["device_code"])[1]

    def renewed(self, token, client=issuer.DEVICE):
        return self.post("token", grant_type="refresh_token", client_id=client, refresh_token=token)


# ---- claims: the lab is one ----

def secret_and_login(lab):
    token = lab.issuer.asks_for(issuer.MAILER, issuer.SCOPE)
    faults = [] if lab.takes(SHARED, token) else ["the application's token was refused for its mailbox"]
    return faults + (["and was taken for another"] if lab.takes(USER, token) else [])


def assertion_and_login(lab):
    now = int(time.time())
    claims = {"iss": issuer.SIGNER, "sub": issuer.SIGNER, "aud": lab.issuer.url["token"], "jti": os.urandom(8).hex(),
              "iat": now, "nbf": now, "exp": now + 300}
    faults = []
    for key, wanted in ((lab.issuer.assertion_key, 200), (lab.issuer.key, 401)):
        signed = jwt.encode(claims, issuer.private_pem(key), "PS256")
        status, said = lab.post("token", grant_type="client_credentials", client_id=issuer.SIGNER, scope=issuer.SCOPE,
                                client_assertion_type=ASSERTION, client_assertion=signed)
        if (status == 200) != (wanted == 200):
            faults.append(f"assertion: {status} {said}, not {wanted}")
        if status == 200 and not lab.takes(SHARED, said["access_token"]):
            faults.append("the mail server refused the token")
    return faults


def device_and_login(lab):
    _, device = lab.post("device", client_id=issuer.DEVICE, scope=issuer.SCOPE)
    poll = lambda: lab.post("token", grant_type=POLL, client_id=issuer.DEVICE, device_code=device["device_code"])
    said = [poll()[1].get("error"), poll()[1].get("error")]
    lab.bob.approves(device["verification_uri"], device["user_code"])
    time.sleep(device["interval"] + 0.2)
    status, tokens = poll()
    faults = [] if said == ["authorization_pending", "slow_down"] else [f"it said {said}"]
    if status != 200:
        return faults + [f"no token: {status} {tokens}"]
    if not lab.takes(USER, tokens["access_token"]):
        faults.append("the mail server refused the token")
    if lab.takes("eve@" + realms.DOMAIN, tokens["access_token"]):
        faults.append("bob's token is good for eve")
    return faults


def code_and_login(lab):
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    asked = {"response_type": "code", "client_id": issuer.DESKTOP, "redirect_uri": "http://127.0.0.1:53682",
             "scope": issuer.SCOPE, "state": "x", "code_challenge": challenge, "code_challenge_method": "S256"}
    faults = []
    for verifier, wanted in (("w" * 43, False), (VERIFIER, True)):
        end = lab.bob.opens(lab.issuer.url["authorize"] + "?" + urllib.parse.urlencode(asked))
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(end).query).get("code", [""])[0]
        status, tokens = lab.post("token", grant_type="authorization_code", client_id=issuer.DESKTOP, code=code,
                                  redirect_uri=asked["redirect_uri"], code_verifier=verifier)
        if (status == 200) != wanted:
            faults.append(f"verifier {verifier[0]}: {status} {tokens}")
        if wanted and not (status == 200 and lab.takes(USER, tokens["access_token"])):
            faults.append("the mail server refused the token")
    return faults


def refresh_tokens_are_used_once(lab):
    old = lab.by_device()["refresh_token"]
    first, tokens = lab.renewed(old)
    again, _ = lab.renewed(old)
    faults = [] if (first, again) == (200, 400) else [f"statuses {first}, {again}"]
    if tokens.get("refresh_token") in (None, old):
        faults.append("there is no new refresh token")
    return faults + ([] if lab.takes(USER, tokens["access_token"]) else ["the new token was refused"])


def revoked_ones_are_dead(lab):
    token = lab.by_device()["access_token"]
    before = lab.takes(USER, token)
    lab.issuer.revoke(token)
    return [] if (before, lab.takes(USER, token)) == (True, False) else ["the mail server does not care"]


def scope_counts(lab):
    token = lab.by_device(scope=issuer.OTHER_SCOPE)["access_token"]
    return ["a token of another scope was taken"] if lab.takes(USER, token) else []


def signatures_count(lab):
    faults = []
    for wanted, token in ((True, lab.issuer.signed(email=USER)),
                          (False, lab.issuer.signed(lab.issuer.assertion_key, email=USER)),
                          (False, lab.issuer.signed(email=USER, iss="https://elsewhere.example")),
                          (False, lab.issuer.signed(email=USER, exp=int(time.time()) - 60))):
        if lab.takes(USER, token, "reading") != wanted:
            faults.append(f"{jwt.decode(token, options={'verify_signature': False})}: not {wanted}")
    return faults


def claims():
    for claim in (secret_and_login, assertion_and_login, device_and_login, code_and_login,
                  refresh_tokens_are_used_once, revoked_ones_are_dead, scope_counts, signatures_count):
        yield "lab: " + claim.__name__.replace("_", " "), claim
