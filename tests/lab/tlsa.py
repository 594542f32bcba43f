"""TLSA records of the scenarios' own certificates, for lines "dns: _25._tcp.NAME TLSA {tlsa:3 1 1}".

    {tlsa:3 1 1}             of the first server's certificate; of usages 0 and 2: of its issuer
    {2.tlsa:3 1 1}           of the second server's
    {tlsa:3 1 1 expired}     of another kind of certificate of that server's
    {tlsa:2 1 1 ca}          of an authority of tests/support/certs
"""
import hashlib
import os
import re
import subprocess

WORD = re.compile(r"\{(?:(\d)\.)?tlsa:(\d+) (\d+) (\d+)(?: ([\w-]+))?\}")
AUTHORITIES = ("ca", "middle", "old-middle", "stranger", "shield")


def kinds(scenario, server):
    """Certificates that the records of a scenario are made of, and that the server may not show."""
    return {kind for line in scenario.many["dns"] for n, *_, kind in WORD.findall(line)
            if kind and kind not in AUTHORITIES and scenario.servers[int(n or 1) - 1] is server}


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


def filled(text, scenario, certs):
    def of(match):
        number, usage, selector, matching, kind = match.groups()
        server, usage = scenario.servers[int(number or 1) - 1], int(usage)
        if kind in AUTHORITIES:
            pem = certificates(f"{certs}/{kind}.pem")[0]
        else:
            path = f"{certs}/{server.name}/{kind or server.cert}.pem"
            pem = certificates(path)[usage in (0, 2)]
        return record(pem, usage, int(selector), int(matching))
    return WORD.sub(of, text)
