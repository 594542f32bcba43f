"""Claims: two commands are enough for a login, each wrong token is told, and what is kept survives."""
import datetime
import json
import os
import re
import shlex
import signal
import stat
import time
import urllib.request

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

import issuer
import realms
from kept import aged
from mail import SHARED, USER

EVE = "eve@" + realms.DOMAIN
PORT = 53682
AT_ONCE = 5
CODE = r"(?m)^ +[A-Z0-9]{4}-[A-Z0-9]{4}$"


# ---- how it is asked for ----

def device(lab, *more):
    url = lab.issuer.url
    return ["--grant", "device", "--client-id", issuer.DEVICE, "--scope", issuer.SCOPE,
            "--device-endpoint", url["device"], "--token-endpoint", url["token"], *more]


def code(lab, *more):
    url = lab.issuer.url
    return ["--grant", "code", "--client-id", issuer.DESKTOP, "--scope", issuer.SCOPE, "--redirect-port", str(PORT),
            "--authorize-endpoint", url["authorize"], "--token-endpoint", url["token"], *more]


def with_secret(lab, *more, secret=None):
    path = lab.write("client-secret", (secret or lab.issuer.secrets[issuer.MAILER]) + "\n")
    return ["--grant", "client-credentials", "--client-id", issuer.MAILER, "--client-secret-file", path,
            "--scope", issuer.SCOPE, "--token-endpoint", lab.issuer.url["token"], *more]


def with_certificate(lab, *more, key=None):
    certificate, key_file = certified(lab, key or lab.issuer.assertion_key)
    return ["--grant", "client-credentials", "--client-id", issuer.SIGNER, "--client-cert", certificate,
            "--client-key", key_file, "--scope", issuer.SCOPE, "--token-endpoint", lab.issuer.url["token"], *more]


def certified(lab, key):
    """Files with a certificate for `key`, and the key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer.SIGNER)])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()) \
        .serial_number(7).not_valid_before(now - day).not_valid_after(now + 30 * day).sign(key, hashes.SHA256())
    return (lab.write("signer.pem", made.public_bytes(serialization.Encoding.PEM).decode()),
            lab.write("signer.key", issuer.private_pem(key)))


def signs_in(lab, asking, user=USER):
    """Somebody reads what the program says, and does it."""
    if "device" in asking.command:
        page, said = asking.until(r"(?m)^ +https://\S+$", CODE)
        lab.people[user].approves(page.strip(), said.strip())
    else:
        page, = asking.until(r"(?m)^ +https://\S+$")
        with urllib.request.urlopen(lab.people[user].opens(page.strip()), timeout=300) as answer:
            answer.read()
    return asking.end()


# ---- what follows ----

def token_of(answer):
    """(the token on its standard output, faults)"""
    token = answer.out.strip()
    faults = [] if answer.status == 0 and re.fullmatch(r"[\w.-]{100,}", token) else ["no token on stdout"]
    if token and token in answer.err:
        faults.append("the token is shown to people")
    return token, faults and [*faults, answer.describe()]


def logins(lab, user, kind="asking"):
    """How many the server took, and how many it refused: its own words."""
    with open(lab.mail.path(kind + ".log"), errors="backslashreplace") as f:
        text = f.read()
    return (len(re.findall(rf"Login: user=<{re.escape(user)}>", text)),
            len(re.findall(rf"auth failed, 1 attempts.*user=<{re.escape(user)}>|\(user disabled\): user=<{re.escape(user)}>",
                           text)))


def command_line(lab, words):
    return " ".join(shlex.quote(w) for w in [lab.program, *lab.token_words(*words)])


def second_command(lab, user, words, *more):
    """A login with whatever that command gives, and that the server took it."""
    before = logins(lab, user)
    result = lab.check(lab.mail.names["asking"], "--user", user, "--token-command", command_line(lab, words), *more)
    faults = result.read_json()
    if result.json is not None and "submission-ready" not in result.ids:  # Dovecot offers XOAUTH2 without TLS, too
        faults.append(f"the verdict is {result.verdict.get('finding')}")
    realms.wait_for("the mail server's log", lambda: logins(lab, user) != before or faults)
    if logins(lab, user) != (before[0] + 1, before[1]):
        faults.append(f"the server's log has {logins(lab, user)} after {before}")
    return faults and [*faults, result.describe()]


def fresh(lab, name="cache"):
    """A name for a cache that is not there."""
    path = lab.path(name + ".json")
    for one in (path, path + ".lock"):
        if os.path.exists(one):
            os.unlink(one)
    return path


def modes(*paths):
    return [f"{os.path.basename(path)} has mode {mode:o}" for path in paths
            if (mode := stat.S_IMODE(os.stat(path).st_mode)) != 0o600]


# ---- two commands ----

def by_device(lab):
    words = device(lab, "--token-cache", fresh(lab))
    _, faults = token_of(signs_in(lab, lab.token(*words)))
    return faults or second_command(lab, USER, words) + \
        second_command(lab, USER, words, "--auth", "OAUTHBEARER") + modes(lab.path("cache.json"))


def by_code(lab):
    words = code(lab, "--token-cache", fresh(lab))
    _, faults = token_of(signs_in(lab, lab.token(*words)))
    return faults or second_command(lab, USER, words)


def by_secret(lab):
    _, faults = token_of(lab.token(*with_secret(lab)).end())
    return faults or second_command(lab, SHARED, with_secret(lab))


def by_certificate(lab):
    _, faults = token_of(lab.token(*with_certificate(lab)).end())
    return faults or second_command(lab, SHARED, with_certificate(lab))


def by_secret_kept(lab):
    """No refresh token is needed where a secret is: it asks anew."""
    words = with_secret(lab, "--token-cache", fresh(lab))
    first, faults = token_of(lab.token(*words).end())
    again, more = token_of(lab.token(*words).end())
    aged(lab.path("cache.json"))
    third, last = token_of(lab.token(*words).end())
    if (first == again, again == third) != (True, False):
        faults.append("the token that is kept is not used as long as it is good, and no longer")
    return faults + more + last + second_command(lab, SHARED, words)


def renewed_without_a_person(lab):
    """Twice: each refresh token is good for one use, so the new one must have been kept."""
    words = device(lab, "--token-cache", fresh(lab))
    first, faults = token_of(signs_in(lab, lab.token(*words)))
    seen = {first}
    for _ in range(2):
        if faults:
            return faults
        aged(lab.path("cache.json"))
        faults += second_command(lab, USER, words)
        token, more = token_of(lab.token(*words).end())
        seen.add(token)
        faults += more
    return faults + ([] if len(seen) == 3 else [f"{len(seen)} different tokens, not 3"]) + modes(lab.path("cache.json"))


def renewed_by_option(lab):
    token = lab.by_device()["refresh_token"]
    answer = lab.token("--grant", "refresh", "--client-id", issuer.DEVICE, "--token-endpoint", lab.issuer.url["token"],
                       "--scope", issuer.SCOPE, "--refresh-token-fd", "0", stdin=(token + "\n").encode()).end()
    got, faults = token_of(answer)
    return faults or ([] if lab.takes(USER, got) else ["the mail server refused it"])


def into_a_file(lab):
    path = lab.path("out.token")
    answer = lab.token(*with_secret(lab, "-o", path)).end()
    faults = [] if (answer.status, answer.out) == (0, "") else [f"exit {answer.status}, stdout {answer.out[:40]!r}"]
    with open(path) as f:
        token = f.read().strip()
    faults += modes(path) + ([] if lab.takes(SHARED, token) else ["the mail server refused it"])
    result = lab.check(lab.mail.names["asking"], "--user", SHARED, "--token-file", path)
    os.unlink(path)
    return faults + result.read_json() + ([] if "submission-ready" in result.ids else [result.describe()])


# ---- wrong ones ----

def told(lab, token, finding, user=USER, kind="asking", held=True):
    """What is said of a token before it is sent, and after the server has refused it; `held`: it is not sent unless
    somebody insists."""
    path, faults = lab.write("wrong-token", token + "\n"), []
    for force in ([], ["--force-auth"]):
        before = logins(lab, user, kind)
        result = lab.check(lab.mail.names[kind], "--user", user, "--token-file", path, *force)
        faults += result.read_json()
        tried = 0 if held and not force else 1
        if tried:
            realms.wait_for("the mail server's log", lambda: logins(lab, user, kind) != before)
        if logins(lab, user, kind) != (before[0], before[1] + tried):
            faults.append(f"{force}: the server's log has {logins(lab, user, kind)} after {before}")
        if result.json is not None and result.verdict.get("finding") != finding:
            faults += [f"{force}: {result.verdict.get('finding')}, not {finding}", result.describe()]
    return faults


def expired(lab):
    past = int(time.time()) - 7200
    return told(lab, lab.issuer.signed(email=USER, iat=past, nbf=past, exp=past + 3600), "oauth-token-expired",
                kind="reading")


def not_yet(lab):
    now = int(time.time())
    return told(lab, lab.issuer.signed(email=USER, iat=now, nbf=now + 7200, exp=now + 10800),
                "oauth-token-not-yet-valid", kind="reading")


def issued_ahead(lab):
    """Nothing is issued in the future: one of the clocks is wrong, and the server is asked which."""
    future = int(time.time()) + 7200
    return told(lab, lab.issuer.signed(email=USER, iat=future, nbf=future, exp=future + 3600),
                "oauth-token-not-yet-valid", kind="reading", held=False)


def of_another_user(lab):
    return told(lab, lab.by_device()["access_token"], "oauth-user-mismatch", user=EVE, held=False)


def for_another_service(lab):
    """Who runs that server is not known here, so its refusal comes first."""
    return told(lab, lab.issuer.signed(email=USER, aud="https://graph.microsoft.com", iss="https://sts.windows.net/x/"),
                "auth-oauth-334-json", kind="reading", held=False)


def of_another_scope(lab):
    return told(lab, lab.by_device(scope=issuer.OTHER_SCOPE)["access_token"], "auth-oauth-334-json", held=False)


def revoked(lab):
    token = lab.by_device()["access_token"]
    lab.issuer.revoke(token)
    return told(lab, token, "auth-oauth-334-json", held=False)


def refusal(lab, words, finding, **options):
    """The issuer gives nothing: what the program says of that."""
    answer = lab.token(*words, "--json", **options).end()
    try:
        verdict = json.loads(answer.out)["verdict"]
    except ValueError:
        return ["no JSON", answer.describe()]
    faults = [] if answer.status == 1 else [f"exit {answer.status}"]
    if verdict.get("finding") != finding:
        faults.append(f"the verdict is {verdict.get('finding')}, not {finding}")
    return faults and [*faults, answer.describe()]


def used_refresh_token(lab):
    old = lab.by_device()["refresh_token"]
    lab.renewed(old)
    return refusal(lab, ["--grant", "refresh", "--client-id", issuer.DEVICE, "--refresh-token-fd", "0", "--scope",
                         issuer.SCOPE, "--token-endpoint", lab.issuer.url["token"]], "oauth-refused",
                   stdin=old.encode())


def wrong_secret(lab):
    return refusal(lab, with_secret(lab, secret="not-" + lab.issuer.secrets[issuer.MAILER]), "oauth-refused")


def wrong_key(lab):
    return refusal(lab, with_certificate(lab, key=lab.issuer.key), "oauth-refused")


def unknown_client(lab):
    words = device(lab)
    words[words.index(issuer.DEVICE)] = "nobody"
    return refusal(lab, words, "oauth-grant-not-allowed")


def kept_refresh_token_was_used(lab):
    """By somebody else, as from a copy of the file. The issuer refuses without a word; somebody signs in anew."""
    words = device(lab, "--token-cache", fresh(lab))
    _, faults = token_of(signs_in(lab, lab.token(*words)))
    with open(lab.path("cache.json")) as f:
        lab.renewed(re.search(r'"refresh\w*"\s*:\s*"([^"]+)"', f.read())[1])
    aged(lab.path("cache.json"))
    again = signs_in(lab, lab.token(*words))
    if "it takes a new one" not in again.err:
        faults.append("nobody is told why")
    return faults + token_of(again)[1] + second_command(lab, USER, words)


# ---- what is kept ----

def renewals(lab):
    with open(lab.issuer.log, errors="backslashreplace") as f:
        return len(re.findall(r"Access token generated for client 'scanner'", f.read()))


def many_at_once(lab):
    """One of them renews, the others take what it has kept: there is one refresh token, for one use."""
    words = device(lab, "--token-cache", fresh(lab))
    _, faults = token_of(signs_in(lab, lab.token(*words)))
    aged(lab.path("cache.json"))
    before = renewals(lab)
    answers = [answer.end() for answer in [lab.token(*words) for _ in range(AT_ONCE)]]
    tokens = {token_of(answer)[0] for answer in answers}
    faults += [fault for answer in answers for fault in token_of(answer)[1]]
    if len(tokens) != 1 or renewals(lab) != before + 1:
        faults.append(f"{len(tokens)} tokens by {renewals(lab) - before} renewals")
    return faults + second_command(lab, USER, words)


def killed(lab):
    """While it waits for the issuer, who has seen nothing of the refresh token yet."""
    words = device(lab, "--token-cache", fresh(lab))
    _, faults = token_of(signs_in(lab, lab.token(*words)))
    aged(lab.path("cache.json"))
    with open(lab.path("cache.json"), "rb") as f:
        kept = f.read()
    lab.server.send_signal(signal.SIGSTOP)
    try:
        asking = lab.token(*words)
        realms.wait_for("the connection to the issuer", lambda: connected(asking.child.pid))
        asking.child.kill()
        asking.end()
    finally:
        lab.server.send_signal(signal.SIGCONT)
    with open(lab.path("cache.json"), "rb") as f:
        if f.read() != kept:
            faults.append("the file has changed")
    return faults + second_command(lab, USER, words)


def connected(pid):
    return f"pid={pid}," in realms.ground.run("ss", "-Htnp", "state", "established").stdout


def claims():
    for name, group in (("two commands", (by_device, by_code, by_secret, by_certificate, by_secret_kept,
                                          renewed_without_a_person, renewed_by_option, into_a_file)),
                        ("wrong", (expired, not_yet, issued_ahead, of_another_user, for_another_service, of_another_scope, revoked,
                                   used_refresh_token, wrong_secret, wrong_key, unknown_client,
                                   kept_refresh_token_was_used)),
                        ("kept", (many_at_once, killed))):
        for claim in group:
            yield f"{name}: {claim.__name__.replace('_', ' ')}", claim
