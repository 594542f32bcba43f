"""Certificates that no authority should have signed; oddcert.c makes them."""
from peer import plan
from scenario import Scenario as S

REFUSED = "auth-refused reply-5xx"


def with_certificate(kind):
    return plan(handshake=lambda peer: peer.start_tls(kind))


SCENARIOS = [
    S("cert-nul-name", "our name, NUL, and another's, signed by an authority of ours", with_certificate("nul-name"), "cert-name-mismatch"),
    S("cert-many-names", "10,000 names", with_certificate("many-names"), "tls-handshake-broken"),
    S("cert-some-names", "4,000 names, the last of them ours", with_certificate("some-names"), REFUSED),
    S("cert-long-chain", "200 certificates", with_certificate("long-chain"), "cert-untrusted cert-self-signed"),
    S("cert-painted", "escape sequences in subject and names", with_certificate("painted"), REFUSED),
    S("cert-painted-stranger", "the same, the issuer too", with_certificate("painted-stranger"), "cert-self-signed cert-untrusted"),
    S("cert-painted-shown", "the same, and we go on", with_certificate("painted-stranger"), "auth-withheld cert-self-signed", options="--insecure"),
    S("cert-painted-address", "escape sequences in its issuer's address", with_certificate("painted-address"), "cert-untrusted cert-incomplete-chain cert-self-signed"),
    S("cert-long-names", "a name of 60,000 bytes", with_certificate("long-names"), REFUSED),
    S("cert-odd-addresses", "addresses of three bytes and none, names of stars", with_certificate("odd-addresses"), "tls-handshake-broken"),
    S("cert-end-of-time", "from 1970 to the end of time", with_certificate("end-of-time"), REFUSED),
    S("cert-long-serial", "a serial number of 20,000 bytes", with_certificate("long-serial"), REFUSED),
]
