"""Mechanisms that compute, and the message: challenges made to break them, success at the wrong time."""
import base64
import re
import struct

from peer import ACCEPTED, close, flood, pause, plan, reset, silence, too_late
from scenario import REFUSED, SECRET, USER, Scenario as S
from servers.lines import BROKEN_UTF8, MARKUP, PAINT

BROKEN = "auth-exchange-broken"
UNPROVED = "auth-server-not-proved"
SEND = f"--from {USER} --to ann@example.net --send"
SLOW = 1000000


def b64(text):
    return base64.b64encode(text)


def offers(*names):
    return b"250-mail\r\n250 AUTH " + " ".join(names).encode() + b"\r\n"


def ask(text):
    return b"334 " + b64(text) + b"\r\n"


def nonce(peer):
    """The client's, of SCRAM."""
    words = base64.b64decode(peer.heard[-1].split()[-1])
    return re.search(rb"r=([^,]*)", words).group(1)


def scram(form):
    """`form` with the client's nonce where it has %s."""
    def act(peer):
        peer.send(ask(form.replace(b"%s", nonce(peer))))
    return act


def only(mechanism, options="", **points):
    return plan(ehlo_again=offers(mechanism), **points)


def ntlm(length=0, offset=48, flags=0x00000201, kind=2, more=b""):
    return b"NTLMSSP\0" + struct.pack("<IHHII", kind, length, length, offset, flags) + b"12345678" + \
        b"\0" * 16 + more


def digest(**words):
    known = {"realm": '"example.org"', "nonce": '"abc"', "qop": '"auth"', "charset": "utf-8",
             "algorithm": "md5-sess", **words}
    return ",".join(f"{k}={v}" for k, v in known.items() if v is not None).encode()


def scram_bad(name, what, form, accept=BROKEN, **points):
    return S("sasl-scram-" + name, what,
             only("SCRAM-SHA-256", auth=form if callable(form) else scram(form), **points), accept)


def challenge(name, mechanism, what, text, accept=BROKEN, first=None, options=""):
    auth = ask(text) if first is None else first
    return S(name, what, only(mechanism, auth=auth, answer=ask(text) if first else
             b"535 5.7.8 no\r\n"), accept, options=options)


SCENARIOS = [
    # success at the wrong time
    S("sasl-login-yes-at-once", "LOGIN succeeds before it has heard anything",
      only("LOGIN", auth=ACCEPTED), BROKEN),
    S("sasl-login-yes-half", "LOGIN succeeds with the user's name",
      only("LOGIN", auth=b"334 VXNlcm5hbWU6\r\n", answer=ACCEPTED), BROKEN),
    S("sasl-cram-yes-at-once", "CRAM-MD5 succeeds without a challenge",
      only("CRAM-MD5", auth=ACCEPTED), BROKEN),
    S("sasl-digest-yes-at-once", "DIGEST-MD5 succeeds without a challenge",
      only("DIGEST-MD5", auth=ACCEPTED), BROKEN),
    S("sasl-ntlm-yes-at-once", "NTLM succeeds without a challenge",
      only("NTLM", auth=ACCEPTED), BROKEN),
    S("sasl-ntlm-yes-half", "NTLM succeeds after the first message",
      only("NTLM", auth=b"334 \r\n", answer=ACCEPTED), BROKEN),
    S("sasl-scram-yes-at-once", "SCRAM succeeds at the first words",
      only("SCRAM-SHA-256", auth=ACCEPTED), UNPROVED),
    S("sasl-scram-yes-half", "SCRAM succeeds without the server's proof",
      only("SCRAM-SHA-256", auth=scram(b"r=%sabc,s=c2FsdHNhbHQ=,i=4096"), answer=ACCEPTED), UNPROVED),
    S("sasl-scram-proof-in-success", "SCRAM's proof comes with the success, and is wrong",
      only("SCRAM-SHA-256", auth=scram(b"r=%sabc,s=c2FsdHNhbHQ=,i=4096"),
           answer=b"235 " + b64(b"v=" + b64(b"x" * 32)) + b"\r\n"), UNPROVED),
    S("sasl-334-and-235", "the challenge and the success come together",
      only("LOGIN", auth=b"334 VXNlcm5hbWU6\r\n235 2.7.0 ok\r\n"), "reply-malformed auth-exchange-broken"),
    S("sasl-yes-twice", "the success comes twice",
      only("PLAIN", auth=ACCEPTED + ACCEPTED), "submission-ready reply-malformed",
      ),
    S("sasl-yes-twice-mail", "the success comes twice, then an envelope",
      only("PLAIN", auth=ACCEPTED + ACCEPTED), "reply-malformed",
      options=f"--from {USER} --to ann@example.net"),
    S("sasl-yes-late", "the success comes when we have given up",
      only("PLAIN", auth=[too_late, ACCEPTED]), "auth-timeout reply-timeout timeout stalled"),
    S("sasl-yes-then-reset", "the success, and RST", only("PLAIN", auth=[ACCEPTED, reset]),
      "submission-ready"),
    # SCRAM
    scram_bad("other-nonce", "a nonce that is not ours", lambda p: p.send(
        ask(b"r=abcdefgh,s=c2FsdHNhbHQ=,i=4096"))),
    scram_bad("long-nonce", "a nonce of 8000 bytes", b"r=%s" + b"x" * 8000 + b",s=c2FsdA==,i=4096", "reply-malformed"),
    scram_bad("long-salt", "a salt of 7000 bytes", b"r=%sx,s=" + b"QUFB" * 2000 + b",i=4096",
              "reply-malformed"),
    scram_bad("many", "more iterations than anybody needs", b"r=%sx,s=c2FsdA==,i=2147483647"),
    scram_bad("huge", "a number of 5000 digits", b"r=%sx,s=c2FsdA==,i=" + b"9" * 5000),
    scram_bad("negative", "fewer than no iterations", b"r=%sx,s=c2FsdA==,i=-1"),
    scram_bad("none", "no iterations", b"r=%sx,s=c2FsdA==,i=0"),
    scram_bad("extension", "an extension that must be understood",
              b"m=ext,r=%sx,s=c2FsdA==,i=4096"),
    scram_bad("bad-salt", "a salt that is no base64", b"r=%sx,s=!!!!,i=4096"),
    scram_bad("empty-salt", "no salt", b"r=%sx,s=,i=4096"),
    scram_bad("nul", "NUL in the challenge", b"r=%s\0x,s=c2FsdA==,i=4096"),
    scram_bad("twice", "the first challenge again and again", b"r=%sx,s=c2FsdA==,i=4096",
              answer=ask(b"r=x,s=c2FsdA==,i=4096")),
    scram_bad("error", "an error that paints and knows the password", b"r=%sx,s=c2FsdA==,i=4096",
              BROKEN, answer=ask(b"e=" + SECRET.encode() + b"<script>{}%s")),
    scram_bad("slow-silent", "a million iterations, then silence",
              b"r=%sx,s=c2FsdA==,i=%d".replace(b"%d", str(SLOW).encode()), "auth-refused auth-exchange-broken"),
    scram_bad("slow-closed", "a million iterations, and the server leaves",
              lambda p: (scram(b"r=%sx,s=c2FsdA==,i=" + str(SLOW).encode())(p), close(p)), "auth-closed"),
    scram_bad("slow-success", "success, while a million iterations are under way",
              lambda p: (scram(b"r=%sx,s=c2FsdA==,i=" + str(SLOW).encode())(p), p.send(ACCEPTED)),
              "reply-malformed auth-exchange-broken"),
    scram_bad("slow-flood", "a flood, while a million iterations are under way",
              lambda p: (scram(b"r=%sx,s=c2FsdA==,i=" + str(SLOW).encode())(p),
                         flood(b"334 x\r\n")(p)), "reply-malformed auth-exchange-broken"),
    # challenges
    challenge("sasl-cram-secret", "CRAM-MD5", "the password is the challenge", SECRET.encode()),
    challenge("sasl-cram-nul", "CRAM-MD5", "NUL bytes", b"\0" * 100),
    challenge("sasl-cram-long", "CRAM-MD5", "2049 bytes", b"x" * 2049),
    challenge("sasl-cram-empty", "CRAM-MD5", "nothing", b""),
    challenge("sasl-cram-paint", "CRAM-MD5", "paint", PAINT + BROKEN_UTF8, REFUSED),
    challenge("sasl-digest-realms", "DIGEST-MD5", "many realms",
              b",".join(b'realm="r%d"' % i for i in range(150)) + b"," + digest(), REFUSED),
    challenge("sasl-digest-no-nonce", "DIGEST-MD5", "no nonce", digest(nonce=None)),
    challenge("sasl-digest-quote", "DIGEST-MD5", "a quote without end", digest(nonce='"abc')),
    challenge("sasl-digest-conf", "DIGEST-MD5", "encryption only",
              digest(qop='"auth-conf"', cipher='"rc4"'), "auth-refused auth-exchange-broken"),
    challenge("sasl-digest-maxbuf", "DIGEST-MD5", "a buffer beyond all numbers",
              digest(maxbuf="9" * 200)),
    challenge("sasl-digest-text", "DIGEST-MD5", "what is no list", MARKUP),
    challenge("sasl-digest-commas", "DIGEST-MD5", "commas", b"," * 2000),
    challenge("sasl-digest-backslash", "DIGEST-MD5", "a backslash at the end",
              b'nonce="a\\'),
    challenge("sasl-digest-rspauth", "DIGEST-MD5", "a proof that is wrong", b"rspauth=" + b"0" * 32,
              first=ask(digest()), accept=UNPROVED),
    challenge("sasl-ntlm-text", "NTLM", "text", MARKUP, first=b"334 \r\n"),
    challenge("sasl-ntlm-short", "NTLM", "a head that is cut", ntlm()[:30], first=b"334 \r\n"),
    challenge("sasl-ntlm-offset", "NTLM", "a name beyond the end", ntlm(100, 0x7fffffff),
              first=b"334 \r\n"),
    challenge("sasl-ntlm-length", "NTLM", "a name longer than all", ntlm(0xffff, 0),
              first=b"334 \r\n"),
    challenge("sasl-ntlm-ascii", "NTLM", "a name that is not ended", ntlm(200, 48, 0x202,
              more=b"\xff" * 200), first=b"334 \r\n"),
    challenge("sasl-ntlm-unicode", "NTLM", "a name of an odd length", ntlm(199, 49, 0x201,
              more=b"\xff" * 200), first=b"334 \r\n"),
    challenge("sasl-ntlm-long", "NTLM", "1073 bytes", ntlm(more=b"x" * 1025), first=b"334 \r\n"),
    # lists
    S("sasl-list-10000", "ten thousand mechanisms",
      plan(ehlo_again=b"250-mail\r\n" + b"".join(
          b"250-AUTH " + b" ".join(b"M%d" % i for i in range(n, n + 50)) + b"\r\n"
          for n in range(0, 10000, 50)) + b"250 AUTH PLAIN\r\n"), "reply-malformed"),
    S("sasl-list-long-line", "two thousand mechanisms in a line",
      plan(ehlo_again=b"250-mail\r\n250 AUTH PLAIN " + b" ".join(
          b"M%d" % i for i in range(1500)) + b"\r\n"), REFUSED),
    S("sasl-list-same", "the same mechanism two thousand times",
      plan(ehlo_again=b"250-mail\r\n250 AUTH" + b" PLAIN" * 1300 + b"\r\n", auth=ACCEPTED), "submission-ready",
      options="--settings python"),
    S("sasl-list-odd", "names that paint, quote and are no UTF-8",
      plan(ehlo_again=b"250-mail\r\n250-AUTH=" + PAINT + b"\r\n250 AUTH PLAIN \"';${x} $(id) `id` \\ " +
           PAINT + MARKUP + BROKEN_UTF8 + b" \0 %s%n\r\n", auth=ACCEPTED), "submission-ready",
      options="--settings postfix"),
    # the message
    S("send-250", "DATA is answered by 250", only("PLAIN", auth=ACCEPTED, answer=b"250 ok\r\n"), "reply-malformed",
      options=SEND),
    S("send-354-twice", "a second wish for the message",
      only("PLAIN", auth=ACCEPTED, answer=b"354 go ahead\r\n"), "reply-malformed", options=SEND),
    S("send-354-354", "two wishes at once",
      only("PLAIN", auth=ACCEPTED, answer=b"354 go\r\n354 go\r\n"), "reply-malformed", options=SEND),
    S("send-354-250", "the message is taken before it came",
      only("PLAIN", auth=ACCEPTED, answer=b"354 go\r\n250 2.0.0 Ok: queued as ABC123\r\n"), "reply-malformed",
      options=SEND),
    S("send-354-reset", "RST instead of the message",
      only("PLAIN", auth=ACCEPTED, answer=[b"354 go\r\n", reset]), "message-closed", options=SEND),
    S("send-everything-250", "250 to everything",
      only("PLAIN", auth=b"250 ok\r\n", answer=b"250 ok\r\n"), "reply-malformed", options=SEND),
]


def message(reply):
    """Reads DATA, then the message up to its dot, then does `reply`."""
    def act(peer):
        if peer.heard[-1] != b"DATA":
            return
        peer.send(b"354 go ahead\r\n")
        while peer.line() != b".":
            pass
        peer.do(reply)
    return act


def send(name, what, reply, accept="submission-ready"):
    return S("send-" + name, what, only("PLAIN", auth=ACCEPTED, answer=message(reply)), accept,
             options=SEND)


SCENARIOS += [
    send("dot-close", "the server leaves after the dot", close, "message-closed"),
    send("dot-reset", "RST after the dot", reset, "message-closed"),
    send("dot-silence", "silence after the dot", silence, "message-timeout"),
    send("dot-flood", "a reply without end", flood(b"250-ok\r\n"), "reply-malformed"),
    send("dot-paints", "a reply that paints", b"250 2.0.0 Ok: queued as " + PAINT + MARKUP + b"\r\n"),
    send("dot-secret", "the password as the queue's id",
         b"250 2.0.0 Ok: queued as " + SECRET.encode() + b"\r\n"),
    send("dot-words", "text that keeps patterns busy",
         b"250 2.0.0 Ok: queued as " + b"queued as " * 780 + b"\r\n"),
    send("dot-brackets", "brackets without end", b"250 2.6.0 <" + b"<[InternalId=" * 600 + b"\r\n"),
    send("dot-hyphens", "hyphens", b"250 ok " + b"a-" * 3900 + b" - gsmtp\r\n"),
    send("dot-lines", "a reply of many lines",
         b"".join(b"250-2.0.0 Ok: queued as %d\r\n" % i for i in range(90)) + b"250 2.0.0 ok\r\n"),
    send("dot-421", "421 after the dot", b"421 4.3.2 later\r\n", "enhanced-x.3.2"),
    send("dot-354", "354 after the dot", b"354 go on\r\n", "reply-malformed"),
]
