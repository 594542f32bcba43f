"""TLSA records of the certificates that a test has made, for "dns: _25._tcp.NAME TLSA {tlsa:3 1 1}".

    {tlsa:3 1 1}             of the server's certificate; of usages 0 and 2: of its issuer
    {2.tlsa:3 1 1}           of the second server's
    {tlsa:3 1 1 expired}     of another kind of certificate of that server's
    {tlsa:2 1 1 ca}          of an authority of tests/support/certs

The numbers may be joined, as in {tlsa:3-1-1}, for the words of "each:".
"""
import hashlib
import re
import subprocess

WORD = re.compile(r"\{(?:(\d)\.)?tlsa:(\d+)[ -](\d+)[ -](\d+)(?: ([\w-]+))?\}")
AUTHORITIES = ("ca", "middle", "old-middle", "stranger", "shield")


def kinds(texts):
    """[(number of the server, kind)] of certificates that must be there for the records."""
    return [(int(n or 1), kind) for text in texts for n, *_, kind in WORD.findall(text)
            if kind and kind not in AUTHORITIES]


def certificates(path):
    with open(path) as f:
        return re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", f.read(), re.S)


def der(pem, selector):
    def openssl(*words, given):
        return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout
    if selector == 0:
        return openssl("x509", "-outform", "DER", given=pem.encode())
    key = openssl("x509", "-noout", "-pubkey", given=pem.encode())
    return openssl("pkey", "-pubin", "-outform", "DER", given=key)


def record(pem, usage, selector, matching):
    data = der(pem, selector)
    if matching:
        data = hashlib.new({1: "sha256", 2: "sha512"}[matching], data).digest()
    return f"{usage} {selector} {matching} {data.hex()}"


def filled(text, certs, server):
    """`text` with its words replaced. server(number): (name, kind of the certificate that it shows)."""
    def of(match):
        number, usage, selector, matching, kind = match.groups()
        name, shown = server(int(number or 1))
        if kind in AUTHORITIES:
            pem = certificates(f"{certs}/{kind}.pem")[0]
        else:
            pem = certificates(f"{certs}/{name}/{kind or shown}.pem")[usage in ("0", "2")]
        return record(pem, int(usage), int(selector), int(matching))
    return WORD.sub(of, text)
