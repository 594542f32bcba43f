"""Claims about Microsoft's and Google's services: what is got of them, and what is said where they refuse."""
import base64
import hashlib
import json
import os
import ssl
import urllib.parse
import urllib.request

import ground
import issuer
import place as places
import services
from kept import aged
from services import ACCOUNT, ENTRA, GMAIL, OUTLOOK, TENANT, USER

try:
    import jsonschema
except ImportError:
    ground.skip("needs python3-jsonschema")

HERE = os.path.dirname(os.path.abspath(__file__))
PROVIDER = {"entra": "microsoft365", "google": "google"}
SECRET = "abc8Q~Secret+with/signs&more=1"


def client_id(service, number):
    if service == "google":
        return f"{number:012d}-abc.apps.googleusercontent.com"
    return f"00000000-0000-4000-8000-{number:012d}"


class Providers(places.Place):
    """Where those names are known."""

    def __init__(self, folder, _):
        super().__init__(folder, services.NAMES)
        self.services = services.Services(self)
        self.services.start()

    def last_words(self):
        """What the services were asked last."""
        yield from (f"asked: {host}{path}" for host, path, _ in self.services.asked[-4:])


# ---- how each grant is asked for ----

def proofs(place, service, grant, client):
    """The options of a grant, and how its files come to be."""
    known = place.services
    if grant == "certificate":
        known.secrets[client] = thumbprint(place)
        return ["--grant", "client-credentials", "--client-cert", place.certificate]
    if grant == "service-account":
        return ["--service-account", account(place, client), "--user", USER]
    words = ["--grant", grant]
    if grant == "refresh":
        token = known.new_refresh("https://outlook.office.com/SMTP.Send offline_access" if service == "entra"
                                  else "https://mail.google.com/")
        words += ["--refresh-token-file", place.write("refresh", token + "\n")]
    if grant == "client-credentials" or service == "google":
        known.secrets[client] = SECRET
        words += ["--client-secret-file", place.write("client-secret", SECRET + "\n")]
    return words


def thumbprint(place):
    with open(place.certificate) as f:
        der = ssl.PEM_cert_to_DER_cert("-----BEGIN CERT" + f.read().split("-----BEGIN CERT")[1])
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")


def account(place, client):
    """A key file as Google's console gives it."""
    return place.write("account.json", json.dumps({
        "type": "service_account", "project_id": "project", "private_key_id": "0123456789abcdef",
        "private_key": issuer.private_pem(place.services.accounts_key), "client_email": client,
        "client_id": "100000000000000000001", "token_uri": f"https://{services.GOOGLE}/token"}))


def ask(place, service, grant, client, *options):
    """The program's answer; whoever has to sign in does so."""
    words = ["--provider", PROVIDER[service], *proofs(place, service, grant, client), *options]
    if grant != "service-account":
        words += ["--client-id", client]
    if service == "entra":
        words += ["--tenant", TENANT]
    asking = place.token(*words)
    if grant == "code":
        url, = asking.until(r"https://\S+/auth\S*\?\S+")
        with opener(place).open(url) as answer:  # what the listener says is its own matter
            answer.read()
    return asking.end()


def opener(place):
    tls = ssl.create_default_context(cafile=place.ca)
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=tls))


# ---- refusals ----

class Row:
    def __init__(self, line, number):
        self.service, self.grant, step, status, error, self.finding, self.owner, words = line.split(None, 7)
        self.client = ACCOUNT.replace("mailer", f"mailer{number}") if self.grant == "service-account" else \
            client_id(self.service, number)
        self.refusal = services.Refusal(step, status, error, "" if words == "-" else
                                        words.replace("{client}", self.client), number % 2 == 1)

    @property
    def name(self):
        words = self.refusal.words.split(":")[0]
        return f"{self.service} {self.grant}: {self.refusal.error} {words}".strip()[:90]


def rows():
    with open(os.path.join(HERE, "refusals")) as f:
        lines = [line for line in f if line.strip() and not line.startswith("#")]
    return [Row(line, n) for n, line in enumerate(lines, 1)]


def schema():
    folder = os.path.join(ground.SOURCE, "data")
    with open(os.path.join(folder, "token.schema.json")) as f:
        document = json.load(f)
    return jsonschema.Draft7Validator(document, resolver=jsonschema.RefResolver(f"file://{folder}/", document))


def document_of(answer, status):
    """(the JSON document, its faults)"""
    try:
        document = json.loads(answer.out)
    except ValueError:
        return None, ["no JSON", answer.describe()]
    faults = [f"schema: {e.json_path}: {e.message[:200]}" for e in list(schema().iter_errors(document))[:5]]
    if answer.status != status:
        faults.append(f"exit {answer.status}, not {status}")
    return document, faults


def refused(place, row):
    place.services.refusals[row.client] = row.refusal
    before = len(place.services.asked)
    answer = ask(place, row.service, row.grant, row.client, "--json")
    document, faults = document_of(answer, 1)
    if document is None:
        return faults
    verdict, request = document["verdict"], document.get("request", {})
    worst = document["findings"][0]
    said = {"status": verdict.get("status"), "finding": verdict.get("finding"), "owner": worst.get("owner"),
            "error": request.get("error")}
    wanted = {"status": "failed", "finding": row.finding, "owner": row.owner, "error": row.refusal.error}
    faults += [f"{k} is {said[k]}, not {wanted[k]}" for k in wanted if said[k] != wanted[k]]
    if not worst.get("fixes"):
        faults.append("nobody is told what to do")
    if row.service == "entra" and row.refusal.step != "authorize" and \
            request.get("correlation_id") != services.CORRELATION:
        faults.append("the correlation id is lost")
    steps = [path for _, path, form in place.services.asked[before:] if form.get("code_verifier") or
             form.get("grant_type") not in (None, services.POLL)]
    if len(steps) > 1:
        faults.append(f"it asked again after a refusal: {steps}")
    return faults and [*faults, answer.describe()]


def said_to_people(place, row):
    """The same for the terminal: on stderr, for stdout is the token's."""
    answer = ask(place, row.service, row.grant, row.client)
    faults = [] if (answer.status, answer.out) == (1, "") else [f"exit {answer.status}, stdout {answer.out[:80]!r}"]
    for words in (row.refusal.words.split(":")[0], services.CORRELATION, "tenant"):
        if words not in answer.err:
            faults.append(f"nothing is said of {words}")
    return faults and [*faults, answer.describe()]


# ---- tokens that come ----

def login(place, host, user, token, *options):
    path = place.write("access", token)
    return place.check(host, "--user", user, "--token-file", path, *options)


def comes(place, service, grant, host, *options):
    """A token without a word about endpoints, and a login with it."""
    client = ACCOUNT if grant == "service-account" else client_id(service, 900)
    answer = ask(place, service, grant, client, *options)
    token = answer.out.strip()
    if answer.status != 0 or len(token) < 50:
        return ["no token", answer.describe()]
    faults = ["the token is shown to people"] if token in answer.err else []
    before = place.services.mail[host].taken
    result = login(place, host, USER, token)
    faults += result.read_json()
    if place.services.mail[host].taken != before + 1:
        faults.append("the mail server took no login")
    return faults and [*faults, result.describe(), answer.describe()]


def wrong(place, grant, changes, finding, held=True):
    """A token whose claims are not those that the mail server wants: told before it is sent, and after."""
    client = client_id("entra", 950)
    place.services.changes[client] = changes
    answer = ask(place, "entra", grant, client)
    token, server = answer.out.strip(), place.services.mail[OUTLOOK]
    faults = [] if token else ["no token", answer.describe()]
    for force in ([], ["--force-auth"]):
        before = server.refused
        result = login(place, OUTLOOK, USER, token, *force)
        faults += result.read_json()
        if result.json is None:
            return [*faults, result.describe()]
        tried = server.refused - before
        if tried != (0 if held and not force else 1):
            faults.append(f"{force}: {tried} logins")
        if result.verdict.get("finding") != finding:
            faults += [f"{force}: {result.verdict.get('finding')}, not {finding}", result.describe()]
    return faults


def device_at_google(place):
    """It never gives one: nobody is asked."""
    before = len(place.services.asked)
    answer = place.token("--provider", "google", "--grant", "device", "--client-id", client_id("google", 901)).end()
    faults = [] if len(place.services.asked) == before else ["Google was asked"]
    if answer.status != 2 or "code" not in answer.err:
        faults.append("it is not told which way there is")
    return faults and [*faults, answer.describe()]


def scope_not_ticked(place):
    """The answer of Google names the scopes that the user has left: the token is no good for mail."""
    client = client_id("google", 902)
    place.services.changes[client] = {"scope": "openid"}
    answer = ask(place, "google", "code", client, "--json")
    document, faults = document_of(answer, 1)
    if document is not None and document["verdict"].get("finding") != "oauth-scope":
        faults.append(f"the verdict is {document['verdict'].get('finding')}")
    return faults and [*faults, answer.describe()]


def kept_sign_in_is_over(place):
    """Where the service says so in the words of RFC 6749, somebody is asked to sign in anew."""
    kept, client = place.path("over.json"), client_id("entra", 903)
    first = ask(place, "entra", "device", client, "--token-cache", kept)
    place.services.refresh.clear()
    aged(kept)
    second = ask(place, "entra", "device", client, "--token-cache", kept)
    third = ask(place, "entra", "device", client, "--token-cache", kept)
    faults = [] if (first.status, second.status, third.status) == (0, 0, 0) else [second.describe()]
    if "over" not in second.err or "devicelogin" not in second.err:
        faults.append("nobody is told to sign in again")
    if second.out in (first.out, "") or third.out != second.out:
        faults.append("what came is not kept")
    os.unlink(kept)
    return faults and [*faults, second.describe()]


GRAPH = {"aud": "https://graph.microsoft.com"}
WRONG = [
    ("audience of Graph", "device", GRAPH, "oauth-audience", {}),
    ("no SMTP.Send", "device", {"scp": "Mail.Send"}, "oauth-scope", {}),
    ("an expired one", "device", {"exp": 1700000000, "iat": 1699990000, "nbf": 1699990000}, "oauth-token-expired", {}),
    ("somebody else's", "device", {"upn": "eve@contoso.example"}, "oauth-user-mismatch",
     {"held": False}),
    ("an application's without the role", "client-credentials", {"roles": None}, "oauth-role", {"held": False}),
]


WAYS = [("entra", "device", OUTLOOK), ("entra", "code", OUTLOOK), ("entra", "refresh", OUTLOOK),
        ("entra", "client-credentials", OUTLOOK), ("entra", "certificate", OUTLOOK), ("google", "code", GMAIL),
        ("google", "refresh", GMAIL), ("google", "service-account", GMAIL)]


def claims():
    for way in WAYS:
        yield f"comes: {way[0]} {way[1]}", lambda p, way=way: comes(p, *way)
    for name, grant, changes, finding, more in WRONG:
        yield f"wrong: {name}", lambda p, g=grant, c=changes, f=finding, m=more: wrong(p, g, c, f, **m)
    yield "wrong: device code at Google", device_at_google
    yield "wrong: a box not ticked at Google", scope_not_ticked
    yield "kept: a sign-in that is over", kept_sign_in_is_over
    table = rows()
    for row in table:
        yield f"refused: {row.name}", lambda p, row=row: refused(p, row)
    yield "refused, in words for people", lambda p: said_to_people(p, table[2])
