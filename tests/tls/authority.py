"""Certificates from words, as the table has them:

    from=-30 to=90        days from now (this is the default)
    names='a.example b.example'   names and addresses it is for (default: the target); none; many=10000: so many more
    mail=a@b.example      an address of a mailbox
    cn='...'              its common name (default: its first name); none: no subject at all
    by=middle             who issues it (default: middle; "itself")
    key=ec                a key of keys.py (default: ec); KEY-ec: another key of that kind
    hash=sha256           of the signature: sha256, sha1, md5
    ca=no                 ca=yes: may issue; ca=unsaid: the extension is not there
    path=0                how many authorities may follow
    usage='digitalSignature'     key usage (the default of its kind where it is not named), none
    purpose=server        extended key usage: server, client, mail, code, any, none; several in quotes
    permit=.example.org exclude=...      name constraints
    critical=1.3.6.1.4.1.32473.1         an extension that nobody knows and all must
    must-staple=yes       RFC 7633
    aia=http://...        where its issuer is to be had (default for by=middle), none
    flip=yes              a bit of its signature is another

Bytes in quotes may be written as \\x00."""
import base64
import codecs
import concurrent.futures
import datetime
import hashlib
import ipaddress
import os

import der
import keys

DAY = datetime.timedelta(days=1)
USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
          "keyCertSign", "cRLSign"]
PURPOSES = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "code": "1.3.6.1.5.5.7.3.3",
            "mail": "1.3.6.1.5.5.7.3.4", "any": "2.5.29.37.0"}
KNOWN = {"from", "to", "names", "many", "mail", "cn", "by", "key", "hash", "ca", "path", "usage", "purpose",
         "permit", "exclude", "critical", "must-staple", "aia", "flip"}
ISSUER_URL = "http://ca.example/intermediate.crt"
MAIL, DNS, IP = 0x81, 0x82, 0x87


def raw(text):
    return codecs.escape_decode(text.encode())[0]


def common_name(text):
    if text == "none":
        return der.sequence()
    attribute = der.sequence(der.oid("2.5.4.3"), der.value(der.UTF8, raw(text)))
    return der.sequence(der.value(der.SET, attribute))


def general_name(name):
    try:
        return der.value(IP, ipaddress.ip_address(name).packed)
    except ValueError:
        return der.value(DNS, raw(name))


def extension(number, body, critical=False):
    return der.sequence(der.oid(number), b"\1\1\xff" if critical else b"", der.octets(body))


class Certificate:
    def __init__(self, words, key, issuer, target, title):
        """`issuer`: another one, or None where it issues itself. `title`: its name if it is a CA."""
        unknown = set(words) - KNOWN
        if unknown:
            raise ValueError(f"unknown words of a certificate: {unknown}")
        self.words, self.key, self.target = words, key, target
        self.is_ca = words.get("ca", "no") == "yes"
        self.names = self.name_list()
        self.subject = common_name(words.get("cn", title or (self.names or [target])[0]))
        self.key_id = hashlib.sha1(key.public).digest()
        self.issuer = issuer or self
        self.der = self.signed()

    def name_list(self):
        given = self.words.get("names", "none" if self.is_ca else self.target)
        return [] if given == "none" else given.split(" ")

    def signed(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end = (now + float(self.words.get(k, d)) * DAY for k, d in (("from", -30), ("to", 90)))
        digest, signer = self.words.get("hash", "sha256"), self.issuer.key
        algorithm = signer.algorithm(digest)
        serial = int.from_bytes(hashlib.sha256(repr((self.words, self.subject)).encode()).digest()[:15], "big")
        body = der.sequence(
            der.value(0xa0, der.integer(2)), der.integer(serial), algorithm, self.issuer.subject,
            der.sequence(der.time(start), der.time(end)), self.subject, self.key.public,
            der.value(0xa3, der.sequence(*self.extensions())))
        signature = bytearray(signer.sign(body, digest))
        if self.words.get("flip") == "yes":
            signature[-1] ^= 1
        return der.sequence(body, algorithm, der.bits(bytes(signature)))

    def extensions(self):
        words = self.words
        yield extension("2.5.29.14", der.octets(self.key_id))
        yield extension("2.5.29.35", der.sequence(der.value(0x80, self.issuer.key_id)))
        if words.get("ca") != "unsaid":
            yield extension("2.5.29.19", self.constraints(), True)
        usage = words.get("usage", "keyCertSign cRLSign" if self.is_ca else "digitalSignature keyEncipherment")
        if usage != "none":
            yield extension("2.5.29.15", der.flags(USAGES.index(u) for u in usage.split()), True)
        purpose = words.get("purpose", "none" if self.is_ca else "server")
        if purpose != "none":
            yield extension("2.5.29.37", der.sequence(*(der.oid(PURPOSES[p]) for p in purpose.split())))
        yield from self.name_extensions()
        if "critical" in words:
            yield extension(words["critical"], b"\5\0", True)
        if words.get("must-staple") == "yes":
            yield extension("1.3.6.1.5.5.7.1.24", der.sequence(der.integer(5)))
        aia = words.get("aia", ISSUER_URL if words.get("by", "middle") == "middle" and not self.is_ca else "none")
        if aia != "none":
            place = der.sequence(der.oid("1.3.6.1.5.5.7.48.2"), der.value(0x86, aia.encode()))
            yield extension("1.3.6.1.5.5.7.1.1", der.sequence(place))

    def constraints(self):
        path = [der.integer(int(self.words["path"]))] if "path" in self.words else []
        return der.sequence(b"\1\1\xff" if self.is_ca else b"", *path)

    def name_extensions(self):
        names = [general_name(n) for n in self.names]
        names += [der.value(DNS, b"host%d.elsewhere.example" % i) for i in range(int(self.words.get("many", 0)))]
        if "mail" in self.words:
            names.append(der.value(MAIL, self.words["mail"].encode()))
        if names:
            yield extension("2.5.29.17", der.sequence(*names))
        trees = [der.value(tag, der.sequence(der.value(DNS, self.words[word].encode())))
                 for tag, word in ((0xa0, "permit"), (0xa1, "exclude")) if word in self.words]
        if trees:
            yield extension("2.5.29.30", der.sequence(*trees), True)

    @property
    def pem(self):
        return f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(self.der).decode()}-----END CERTIFICATE-----\n"


class Hierarchy:
    """All certificates of the table. `lines` of a row come before those that all rows share."""

    def __init__(self, folder, shared):
        self.folder, self.shared, self.keys, self.made = folder, shared, {}, {}

    def key(self, name):
        if name not in self.keys:
            self.keys[name] = keys.Key(self.folder, name)
        return self.keys[name]

    def make_keys(self, names):
        """All at once: some are slow to find."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(self.key, sorted(names)))

    def shared_one(self, name):
        if name not in self.made:
            self.made[name] = self.make(name, self.shared[name], {})
        return self.made[name]

    def write_for_responder(self, *names):
        """As tests/support/ocsp wants them."""
        for name in names:
            one, path = self.shared_one(name), os.path.join(self.folder, name)
            for end, text in ((".pem", one.pem), (".key", one.key.pem.decode())):
                with open(path + end, "w") as f:
                    f.write(text)

    def make(self, name, words, own, target="nobody.example", leaf=False):
        """`own`: further authorities, by their names."""
        words = dict(words)
        if not leaf:
            words = {"ca": "yes", "by": "itself", "from": "-400", "to": "3000", "key": f"{name}-ec", **words}
        by = words.get("by", "middle")
        issuer = None if by == "itself" else own.get(by) or self.shared_one(by)
        return Certificate(words, self.key(words.get("key", "ec")), issuer, target,
                           None if leaf else "An authority of the tests, " + name)


def sent_by_habit(leaf):
    """The certificate and its issuers, without the root that everybody has."""
    chain = [leaf]
    while chain[-1].issuer is not chain[-1] and chain[-1].issuer.issuer is not chain[-1].issuer:
        chain.append(chain[-1].issuer)
    return chain
