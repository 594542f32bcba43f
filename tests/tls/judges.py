"""Other programs look at the servers of the rows: openssl s_client, Postfix's posttls-finger, sslscan. Where one
of them sees a row otherwise than we do, the row says what it sees ("openssl: 62") and why ("differs: ..."); a
row that says so where they agree is wrong."""
import base64
import hashlib
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree

import ground
import scope

NO_HANDSHAKE = "no handshake"
CHAIN_KEPT = 64  # certificates of a chain that we read
UNKNOWN_ISSUER = {"cert-untrusted", "cert-incomplete-chain", "cert-intercepted", "cert-no-trust-store",
                  "cert-self-signed"}
# X509_V_ERR_... by number (openssl-verification-options(1), <openssl/x509_vfy.h>): our words for it.
ERRORS = {
    7: {"cert-broken"},
    9: {"cert-not-yet-valid"},
    10: {"cert-expired"},
    18: UNKNOWN_ISSUER, 19: UNKNOWN_ISSUER, 20: UNKNOWN_ISSUER, 21: UNKNOWN_ISSUER,
    24: {"cert-constraints"}, 79: {"cert-constraints"}, 32: {"cert-constraints"},
    25: {"cert-constraints"}, 47: {"cert-constraints"}, 48: {"cert-constraints"},
    34: {"cert-constraints"}, 22: UNKNOWN_ISSUER,
    26: {"cert-wrong-usage", "cert-constraints"},  # of a server, or of an authority
    62: {"cert-name-mismatch"}, 64: {"cert-name-mismatch"},
    66: {"cert-weak"}, 67: {"cert-weak"}, 68: {"cert-weak"},
}
# What a verdict of theirs on this certificate must show: not dates to come, staples, order, what is elsewhere.
OPENSSL_JUDGES = set().union(*ERRORS.values())
POSTFIX_JUDGES = OPENSSL_JUDGES - {"cert-weak"}


ENVIRONMENT = {**scope.environment(), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}  # MAIL_CONFIG: all_there()


def run(command, say=b""):
    """(what it writes, its exit status)"""
    done = subprocess.run(command, input=say, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=ENVIRONMENT, timeout=300)
    return done.stdout.decode("utf-8", "backslashreplace"), done.returncode


def run_until(command, enough):
    """What it writes up to the line that matches: it would go on, and wait for a greeting."""
    lines = []
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=ENVIRONMENT) as child:
        for line in child.stdout:
            lines.append(line.decode("utf-8", "backslashreplace"))
            if re.search(enough, lines[-1]):
                child.terminate()
                break
    return "".join(lines)


def name_of(row):
    """The target as it stands in protocols."""
    return row.target if row.target.isascii() else row.target.encode("idna").decode()


def shook_hands(result):
    """Whether a handshake of ours came to its end, its certificate be as it may."""
    stages = [t for s in result.json["sessions"] for t in s["stages"] if t["name"] == "tls"]
    return any(t["outcome"] == "pass" or t.get("failure") == "certificate" for t in stages)


def held_against(row, judge, ours, theirs, differ, shown):
    """Faults: what they see must be what we see, or what the row says that they see, with a reason."""
    told, why = row.one(judge.key), row.one("differs")
    if not told:
        return [f"{judge.name} sees {theirs}, we {ours}: {differ}", shown] if differ else []
    faults = [] if told == theirs else [f"the row says that {judge.name} sees {told}; it sees {theirs}", shown]
    if not differ:
        faults.append(f"{judge.name} sees {theirs} as we do ({ours}): nothing to tell")
    if not why:
        faults.append("without a word on why they differ")
    return faults


def errors_in(shown):
    return "\n".join(line for line in shown.splitlines() if re.search("error|erif", line))[-1500:]


def chain_of(result):
    """Fingerprints of what was sent, in the order in which it came."""
    chains = [t["chain"] for s in result.json["sessions"] for t in s["stages"] if t.get("chain")]
    return [c["sha256"].replace(":", "").lower() for c in chains[0]] if chains else []


def chain_faults(result, shown):
    """Both programs must have been sent the same; of a long chain we keep the beginning."""
    sent = re.findall(r"^ *\d+ s:.*?-----BEGIN CERTIFICATE-----(.*?)-----END", shown, re.M | re.S)
    theirs, ours = [hashlib.sha256(base64.b64decode(pem)).hexdigest() for pem in sent], chain_of(result)
    if not theirs or not ours or theirs[:len(ours)] == ours and len(ours) >= min(len(theirs), CHAIN_KEPT):
        return []
    return [f"openssl s_client was sent {len(theirs)} certificates, we {len(ours)}, and not the same",
            *theirs[:5], *ours[:5]]


class OpenSSL:
    """Goes on after each error of the certificate, and numbers them all."""
    name, key, program = "openssl s_client", "openssl", "openssl"

    def asked(self, row):
        return True

    def command(self, row):
        where = f"[{row.address}]:{row.port}" if ":" in row.address else f"{row.address}:{row.port}"
        numeric = re.fullmatch(r"[0-9.]+|.*:.*", row.target)
        name = ["-verify_ip", row.target] if numeric else ["-verify_hostname", name_of(row)]
        sni = ["-noservername"] if numeric or "--no-sni" in row.options else ["-servername", name_of(row)]
        anchors = [] if row.one("trust") == "nobody" else ["-CAfile", row.ca]
        newest = ["-max_protocol", "TLSv" + row.newest] if row.newest else []
        return ["openssl", "s_client", "-connect", where, *name, *sni, *anchors, "-no-CAfile", "-no-CApath",
                "-no-CAstore", "-showcerts", "-auth_level", "2", "-cipher", "ALL:@SECLEVEL=0",
                "-legacy_server_connect", *newest, *(["-ign_eof", "-ignore_unexpected_eof"] if row.server.answers else []),
                *([] if row.server.implicit else ["-starttls", "smtp", "-name", "client.example.net"])]

    def faults(self, row, result):
        shown, status = run(self.command(row), b"quit\r\n")  # a capital Q would be for openssl
        errors = {int(n) for n in re.findall(r"^verify error:num=(\d+)", shown, re.M)}
        ours = result.ids & OPENSSL_JUDGES
        if not shook_hands(result) or "tls-client-certificate" in result.ids:  # TLS 1.3 says so afterwards
            ours = NO_HANDSHAKE
        if status != 0 or "no peer certificate available" in shown:
            theirs, differ = NO_HANDSHAKE, "" if ours == NO_HANDSHAKE else "they do not shake hands"
        else:
            theirs = " ".join(map(str, sorted(errors))) or "0"
            differ = self.difference(errors, ours)
        ours = ours if ours == NO_HANDSHAKE else " ".join(sorted(ours)) or "none"
        return held_against(row, self, ours, theirs, differ, errors_in(shown)) + chain_faults(result, shown)

    @staticmethod
    def difference(errors, ours):
        if ours == NO_HANDSHAKE:
            return "we do not shake hands"
        strange = [n for n in errors if not ERRORS.get(n, set()) & ours]
        missed = [i for i in ours if not any(i in ERRORS.get(n, set()) for n in errors)]
        return " ".join([*(f"error {n} is nothing of ours" for n in sorted(strange)),
                         *(f"{i} is nothing of theirs" for i in sorted(missed))])


class Postfix:
    """Knows good and bad: dates, trust and name in one."""
    name, key, program = "posttls-finger", "posttls", "posttls-finger"
    SAYS = r"(Verified|Trusted|Untrusted|Anonymous) TLS connection established"

    def asked(self, row):
        return True

    def command(self, row):
        anchors = [] if row.one("trust") == "nobody" else ["-F", row.ca]
        sni = [] if "--no-sni" in row.options else ["-s", name_of(row)]
        versions = ">=TLSv1" + (", <=TLSv" + row.newest if row.newest else "")
        return ["posttls-finger", "-c", "-l", "verify", *anchors, *sni, "-L", "summary,certmatch,untrusted",
                "-d", "sha256", "-p", versions, "-g", "low", "-t", "60",
                "-T", "60", *(["-w"] if row.server.implicit else []),
                f"[{row.address}]:{row.port}", name_of(row)]

    def faults(self, row, result):
        shown = run_until(self.command(row), self.SAYS)
        said = re.search(self.SAYS, shown)
        theirs = said[1] if said else NO_HANDSHAKE
        if not shook_hands(result):
            ours = NO_HANDSHAKE
        else:
            ours = "Untrusted" if result.ids & POSTFIX_JUDGES else "Verified"
        faults = held_against(row, self, ours, theirs, "" if ours == theirs else "not the same",
                              errors_in(shown))
        seen = re.search(r", fingerprint=([0-9A-F:]+)", shown)
        if seen and chain_of(result) and chain_of(result)[:1] != [seen[1].replace(":", "").lower()]:
            faults.append(f"posttls-finger saw the certificate {seen[1]}, we {chain_of(result)[:1]}")
        return faults


class Sslscan:
    """Tries all versions."""
    name, key, program = "sslscan", "sslscan", "sslscan"

    def asked(self, row):
        return "--tls-versions" in row.options

    def command(self, row):
        return ["sslscan", "--xml=-", f"--sni-name={row.target}", "--no-ciphersuites", "--no-groups",
                "--no-heartbleed", "--no-compression", "--no-renegotiation", "--no-fallback",
                "--no-check-certificate", *([] if row.server.implicit else ["--starttls-smtp"]),
                f"{row.address}:{row.port}"]

    def faults(self, row, result):
        shown, _ = run(self.command(row))
        found = xml.etree.ElementTree.fromstring(shown[shown.index("<?xml"):]).iter("protocol")
        theirs = " ".join(sorted(f"{p.get('type').upper()}{p.get('version')}" for p in found
                                 if p.get("enabled") == "1" and p.get("type") == "tls")) or "none"
        ours = " ".join(sorted(versions_of(result))) or "none"
        return held_against(row, self, ours, theirs, "" if ours == theirs else "not the same", shown[-1500:])


def versions_of(result):
    """Of the sessions that went through a handshake."""
    return {t["version"] for s in result.json["sessions"] for t in s["stages"] if t["name"] == "tls" and
            t.get("version") and (t["outcome"] == "pass" or t.get("failure") == "certificate")}


def all_there(folder):
    """Those that are installed; where CI promised all, none may be missing."""
    ENVIRONMENT["MAIL_CONFIG"] = folder  # of Postfix: nothing of this machine's
    with open(os.path.join(folder, "main.cf"), "w") as f:
        f.write("compatibility_level = 3.6\n")
    judges = [OpenSSL(), Postfix(), Sslscan()]
    missing = [j.program for j in judges if not shutil.which(j.program, path=ENVIRONMENT["PATH"])]
    if "openssl" in missing:  # it makes the keys, too
        ground.skip("needs openssl")
    if missing and os.environ.get("CI") == "true":
        ground.skip("needs " + ", ".join(missing))
    for program in missing:
        print(f"not installed, and not asked: {program}")
    return [j for j in judges if j.program not in missing]
