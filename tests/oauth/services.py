"""Microsoft's and Google's token services and mail servers, as far as tokens are concerned: names, addresses, bodies and
refusals are theirs, everything else is not.

A client whose id stands in `Refusal`s is refused in those words; all others get what they ask for, if they ask rightly.
The HTTP side is one server with all names; each mail server takes a login if the token is one that the service would
have given for that mailbox, and refuses it in the words of the real one."""
import base64
import hashlib
import http.server
import json
import os
import re
import socket
import ssl
import threading
import time
import urllib.parse

import jwt

import issuer

ENTRA, CONSENT, GOOGLE = "login.microsoftonline.com", "accounts.google.com", "oauth2.googleapis.com"
OUTLOOK, GMAIL = "smtp.office365.com", "smtp.gmail.com"
WEB, OFFICE, MAIL = "198.51.100.30", "198.51.100.31", "198.51.100.32"
NAMES = {ENTRA: WEB, CONSENT: WEB, GOOGLE: WEB, OUTLOOK: OFFICE, GMAIL: MAIL}
TENANT = "11111111-2222-4333-8444-555555555555"
USER = "bob@contoso.example"
ACCOUNT = "mailer@project.iam.gserviceaccount.com"
POLL, BEARER = "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANTS = {"authorization_code": "code", POLL: "device", "client_credentials": "client-credentials",
          BEARER: "service-account", "refresh_token": "refresh"}
TRACE, CORRELATION = "5f6e7d8c-0000-4a5b-8c9d-0123456789ab", "0a1b2c3d-0000-4e5f-8a7b-ba9876543210"


class Refusal:
    """What a client is told, and at which step: "device", "authorize" or "token"."""

    def __init__(self, step, status, error, words, one_line=False, more=None):
        self.step, self.status, self.error, self.words = step, int(status), error, words
        self.one_line, self.more = one_line, more or {}

    def entra(self):
        """The body of Microsoft's: people's text with three identifiers below, or behind, it."""
        stamp = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime())
        end = "" if self.one_line else "\r"
        rest = [f"Trace ID: {TRACE}", f"Correlation ID: {CORRELATION}", f"Timestamp: {stamp}"]
        number = re.match(r"AADSTS(\d+)", self.words)
        return {"error": self.error, "error_description": (" " if self.one_line else "\r\n").join([self.words, *rest]),
                "error_codes": [int(number[1])] if number else [], "timestamp": stamp, "trace_id": TRACE,
                "correlation_id": CORRELATION, "error_uri": f"https://{ENTRA}/error?code={number[1] if number else 0}",
                **self.more}

    def google(self):
        return {"error": self.error, **({"error_description": self.words} if self.words else {}), **self.more}


class Gate:
    """Holds the answer with a token back until somebody has looked."""

    def __init__(self):
        self.reached, self.go_on, self.body = threading.Event(), threading.Event(), None

    def waits(self, body):
        self.body = body
        self.reached.set()
        self.go_on.wait()


class Answer(Exception):
    """Ends a request. `place`: a redirection."""

    def __init__(self, status, body, place=None):
        super().__init__(status)
        self.status, self.body, self.place = status, body, place


class Services:
    """What the services know; `refusals`: {client id: Refusal}."""

    def __init__(self, place):
        self.place, self.key, self.accounts_key = place, issuer.new_key(), issuer.new_key()
        self.refusals, self.codes, self.devices, self.secrets = {}, {}, {}, {}
        self.tokens, self.refresh = {}, {}  # opaque ones of Google's, refresh tokens of both
        self.changes = {}  # {client id: claims of its tokens that are others}
        self.asked = []  # (host, path, form) in order
        self.gate = None  # whoever wants to look at a client before it has its token

    def start(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.place.certificate)
        web = http.server.ThreadingHTTPServer((WEB, 443), Web)
        web.services, web.socket = self, context.wrap_socket(web.socket, server_side=True)
        threading.Thread(target=web.serve_forever, daemon=True).start()
        self.mail = {OUTLOOK: Exchange(self, OFFICE, context), GMAIL: Gmail(self, MAIL, context)}

    # ---- Microsoft's ----

    def refuse(self, client, step, google=False):
        refusal = self.refusals.get(client)
        if refusal is not None and refusal.step == step:
            raise Answer(refusal.status, refusal.google() if google else refusal.entra())

    def wrong(self, number, error, words, status=400):
        raise Answer(status, Refusal("", status, error, f"AADSTS{number}: {words}").entra())

    def entra(self, tenant, endpoint, form):
        client = form.get("client_id", "")
        if tenant != TENANT:
            self.wrong(90002, "invalid_request", f"Tenant '{tenant}' not found.")
        if endpoint == "devicecode":
            self.refuse(client, "device")
            code = "device-" + os.urandom(12).hex()
            self.devices[code] = {"scope": form.get("scope", ""), "left": 1}
            raise Answer(200, {"user_code": "BCDF-GHJK".replace("-", ""), "device_code": code, "expires_in": 900,
                               "interval": 1, "verification_uri": "https://microsoft.com/devicelogin",
                               "message": "To sign in, use a web browser to open the page and enter the code."})
        if endpoint == "authorize":
            self.authorize(client, form, Refusal.entra)
        grant = GRANTS.get(form.get("grant_type"))
        self.refuse(client, "token")
        self.check_grant(client, grant, form)
        app = grant == "client-credentials"
        scope = form.get("scope") or self.refresh.get(form.get("refresh_token"), "")
        if app and not scope.endswith("/.default"):
            self.wrong(1002012, "invalid_scope", f"The provided value for scope {scope} is not valid.")
        raise Answer(200, {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "scope": scope,
                           "access_token": self.entra_token(client, scope, app),
                           **({"refresh_token": self.new_refresh(scope)} if "offline_access" in scope else {})})

    def check_grant(self, client, grant, form):
        if grant == "device":
            device = self.devices.get(form.get("device_code"))
            if device is None:
                self.wrong(70020, "bad_verification_code", "The device code is not valid.")
            if device["left"] > 0:
                device["left"] -= 1
                self.wrong(70016, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending.")
            form["scope"] = device["scope"]
        elif grant == "code":
            self.check_code(form, lambda: self.wrong(501481, "invalid_grant", "The code verifier does not match."))
        elif grant == "refresh":
            if form.get("refresh_token") not in self.refresh:
                self.wrong(70000, "invalid_grant", "The provided grant is invalid or malformed.")
        elif grant == "client-credentials":
            self.check_client(client, form)
        else:
            self.wrong(70003, "unsupported_grant_type", "The app requested an unsupported grant type.")

    def check_client(self, client, form):
        if "client_assertion" in form:
            claims = jwt.decode(form["client_assertion"], options={"verify_signature": False})
            head = jwt.get_unverified_header(form["client_assertion"])
            aud = f"https://{ENTRA}/{TENANT}/oauth2/v2.0/token"
            if claims.get("aud") != aud or claims.get("iss") != client or claims.get("sub") != client:
                self.wrong(50013, "invalid_client", f"Assertion is not valid: {claims}", 401)
            if head.get("x5t#S256") != self.secrets.get(client):
                self.wrong(700027, "invalid_client", "Client assertion failed signature validation.", 401)
        elif form.get("client_secret") != self.secrets.get(client):
            self.wrong(7000215, "invalid_client", "Invalid client secret provided.", 401)

    def entra_token(self, client, scope, app):
        first = scope.split(" ")[0]
        audience, _, name = first.rpartition("/")
        now = int(time.time())
        who = {"roles": ["SMTP.SendAsApp"], "idtyp": "app"} if app else {"scp": name, "upn": USER, "idtyp": "user"}
        claims = {"aud": audience, "iss": f"https://sts.windows.net/{TENANT}/", "iat": now, "nbf": now, "exp": now + 3599,
                  "appid": client, "oid": "22222222-3333-4444-8555-666666666666", "tid": TENANT, "ver": "1.0", **who,
                  **self.changes.get(client, {})}
        return jwt.encode({k: v for k, v in claims.items() if v is not None}, issuer.private_pem(self.key), "RS256")

    def new_refresh(self, scope, start="0.AX"):
        token = start + os.urandom(30).hex()
        self.refresh[token] = scope
        return token

    # ---- what both have ----

    def authorize(self, client, form, body):
        """Somebody has said yes in a browser, or the service no."""
        back, refusal = form["redirect_uri"], self.refusals.get(client)
        if refusal is not None and refusal.step == "authorize":
            said = {k: v for k, v in body(refusal).items() if k in ("error", "error_description")}
        else:
            code = "0.code" + os.urandom(12).hex()
            self.codes[code] = form
            said = {"code": code}
        raise Answer(302, {}, f"{back}?" + urllib.parse.urlencode({**said, "state": form["state"]}))

    def check_code(self, form, refuse):
        asked = self.codes.pop(form.get("code"), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or asked["code_challenge"] != base64.urlsafe_b64encode(digest).decode().rstrip("=") or \
                asked["redirect_uri"] != form.get("redirect_uri"):
            refuse()
        form["scope"] = asked["scope"]

    # ---- Google's ----

    def google(self, path, form):
        client = form.get("client_id", "")
        if path == "/o/oauth2/v2/auth":
            self.authorize(client, form, Refusal.google)
        if path == "/device/code":
            raise Answer(400, {"error": "invalid_scope", "error_description":
                               f"Invalid device flow scope: {form.get('scope')}"})
        grant = GRANTS.get(form.get("grant_type"))
        if grant == "service-account":
            claims = self.google_claims(form.get("assertion", ""))
            client, form["scope"] = claims["iss"], claims["scope"]
        self.refuse(client, "token", google=True)
        if grant == "code":
            self.check_code(form, self.google_grant)
        elif grant == "refresh":
            if form.get("refresh_token") not in self.refresh:
                self.google_grant("Token has been expired or revoked.")
            form["scope"] = self.refresh[form["refresh_token"]]
        elif grant != "service-account":
            raise Answer(400, {"error": "unsupported_grant_type", "error_description": "Invalid grant_type: "})
        user = claims.get("sub") if grant == "service-account" else USER
        token = "ya29." + base64.urlsafe_b64encode(os.urandom(90)).decode()
        scope = self.changes.get(client, {}).get("scope", form["scope"])
        self.tokens[token] = (user, scope)
        raise Answer(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer", "scope": scope,
                           **({"refresh_token": self.new_refresh(scope, "1//0")} if grant == "code" else {})})

    def google_grant(self, words="Bad Request"):
        raise Answer(400, {"error": "invalid_grant", "error_description": words})

    def google_claims(self, assertion):
        try:
            claims = jwt.decode(assertion, issuer.public_pem(self.accounts_key), ["RS256"],
                                audience=f"https://{GOOGLE}/token")
        except jwt.InvalidTokenError:
            self.google_grant("Invalid JWT Signature.")
        if claims["exp"] - claims["iat"] > 3600:
            self.google_grant("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                              "timeframe. Check your iat and exp values in the JWT claim.")
        return claims


class Web(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.answer(self.path, {k: v[0] for k, v in urllib.parse.parse_qs(body, True).items()})

    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        self.answer(parts.path, {k: v[0] for k, v in urllib.parse.parse_qs(parts.query).items()})

    def answer(self, path, form):
        services, host = self.server.services, self.headers.get("Host", "")
        services.asked.append((host, path, form))
        try:
            match = re.fullmatch(r"/([^/]+)/oauth2/v2\.0/(devicecode|token|authorize)", path)
            if host == ENTRA and match:
                services.entra(match[1], match[2], form)
            if host in (GOOGLE, CONSENT):
                services.google(path, form)
            raise Answer(404, {})
        except Answer as answer:
            said = answer
        if "access_token" in said.body and services.gate is not None:
            services.gate.waits(said.body)
        data = json.dumps(said.body).encode()
        self.send_response(said.status)
        if said.place:
            self.send_header("Location", said.place)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class MailServer:
    """Takes a token or refuses it; counts both."""
    greeting, features, goodbye = "", (), "221 2.0.0 bye"

    def __init__(self, services, address, context):
        self.services, self.context, self.taken, self.refused = services, context, 0, 0
        self.socket = socket.create_server((address, 587))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            with connection:
                file = connection.makefile("rwb")
                self.say(file, "220 " + self.greeting)
                self.hear(connection, file)
        except OSError:
            pass

    def say(self, file, *lines):
        file.write("".join(line + "\r\n" for line in lines).encode())
        file.flush()

    def hear(self, connection, file, tls=False):
        for line in iter(file.readline, b""):
            word = line.decode().strip().split(" ")
            verb = word[0].upper()
            if verb == "EHLO":
                names = [*self.features, "AUTH LOGIN XOAUTH2"] if tls else [*self.features, "STARTTLS"]
                self.say(file, *(f"250{' ' if n == len(names) else '-'}{name}"
                                 for n, name in enumerate([self.greeting.split(" ")[0], *names])))
            elif verb == "STARTTLS":
                self.say(file, "220 2.0.0 SMTP server ready")
                with self.context.wrap_socket(connection, server_side=True) as inside:
                    self.hear(inside, inside.makefile("rwb"), True)
                return
            elif verb == "AUTH":
                self.log_in(file, word)
            elif verb == "QUIT":
                self.say(file, self.goodbye)
                return
            else:
                self.say(file, "530 5.7.57 Client not authenticated to send mail." if verb == "MAIL" else "250 2.0.0 ok")

    def log_in(self, file, word):
        if len(word) < 3:
            self.say(file, "334 ")
            word.append(file.readline().decode().strip())
        said = dict(part.split("=", 1) for part in base64.b64decode(word[2]).decode().split("\1") if "=" in part)
        token = said.get("auth", "").removeprefix("Bearer ")
        if self.good(said.get("user", ""), token):
            self.taken += 1
            self.say(file, "235 2.7.0 Authentication successful")
        else:
            self.refused += 1
            self.refuse(file)


class Exchange(MailServer):
    """smtp.office365.com: which claim it dislikes, it tells nobody."""
    greeting = "AM0PR10CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready"
    features = ("SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8")

    def good(self, user, token):
        try:
            claims = jwt.decode(token, issuer.public_pem(self.services.key), ["RS256"], options={"verify_aud": False})
        except jwt.InvalidTokenError:
            return False
        may = "SMTP.Send" in claims.get("scp", "").split() and claims.get("upn") == user or \
            "SMTP.SendAsApp" in claims.get("roles", [])
        return claims.get("aud") in ("https://outlook.office.com", "https://outlook.office365.com") and may

    def refuse(self, file):
        self.say(file, "535 5.7.3 Authentication unsuccessful [AM0PR10CA0001.EURPRD10.PROD.OUTLOOK.COM "
                       "2026-11-20T10:00:00.000Z 08DE00000000000A]")


class Gmail(MailServer):
    greeting = "smtp.gmail.com ESMTP 5b1f17b1804b1-4a1b2c3d4e5sm1234567f8f.12 - gsmtp"
    features = ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES", "PIPELINING", "CHUNKING", "SMTPUTF8")

    def good(self, user, token):
        return self.services.tokens.get(token) == (user, "https://mail.google.com/")

    def refuse(self, file):
        said = {"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"}
        self.say(file, "334 " + base64.b64encode(json.dumps(said, separators=(",", ":")).encode()).decode())
        file.readline()
        self.say(file, "535-5.7.8 Username and Password not accepted. For more information, go to",
                 "535 5.7.8  https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1-4a1b2c3d4e5sm1 - gsmtp")
