"""The login and the envelope: servers that ask on and on, repeat the secret, or lie about the end."""
import base64
import html
import json
from urllib.parse import quote

from peer import ACCEPTED, LOGIN, echo, flood, numbered, pause, plan, silence
from scenario import REFUSED, SECRET, USER, Scenario as S
from servers.lines import BROKEN_UTF8, MARKUP, PAINT

WORDS = base64.b64encode(f"\0{USER}\0{SECRET}".encode())
ONLY_LOGIN = b"250-mail\r\n250 AUTH LOGIN\r\n"
ONLY_SCRAM = b"250-mail\r\n250 AUTH SCRAM-SHA-256 SCRAM-SHA-1\r\n"
TOKENS = b"250-mail\r\n250 AUTH XOAUTH2\r\n"
TEN_MILLION = base64.b64encode(b"r=abcdefghijklmnopqrstuvwxyz,s=c2FsdHNhbHQ=,i=10000000")
ENVELOPE = f"--from {USER} --to ann@example.net --to bea@example.net"


def b64(text):
    return base64.b64encode(text)


def wrapped(line_end=b"\r\n", seconds=0.0, width=30):
    """The words come back over several lines: each is a part of the secret."""
    def act(peer):
        word = peer.heard[-1].split()[-1]
        pieces = [word[i:i + width] for i in range(0, len(word), width)]
        for piece in pieces[:-1]:
            peer.send(b"535-5.7.8 " + piece + line_end)
            pause(seconds)(peer)
        peer.send(b"535 5.7.8 " + pieces[-1] + line_end)
    return act


def in_pieces(peer):
    """The echo of the secret comes in three segments, one of them cut within it."""
    for piece in (b"535 5.7.8 no user " + SECRET[:6].encode(), SECRET[6:].encode(), b" here\r\n"):
        pause(0.05)(peer)
        peer.send(piece)


def remember(text):
    """What every later reply says."""
    return {"auth": b"535 5.7.8 " + text + b"\r\n", "answer": b"535 5.7.8 " + text + b"\r\n",
            "quit": b"221 " + text + b"\r\n"}


SCENARIOS = [
    S("auth-endless-334", "challenges without end",
      plan(auth=b"334 \r\n", answer=b"334 VXNlcm5hbWU6\r\n"),
      "auth-exchange-broken reply-malformed"),
    S("auth-endless-334-login", "LOGIN asks for a third and fourth word",
      plan(ehlo_again=ONLY_LOGIN, auth=b"334 VXNlcm5hbWU6\r\n", answer=b"334 UGFzc3dvcmQ6\r\n"),
      "auth-exchange-broken reply-malformed"),
    S("auth-334-unasked", "a flood of challenges", plan(auth=numbered(b"334 %d\r\n")),
      "reply-malformed"),
    S("auth-334-many-lines", "a challenge of endless lines", plan(auth=flood(b"334-x\r\n")),
      "reply-malformed"),
    S("auth-334-1mb", "a challenge of a megabyte",
      plan(ehlo_again=ONLY_LOGIN, auth=b"334 " + b64(b"x" * 786432) + b"\r\n"), "reply-malformed"),
    S("auth-334-no-base64", "challenges that are no base64, and paint",
      plan(ehlo_again=ONLY_LOGIN, auth=b"334 " + PAINT + b"\r\n",
      answer=[b"535 5.7.8 " + BROKEN_UTF8 + b"\r\n"]), REFUSED),
    S("auth-scram-offered", "SCRAM only, with ten million iterations in wait",
      plan(ehlo_again=ONLY_SCRAM, auth=b"334 " + TEN_MILLION + b"\r\n",
      answer=b"334 " + TEN_MILLION + b"\r\n"),
      "auth-exchange-broken"),
    S("auth-scram-asked", "PLAIN is answered by SCRAM with ten million iterations",
      plan(auth=b"334 " + TEN_MILLION + b"\r\n", answer=b"334 " + TEN_MILLION + b"\r\n"),
      "auth-exchange-broken reply-malformed"),
    S("auth-token-challenge", "a token's challenge that paints and quotes",
      plan(ehlo_again=TOKENS, auth=b"334 " + b64(PAINT + MARKUP + SECRET.encode()) + b"\r\n"),
      REFUSED, token=True),
    S("auth-token-challenge-nul", "a token's challenge of NUL bytes",
      plan(ehlo_again=TOKENS, auth=b"334 " + b64(b"\0" * 3000) + b"\r\n"), REFUSED, token=True),
    S("auth-echo-line", "the AUTH line comes back",
      plan(auth=echo(b"535 5.5.2 syntax error: %s\r\n")), REFUSED),
    S("auth-echo-word", "only the base64 comes back, in brackets",
      plan(auth=lambda p: p.send(b"535 5.7.8 <" + p.heard[-1].split()[-1] + b">\r\n")), REFUSED),
    S("auth-echo-split", "the base64 comes back over two lines", plan(auth=wrapped()), REFUSED),
    S("auth-echo-wrapped", "the same over many lines, which end in LF",
      plan(auth=wrapped(b"\n", width=15)), REFUSED),
    S("auth-echo-wrapped-slowly", "the same, line by line",
      plan(auth=wrapped(seconds=0.1, width=20)), REFUSED),
    S("auth-echo-wrapped-no-smtp", "the same in what is no reply",
      plan(auth=lambda p: p.send(b"you said\r\n" + p.heard[-1].split()[-1][:20] + b"\r\n" +
      p.heard[-1].split()[-1][20:] + b"\r\n")),
      "reply-malformed"),
    S("auth-echo-clear", "the password comes back in clear", plan(**remember(SECRET.encode())),
      REFUSED),
    S("auth-echo-escaped", "the password comes back as HTML, URLs, JSON and hexadecimal have it",
      plan(**remember(b" ".join(f(SECRET).encode() for f in (html.escape, quote, json.dumps,
      lambda s: s.encode().hex(), lambda s: s.encode().hex().upper())))), REFUSED),
    S("auth-echo-pieces", "the password comes back in pieces", plan(auth=in_pieces), REFUSED),
    S("auth-echo-challenge", "the password as base64 in a challenge",
      plan(ehlo_again=ONLY_LOGIN, auth=b"334 VXNlcm5hbWU6\r\n",
      answer=b"334 " + b64(SECRET.encode()) + b"\r\n"),
      "auth-exchange-broken reply-malformed"),
    S("auth-echo-later", "the secret comes back after the login",
      plan(auth=ACCEPTED, mail=b"550 5.7.1 " + WORDS + b"\r\n",
      quit=b"221 " + SECRET.encode() + b"\r\n"),
      "enhanced-x.7.1 reply-550", options=ENVELOPE),
    S("auth-echo-no-smtp", "the secret comes back in what is no reply",
      plan(auth=[b"you said " + WORDS + b" " + SECRET.encode() + b"\r\n", silence]),
      "reply-malformed"),
    S("auth-echo-cut", "the secret comes back and the server leaves in mid-line",
      plan(auth=[b"535 5.7.8 " + WORDS, lambda p: p.sock.close()]), REFUSED),
    S("auth-echo-other-port", "another port, in the clear, repeats it",
      {587: plan(**remember(WORDS)), 2525: plan(banner=[pause(1), b"220 " + SECRET.encode() + b" " +
      WORDS + b"\r\n"])},
      REFUSED),
    S("auth-paints", "a refusal that paints", plan(auth=b"535 5.7.8 " + PAINT + b"\r\n"), REFUSED),
    S("auth-broken-utf8", "a refusal that is no UTF-8",
      plan(auth=b"535 5.7.8 " + BROKEN_UTF8 + b"\r\n"), REFUSED),
    S("auth-markup", "a refusal of HTML, JSON, format strings",
      plan(auth=b"535 5.7.8 " + MARKUP + b"\r\n"), REFUSED),
    S("auth-code-change", "a refusal that becomes a success on its second line",
      plan(auth=b"535-no\r\n235 yes\r\n"), "reply-malformed"),
    S("auth-success-inside", "a success within the text of a refusal",
      plan(auth=b"535-5.7.8 no\r\n535 5.7.8 235 2.7.0 Authentication successful\r\n"), REFUSED),
    S("auth-220", "a login is answered by a greeting", plan(auth=b"999 what\r\n"),
      "reply-malformed"),
    S("auth-patterns", "text made to keep patterns busy",
      plan(auth=b"".join(b"535-5.7.8 " + b"a" * 490 + b"!\r\n" for _ in range(100)) +
      b"535 5.7.8 " + b"SmtpClientAuthentication is disabled for the " * 150 + b"\r\n"),
      "auth-refused m365-smtpauth-disabled-tenant m365-smtpauth-disabled-mailbox"),
    S("auth-blanks", "a refusal of eight thousand blanks",
      plan(auth=b"535 5.7.8" + b" \t" * 3900 + b"x\r\n"), REFUSED),
    S("auth-success-early", "the login succeeds before it is tried",
      plan(ehlo_again=LOGIN + ACCEPTED), "reply-malformed"),
    S("envelope-endless", "an answer to MAIL without end",
      plan(auth=ACCEPTED, mail=flood(b"250-ok\r\n")), "envelope-not-smtp reply-malformed",
      options=ENVELOPE),
    S("envelope-paints", "recipients are refused in colours",
      plan(auth=ACCEPTED, rcpt=b"550 5.1.1 " + PAINT + MARKUP + b"\r\n"), "enhanced-x.1.1",
      options=ENVELOPE),
    S("envelope-354", "MAIL is answered by the wish for a message",
      plan(auth=ACCEPTED, mail=b"354 go ahead\r\n"), "reply-354", options=ENVELOPE),
    S("envelope-out-of-step", "replies in advance to all recipients",
      plan(auth=ACCEPTED, mail=b"250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n"), "reply-malformed",
      options=ENVELOPE),
]
