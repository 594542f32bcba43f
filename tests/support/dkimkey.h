/* dkimkey.h - public keys for tests of DKIM records, made once each, as base64 */
#ifndef TESTS_SUPPORT_DKIMKEY_H
#define TESTS_SUPPORT_DKIMKEY_H

#include "base/arena.h"
#include "base/text.h"

/* A SubjectPublicKeyInfo of RSA with that many bits, of Ed25519 (bits 0), of ECDSA (bits 256). */
struct bytes dkimkey_der(struct arena *a, int bits);

const char *dkimkey_base64(struct arena *a, struct bytes key);

/* What stands behind p= of a good record: the frame for RSA, the 32 bytes alone for Ed25519. */
const char *dkimkey(struct arena *a, int bits);

/* "v=DKIM1; k=rsa; p=..." */
const char *dkimkey_record(struct arena *a, int bits);

/* The numbers of an RSA key alone, as "BEGIN RSA PUBLIC KEY" has them. */
struct bytes dkimkey_pkcs1(struct arena *a, struct bytes der);

#endif
