"""A real OAuth 2.0 server: glewlwyd, HTTPS, a database of its own, made known to what the tests need.

One user, bob, and another, eve; clients that get their tokens in each way there is. `Issuer.url` are its endpoints.
Tokens are JWTs (RFC 9068) signed by a key of this module's making, so that a test can sign such as it would never
issue."""
import gzip
import http.client
import json
import os
import sqlite3
import ssl
import time
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
import jwt

import ground

SCHEMA = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"
SCHEMA_AGAIN = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"
ADMIN = ("admin", "password")  # as the schema makes it
SCOPE, OTHER_SCOPE, ASKING_SCOPE = "smtp", "calendar", "introspection"
DEVICE, DESKTOP, MAILER, SIGNER, RESOLVER = "scanner", "desktop", "mailer", "signer", "dovecot"
GRANTS = ["code", "device_authorization", "client_credentials", "refresh_token", "delete_token"]
LIFE = 3600  # of an access token


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption()).decode()


def public_pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM,
                                         serialization.PublicFormat.SubjectPublicKeyInfo).decode()


class Refused(Exception):
    """The status and the body of an answer that is none of 2xx or 3xx."""

    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body[:300]}")
        self.status, self.body = status, body


class Browser:
    """Speaks HTTPS with one host and keeps its cookies."""

    def __init__(self, url, ca):
        self.host, self.cookies, self.always = urllib.parse.urlsplit(url).netloc, {}, {}
        self.tls = ssl.create_default_context(cafile=ca)

    def ask(self, method, url, body=None, form=None):
        """(status, headers, text). Redirects are not followed."""
        headers = dict(self.always)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if form is not None:
            data, headers["Content-Type"] = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        else:
            data, headers["Content-Type"] = json.dumps(body) if body is not None else None, "application/json"
        connection = http.client.HTTPSConnection(self.host, context=self.tls, timeout=300)
        try:
            path = urllib.parse.urlsplit(url)
            connection.request(method, urllib.parse.urlunsplit(("", "", path.path, path.query, "")), data, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers, text

    def told(self, method, url, body=None):
        status, headers, text = self.ask(method, url, body)
        if status >= 400:
            raise Refused(status, f"{method} {url}: {text}")
        return headers, text


class Person(Browser):
    """Somebody who signs in with a password and says yes to what a program asks for."""

    def __init__(self, issuer, user, password):
        super().__init__(issuer.base, issuer.ca)
        self.issuer, self.user = issuer, user
        self.told("POST", f"{issuer.base}/api/auth/", {"username": user, "password": password})

    def opens(self, url):
        """Says yes to whatever stands between `url` and its end: where the browser is sent in the end."""
        headers, text = self.told("GET", url)
        location = headers.get("Location", "")
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
        if "callback_url" not in asked:
            return location or text
        client, scope = asked["client_id"][0], asked["scope"][0]
        self.told("PUT", f"{self.issuer.base}/api/auth/grant/{urllib.parse.quote(client)}/", {"scope": scope})
        headers, text = self.told("GET", asked["callback_url"][0] + "&g_continue")
        return headers.get("Location", "") or text

    def approves(self, page, code):
        """Opens the page that a program named and types its code (RFC 8628)."""
        end = self.opens(f"{page}?code={urllib.parse.quote(code)}")
        if "deviceComplete" not in end:
            raise Refused(302, end)


class Issuer:
    def __init__(self, folder, children, address, name, certificate, ca):
        """`certificate`: a file with key and chain for `name`, which is at `address`."""
        self.folder, self.children, self.address, self.name = folder, children, address, name
        self.certificate, self.ca, self.base = certificate, ca, f"https://{name}"
        self.key, self.assertion_key, self.key_id, self.asking = new_key(), new_key(), None, None
        self.database = os.path.join(folder, "glewlwyd.db")
        self.log = os.path.join(folder, "glewlwyd.log")
        os.makedirs(folder, exist_ok=True)
        api = f"{self.base}/api/oidc"
        self.url = {"token": f"{api}/token", "device": f"{api}/device_authorization", "authorize": f"{api}/auth",
                    "introspect": f"{api}/introspect", "revoke": f"{api}/revoke", "page": f"{api}/device"}
        self.secrets = {MAILER: "Plain+secret/with&signs=1", DESKTOP: "desktop-secret", RESOLVER: "resolver-secret"}

    # ---- the server ----

    def start(self):
        schema = SCHEMA if os.path.exists(SCHEMA) else SCHEMA_AGAIN
        opened = gzip.open if schema.endswith(".gz") else open
        with opened(schema, "rt") as f, sqlite3.connect(self.database) as base:
            base.executescript(f.read())
        config = os.path.join(self.folder, "glewlwyd.conf")
        with open(config, "w") as f:
            f.write(self.config())
        output = open(os.path.join(self.folder, "output.log"), "ab")
        return self.children.start("glewlwyd", "--config-file=" + config, stdout=output, stderr=output,
                                   stdin=ground.subprocess.DEVNULL)

    def config(self):
        return f"""\
port=443
bind_address="{self.address}"
external_url="{self.base}"
login_url="login.html"
api_prefix="api"
static_files_path="{self.folder}"
log_mode="file"
log_level="DEBUG"
log_file="{self.log}"
cookie_domain="{self.name}"
cookie_secure=1
session_expiration=86400
session_key="SESSION"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=true
secure_connection_key_file="{self.certificate}"
secure_connection_pem_file="{self.certificate}"
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{self.database}" }};
"""

    # ---- what it knows ----

    def furnish(self, users):
        """`users`: {name: password}."""
        admin = Browser(self.base, self.ca)
        admin.told("POST", f"{self.base}/api/auth/", {"username": ADMIN[0], "password": ADMIN[1]})
        for scope in (SCOPE, OTHER_SCOPE, ASKING_SCOPE):
            admin.told("POST", f"{self.base}/api/scope/", {"name": scope, "display_name": scope,
                                                           "password_required": True, "scheme": {}})
        admin.told("POST", f"{self.base}/api/mod/plugin/",
                   {"module": "oidc", "name": "oidc", "display_name": "oidc", "parameters": self.plugin()})
        for name, password in users.items():
            admin.told("POST", f"{self.base}/api/user/",
                       {"username": name, "password": password, "name": name, "email": name, "enabled": True,
                        "scope": ["g_profile", SCOPE, OTHER_SCOPE]})
        for client in self.clients():
            admin.told("POST", f"{self.base}/api/client/", client)
        keys = json.loads(admin.told("GET", f"{self.base}/api/oidc/jwks")[1])["keys"]
        self.key_id = keys[0]["kid"]

    def plugin(self):
        return {"iss": self.base, "jwt-type": "rsa", "jwt-key-size": "256",
                "key": private_pem(self.key), "cert": public_pem(self.key),
                "access-token-duration": LIFE, "refresh-token-duration": 86400, "code-duration": 600,
                "refresh-token-rolling": False, "refresh-token-one-use": "always", "allow-non-oidc": True,
                "auth-type-code-enabled": True, "auth-type-client-enabled": True, "auth-type-device-enabled": True,
                "auth-type-refresh-enabled": True, "auth-type-token-enabled": False,
                "auth-type-password-enabled": False, "auth-type-none-enabled": False,
                "pkce-allowed": True, "pkce-method-plain-allowed": False, "pkce-required": True,
                "device-authorization-expiration": 600, "device-authorization-interval": 1,
                "introspection-revocation-allowed": True, "introspection-revocation-allow-target-client": True,
                "introspection-revocation-auth-scope": [ASKING_SCOPE], "request-parameter-allow": True,
                "request-maximum-exp": 3600, "client-pubkey-parameter": "pubkey", "jwks-show": True,
                "client-jwks-parameter": "jwks", "client-jwks_uri-parameter": "jwks_uri",
                "additional-parameters": [{"user-parameter": "email", "token-parameter": "email"}]}

    def clients(self):
        def client(name, grants, **more):
            secret = self.secrets.get(name)
            return {"client_id": name, "name": name, "enabled": True, "confidential": secret is not None,
                    "authorization_type": grants, "scope": [SCOPE, OTHER_SCOPE], "redirect_uri": [],
                    **({"client_secret": secret} if secret else {}), **more}
        both = ["client_secret_basic", "client_secret_post"]
        return [client(DEVICE, ["device_authorization", "refresh_token"]),
                client(DESKTOP, ["code", "refresh_token"], confidential=False,
                       redirect_uri=["http://127.0.0.1:53682", "http://127.0.0.1:53682/"]),
                client(MAILER, ["client_credentials"], token_endpoint_auth_method=both),
                client(SIGNER, ["client_credentials"], confidential=True, pubkey=public_pem(self.assertion_key),
                       token_endpoint_auth_method=["private_key_jwt"]),
                client(RESOLVER, ["client_credentials"], token_endpoint_auth_method=both, scope=[ASKING_SCOPE])]

    # ---- what a mail server and its administrators ask ----

    def asks_for(self, client, scope):
        """An access token for an application that has a secret."""
        status, _, text = Browser(self.base, self.ca).ask("POST", self.url["token"], form={
            "grant_type": "client_credentials", "client_id": client, "client_secret": self.secrets[client],
            "scope": scope})
        if status != 200:
            raise Refused(status, text)
        return json.loads(text)["access_token"]

    def told_of(self, what, token):
        """The answer of an endpoint for those who hold ASKING_SCOPE."""
        if self.asking is None:
            self.asking = self.asks_for(RESOLVER, ASKING_SCOPE)
        browser = Browser(self.base, self.ca)
        browser.always = {"Authorization": "Bearer " + self.asking}
        status, _, text = browser.ask("POST", self.url[what], form={"token": token})
        if status != 200:
            raise Refused(status, text)
        return text

    def introspected(self, token):
        return self.told_of("introspect", token)

    def revoke(self, token):
        self.told_of("revoke", token)

    # ---- tokens that it would not issue ----

    def signed(self, key=None, **changes):
        now = int(time.time())
        claims = {"iss": self.base, "sub": "someone", "aud": SCOPE, "client_id": DEVICE, "jti": os.urandom(8).hex(),
                  "type": "access_token", "iat": now, "nbf": now, "exp": now + LIFE, "scope": SCOPE, **changes}
        return jwt.encode({k: v for k, v in claims.items() if v is not None}, private_pem(key or self.key), "RS256",
                          headers={"typ": "JWT", "kid": self.key_id})
