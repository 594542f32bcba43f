"""Lines: greetings and replies without end, without sense, or made to paint and to fool."""
from peer import ACCEPTED, CAPABILITIES, LOGIN, WELL_BEHAVED
from peer import drip, echo, flood, numbered, pause, plan, silence
from scenario import REFUSED, Scenario as S

# What a terminal obeys: colours, clearing, the title, the clipboard, a link, device control, C1 as
# one byte and as UTF-8, the bidi controls, a zero-width space, a bell, backspaces, a lone CR.
PAINT = b" ".join((
    b"\x1b[2J\x1b[1;31mOK", b"\x1b]0;title\x07", b"\x1b]52;c;cm0gLXJm\x07", b"\x1bP+q544e\x1b\\",
    b"\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", b"\x9b31m\x9d0;x\x9c",
    b"\xc2\x9b31m\xc2\x90x\xc2\x9c", b"\xe2\x80\xaeKO\xe2\x80\xac", b"\xe2\x81\xa6x\xe2\x81\xa9",
    b"\xe2\x80\x8bz\xef\xbb\xbf", b"\x07\x08\x08\x0b\x0c\rOVER", b"\x7f", b"\xf3\xa0\x81\x81",
    b"\xe2\x80\xa8", b"\x1bc"))
BROKEN_UTF8 = b"\xff\xfe \xc0\xaf \xe2\x80 \xed\xa0\x80 \xf4\x90\x80\x80 \xf8\x88\x80\x80\x80 \xc3( \xe2"
MARKUP = b" ".join((
    b"<script>alert(1)</script><!-- ]]> &amp;&#0;", b"\"},\"verdict\":{\"status\":\"ok\"},{\"",
    b"\\u0000 \\\" \\x1b[31m", b"%s%n%n%1000000d%*d {0} ${HOME} $(id) `id` ; DROP | 'x' |",
    b"--- !!python/object: &a *a #", b"[x](javascript:1) ![](http://evil)",
    b"OK - all fine | time=0s;;;; # HELP x"))
OUR_WORDS = b"OK: mail can be sent. (certain) [ OK ] who must act nobody"


SCENARIOS = [
    # ---- the greeting ----
    S("banner-endless-line", "a greeting whose line never ends",
      plan(banner=flood(b"220 " + b"a" * 4092)), "banner-not-smtp"),
    S("banner-endless-lines", "a greeting of more and more lines",
      plan(banner=numbered(b"220-line %d\r\n")), "banner-not-smtp"),
    S("banner-1mb-line", "a line of a megabyte", plan(banner=b"220 " + b"b" * 1048576 + b"\r\n"),
      "banner-not-smtp"),
    S("banner-no-code", "text without end and without a code",
      plan(banner=flood(b"welcome to the jungle\r\n")), "banner-not-smtp"),
    S("banner-zeros", "nothing but NUL", plan(banner=flood(b"\0" * 4096)), "banner-not-smtp"),
    S("banner-nul", "NUL within the greeting", plan(banner=b"220 mail\0.example.org \0ESMTP\0\r\n"),
      REFUSED),
    S("banner-nul-code", "NUL within the code", plan(banner=b"22\0 mail\r\n"), "banner-not-smtp"),
    S("banner-broken-utf8", "bytes that are no UTF-8", plan(banner=b"220 " + BROKEN_UTF8 + b"\r\n"),
      REFUSED),
    S("banner-paints", "escape, OSC, C1 and bidi sequences", plan(banner=b"220 " + PAINT + b"\r\n"),
      REFUSED),
    S("banner-paints-refusal", "the same in a refusal",
      plan(banner=[b"554 5.7.1 " + PAINT + b"\r\n", silence]), "banner-rejected"),
    S("banner-paints-no-smtp", "the same in what is no SMTP",
      plan(banner=[PAINT + b"\r\n", silence]), "banner-not-smtp"),
    S("banner-paints-cut", "the same, and the server leaves in mid-line",
      plan(banner=[b"220-x\r\n220 " + PAINT, lambda p: p.sock.close()]),
      "banner-closed banner-not-smtp"),
    S("banner-markup", "HTML, JSON, YAML, Markdown, format strings",
      plan(banner=b"220 " + MARKUP + b"\r\n"), REFUSED),
    S("banner-our-words", "a greeting in the words of our own report",
      plan(banner=b"554 " + OUR_WORDS + b"\r\n"), "banner-rejected"),
    S("banner-250", "a greeting that claims 250", plan(banner=b"250 2.0.0 OK queued\r\n"),
      "banner-rejected"),
    S("banner-235", "a greeting that claims the login worked", plan(banner=ACCEPTED),
      "banner-rejected"),
    S("banner-334", "a greeting that asks for the password", plan(banner=b"334 UGFzc3dvcmQ6\r\n"),
      "banner-rejected"),
    S("banner-221", "a greeting that says good-bye", plan(banner=b"221 bye\r\n"),
      "banner-rejected"),
    S("banner-code-change", "another code on its second line",
      plan(banner=b"220-mail\r\n554 no\r\n"), "banner-not-smtp"),
    S("banner-long-code", "a code of nine digits", plan(banner=b"220000000 mail\r\n"),
      "banner-not-smtp"),
    S("banner-negative", "a code below zero", plan(banner=b"-220 mail\r\n"), "banner-not-smtp"),
    S("banner-bare-cr", "lines that end in CR alone", plan(banner=[b"220 mail\r" * 20, silence]),
      "banner-timeout banner-not-smtp"),
    S("banner-slow", "one byte a second", plan(banner=drip(b"220 mail.example.org ESMTP\r\n")),
      "banner-timeout"),
    S("banner-slow-lines", "a line now and then, for ever",
      plan(banner=[[b"220-wait\r\n", pause(0.5)] * 60]), "banner-timeout"),
    S("banner-slow-for-ever", "the same, to a client that has patience with it",
      plan(banner=drip(b"220 " + b"x" * 100)), "check-timeout banner-timeout",
      options="--banner-timeout 60"),
    S("banner-answers-all", "all replies in advance, a good login among them",
      plan(banner=b"220 mail\r\n" + b"250-x\r\n250 AUTH PLAIN\r\n220 go\r\n" + ACCEPTED +
      b"221 bye\r\n"),
      "reply-malformed"),

    # ---- EHLO ----
    S("ehlo-5000-keywords", "5,000 keywords",
      plan(ehlo=b"".join(b"250-KEYWORD%d\r\n" % i for i in range(5000)) + b"250 STARTTLS\r\n"),
      "reply-malformed"),
    S("ehlo-endless", "keywords without end", plan(ehlo=numbered(b"250-KEYWORD%d\r\n")),
      "reply-malformed"),
    S("ehlo-1mb-line", "a keyword of a megabyte", plan(ehlo=b"250 " + b"K" * 1048576 + b"\r\n"),
      "reply-malformed"),
    S("ehlo-largest", "the largest reply that is read, three times over",
      plan(ehlo=b"250-mail\r\n250-STARTTLS\r\n" + (b"250-" + b"y" * 480 + b"\r\n") * 125 +
      b"250 OK\r\n",
           ehlo_again=b"250-mail\r\n250-AUTH PLAIN\r\n" + (b"250-" + b"\x1b" * 480 + b"\r\n") *
           125 + b"250 OK\r\n",
           auth=(b"535-5.7.8 " + b"\xff" * 480 + b"\r\n") * 120 + b"535 5.7.8 no\r\n"), REFUSED),
    S("ehlo-paints", "escape sequences in keywords",
      plan(ehlo=b"250-" + PAINT + b"\r\n250-" + PAINT + b"\r\n250 STARTTLS\r\n",
                                                            ehlo_again=b"250-" + PAINT +
                                                            b"\r\n250-AUTH \x1b[31mX PLAIN " +
                                                            PAINT + b"\r\n250 \r\n"), REFUSED),
    S("ehlo-broken-utf8", "keywords that are no UTF-8",
      plan(ehlo=b"250-" + BROKEN_UTF8 + b"\r\n250 STARTTLS\r\n"), REFUSED),
    S("ehlo-nul", "NUL in keywords",
      plan(ehlo=b"250-mail\r\n250-STARTTLS\0\r\n250-\0\r\n250 AUTH\0 PLAIN\r\n"),
      "starttls-stripped"),
    S("ehlo-markup", "HTML, JSON, format strings in keywords",
      plan(ehlo=b"250-mail\r\n250-" + MARKUP + b"\r\n250 STARTTLS\r\n"), REFUSED),
    S("ehlo-code-change", "another code on its second line", plan(ehlo=b"250-mail\r\n550 no\r\n"),
      "reply-malformed"),
    S("ehlo-absurd-size", "sizes and mechanisms beyond reason",
      plan(ehlo_again=b"250-mail\r\n250-SIZE 99999999999999999999999999999999\r\n250-SIZE -1\r\n"
      b"250-SIZE 1e99\r\n250-AUTH=PLAIN\r\n250-AUTH "
           + b" ".join(b"X-MECH-%d" % i for i in range(500)) + b" PLAIN\r\n250 AUTH\r\n"), REFUSED),
    S("ehlo-334", "EHLO is answered by a challenge", plan(ehlo=b"334 UGFzc3dvcmQ6\r\n"),
      "reply-334 starttls-not-offered"),
    S("ehlo-235", "EHLO is answered by a good login", plan(ehlo=ACCEPTED),
      "reply-334 starttls-stripped"),
    S("ehlo-talks-on", "replies that nobody asked for behind the keywords",
      plan(ehlo=b"250-mail\r\n250 STARTTLS\r\n220 go\r\n" + ACCEPTED), "reply-malformed"),
    S("ehlo-slow-lines", "a keyword every second, for ever",
      plan(ehlo=[[b"250-KEYWORD\r\n", pause(1)] * 30]), "ehlo-timeout"),
    S("ehlo-again-endless", "keywords without end, in TLS",
      plan(ehlo_again=numbered(b"250-KEYWORD%d\r\n")), "reply-malformed"),
    S("ehlo-again-1mb-line", "a megabyte in one line, in TLS",
      plan(ehlo_again=flood(b"250 " + b"K" * 4092)), "reply-malformed"),

    # ---- STARTTLS ----
    S("starttls-endless", "the answer to STARTTLS never ends",
      plan(starttls=flood(b"220-go on\r\n")), "reply-malformed"),
    S("starttls-334", "STARTTLS is answered by a challenge",
      plan(starttls=b"334 UGFzc3dvcmQ6\r\n", handshake=silence), "starttls-refused"),
    S("starttls-235", "STARTTLS is answered by a good login",
      plan(starttls=ACCEPTED, handshake=silence), "starttls-refused"),
    S("starttls-paints", "STARTTLS is refused with escape sequences",
      plan(starttls=b"454 4.7.0 " + PAINT + b"\r\n", handshake=silence), "starttls-refused"),
    S("starttls-injection", "words behind the 220, in one segment",
      plan(starttls=b"220 go\r\n250 injected\r\n" + ACCEPTED),
      REFUSED, has="starttls-injection"),
    S("starttls-injection-paints", "escape sequences behind the 220",
      plan(starttls=b"220 go\r\n" + PAINT + b"\r\n"),
      REFUSED, has="starttls-injection"),
    S("starttls-injection-flood", "a megabyte behind the 220",
      plan(starttls=b"220 go\r\n" + b"250 injected\r\n" * 75000, handshake=silence),
      "tls-handshake-broken tls-handshake-stalled starttls-injection"),
    S("starttls-plain-text", "SMTP goes on in the clear",
      plan(starttls=[b"220 go\r\n", pause(0.2), b"250 injected\r\n"], handshake=silence),
      "tls-handshake-broken starttls-injection"),

    # ---- the end ----
    S("slow-everything", "each reply comes just in time, all of them too late",
      plan(banner=[pause(1), WELL_BEHAVED["banner"]], ehlo=[pause(1.2), CAPABILITIES],
      starttls=[pause(1.2), WELL_BEHAVED["starttls"]],
           ehlo_again=[pause(1.2), LOGIN]), "check-timeout", options="-t 4"),
    S("quit-endless", "good-bye without end", plan(auth=ACCEPTED, quit=flood(b"221-bye\r\n")),
      "submission-ready"),
    S("quit-paints", "a good-bye that paints", plan(quit=[b"221 " + PAINT + b"\r\n", silence]),
      REFUSED),
    S("quit-echo", "a good-bye that repeats the command", plan(quit=[echo(b"221 %s\r\n"), silence]),
      REFUSED),
]
