"""Makes tokens: right ones, but for what a row of the table says."""
import base64
import json
import time

TENANT = "72f988bf-0000-4444-8888-2d7cd011db47"
APP, OBJECT, ENTERPRISE = ("6731de76-14a6-49ae-97bc-6eba6914391e", "11111111-2222-4333-8444-555555555555",
                           "99999999-8888-4777-8666-555555555555")
DATES = ("exp", "nbf", "iat")
RS256 = 342  # letters of a signature by a key of 2048 bits
COMMON = {"aud": "https://outlook.office.com", "iss": f"https://sts.windows.net/{TENANT}/", "tid": TENANT, "appid": APP,
          "iat": -300, "nbf": -300, "exp": 3600, "ver": "1.0"}
GOOD = {
    "user": {**COMMON, "scp": "SMTP.Send", "upn": "bob@contoso.example", "oid": OBJECT, "sub": "x7-Yk", "idtyp": "user"},
    "app": {**COMMON, "aud": "https://outlook.office365.com", "roles": ["SMTP.SendAsApp"], "oid": ENTERPRISE,
            "sub": ENTERPRISE, "idtyp": "app", "app_displayname": "scanner"},
    "none": {"iat": -300, "exp": 3600},
}


def url_text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(words):
    """user {"aud": ...}"""
    kind, _, more = words.partition(" ")
    claims = {**GOOD[kind], **json.loads(more or "{}")}
    claims = {k: v + int(time.time()) if k in DATES and v is not None else v for k, v in claims.items()}
    claims = {k: v for k, v in claims.items() if v is not None}
    parts = [url_text(json.dumps(p).encode()) for p in ({"typ": "JWT", "alg": "RS256", "kid": "k1"}, claims)]
    return ".".join([*parts, ("c2lnbmF0dXJl" * 29)[:RS256]])


def raw(words):
    text, _, length = words.partition(" ")
    length = int(length.strip("{}") or 0)
    return (text + "EXAMPLEx" * 100)[:length] if length else text


def done_to(token, words):
    verb, _, number = words.partition(" ")
    head, dot, signature = token.rpartition(".")
    return {
        "cut": lambda: token[:int(number)],
        "drop-signature": lambda: head + dot,
        "short-signature": lambda: head + dot + signature[:100],
        "letters": lambda: token.replace(".", ".!", 1),
        "bearer": lambda: "Bearer " + token,
        "json": lambda: json.dumps({"token_type": "Bearer", "expires_in": 3599, "access_token": token}),
        "answer": lambda: json.dumps({"error": "invalid_grant", "error_description": "Bad Request"}),
        "encrypted": lambda: ".".join([url_text(b'{"alg":"RSA-OAEP","enc":"A256GCM"}'), "QUJD" * 80, "QUJDREVG",
                                       "QUJD" * 60, "QUJDREVGQUJDREVG"]),
    }[verb]()
