"""Private keys, each made once, and signatures by OpenSSL's libcrypto: no process for each of hundreds."""
import ctypes
import functools
import os
import subprocess

import der

# What `openssl genpkey` is told. A name before a dash tells keys of one kind apart: "middle-ec".
KINDS = {
    "ec": "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "p384": "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    "p224": "-algorithm EC -pkeyopt ec_paramgen_curve:P-224",
    "ed25519": "-algorithm ED25519",
    "rsa1024": "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
    "rsa2048": "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
    "rsa4096": "-algorithm RSA -pkeyopt rsa_keygen_bits:4096 -pkeyopt rsa_keygen_primes:4",  # found sooner
    "pss": "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048",
    "dsa": None,  # has parameters first
}
SIGNATURES = {  # (kind of key, digest): the algorithm's name (RFC 5758, 8017, 3279)
    ("EC", "sha256"): "1.2.840.10045.4.3.2", ("EC", "sha1"): "1.2.840.10045.4.1",
    ("RSA", "sha256"): "1.2.840.113549.1.1.11", ("RSA", "sha1"): "1.2.840.113549.1.1.5",
    ("RSA", "md5"): "1.2.840.113549.1.1.4",
}


def openssl(*words, **options):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, **options).stdout


def libcrypto():
    """The one that Python's ssl has brought along, or the system's."""
    for name in ("libcrypto.so.3", "libcrypto.so"):
        try:
            library = ctypes.CDLL(name)
            break
        except OSError:
            continue
    else:
        raise RuntimeError("no libcrypto")
    for call in ("BIO_new_mem_buf", "PEM_read_bio_PrivateKey", "EVP_MD_CTX_new",
                 "EVP_get_digestbyname"):
        getattr(library, call).restype = ctypes.c_void_p
    return library


@functools.lru_cache(None)
def crypto():
    return libcrypto()


class Key:
    """One key in a file of its own; `name` is its kind, or ends in "-" and its kind."""

    def __init__(self, folder, name):
        self.kind = name.rsplit("-", 1)[-1]
        self.path = os.path.join(folder, name + ".key")
        self.make()
        with open(self.path, "rb") as f:
            self.pem = f.read()
        self.public = openssl("pkey", "-pubout", "-outform", "DER", input=self.pem)
        self.handle = None

    def make(self):
        words = KINDS[self.kind]
        if words is None:
            parameters = self.path + ".parameters"
            openssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024",
                    "-pkeyopt", "dsa_paramgen_q_bits:160", "-out", parameters)
            words = f"-paramfile {parameters}"
        openssl("genpkey", *words.split(), "-out", self.path)

    @property
    def family(self):
        return "RSA" if self.kind.startswith("rsa") else "EC"

    def algorithm(self, digest):
        parameters = b"\5\0" if self.family == "RSA" else b""
        return der.sequence(der.oid(SIGNATURES[self.family, digest]), parameters)

    def sign(self, data, digest):
        c, p = crypto(), ctypes.c_void_p
        if self.handle is None:
            bio = p(c.BIO_new_mem_buf(self.pem, len(self.pem)))
            self.handle = p(c.PEM_read_bio_PrivateKey(bio, None, None, None))
            c.BIO_free(bio)
        context = p(c.EVP_MD_CTX_new())
        try:
            method = p(c.EVP_get_digestbyname(digest.encode()))
            size, out = ctypes.c_size_t(1024), ctypes.create_string_buffer(1024)
            if c.EVP_DigestSignInit(context, None, method, None, self.handle) != 1 or c.EVP_DigestSign(
                    context, out, ctypes.byref(size), data, ctypes.c_size_t(len(data))) != 1:
                raise RuntimeError(f"libcrypto does not sign with {self.kind} and {digest}")
            return out.raw[:size.value]
        finally:
            c.EVP_MD_CTX_free(context)
