"""Text that breaks out of one form of report or another, and records that hold it in every field.

PLANTED stands in whatever would become markup, a link, a metric or a line of its own: a form that shows
it as text has done right, one in which it has become something else has not. `harmful` names the
characters that no form of report may hold."""
import base64
import hashlib
import itertools
import json
import os
import re
import unicodedata

from ground import SOURCE

EVIL = "planted.example"  # no link may lead there

HTML = ('<script>alert("PLANTED")</script>"><img src=x onerror=alert("PLANTED")>'
        "' onmouseover='alert(1)' x='</text></svg></style></title></details><b>PLANTED</b>"
        '<a href="javascript:alert(1)">PLANTED</a>')
XML = '--!> --> ]]> <![CDATA[PLANTED]]> <?planted x?> &lt;b&gt; &#0; &#27; &amp; </failure><planted a="1"/>'
MARKDOWN = (f"[PLANTED](http://{EVIL}/) ![PLANTED](http://{EVIL}/x.png) <http://{EVIL}> http://{EVIL}/ "
            f"www.{EVIL} *PLANTED* __PLANTED__ `PLANTED` ``` | PLANTED | <b>PLANTED</b> &amp; \\")
LINES = ("x\r\n# PLANTED\r\n\r\n```\r\n~~~\r\n\r\n> PLANTED\n- PLANTED\n1. PLANTED\n\n    PLANTED\n\n"
         f"| a | b |\n|---|---|\n| PLANTED | x |\n\n[x]: http://{EVIL}\n\nPLANTED\n====\n\n</details>\n")
METRICS = ('"} 1\nplanted{a="b"} 1\n# HELP planted PLANTED\n\\" \\ \\\\ ,b="c" OK - PLANTED | planted=1;2;3;; '
           "'planted x'=1s;;;;\nsecond | planted=2")
# What a terminal obeys: colours, clearing, the title, the clipboard, a link, device control, C1, bidi
# controls, zero width, a bell, backspaces, tags, line separators; and what is no text.
TERMINAL = ("\x1b[2J\x1b[1;31mOK \x1b]0;t\x07 \x1b]52;c;cm0=\x07 \x1bP+q\x1b\\ \x1b]8;;http://" + EVIL +
            "\x1b\\x\x1b]8;;\x1b\\ \x9b31m \x90x\x9c \u202eKO\u202c \u2066x\u2069 \u200fx \u200bz\ufeff "
            "\x07\x08\x08\x0b\x0c\rOVER\x7f \U000e0041 \u2028x\u2029x \x00 \uffff \ufdd0 \U0001fffe \U0001bca0 \ue000")
BROKEN = b"\xff\xfe \xc0\xaf \xe2\x80 \xed\xa0\x80 \xf4\x90\x80\x80 \xc3( \xe2\x80\xae \xe2"
LONG = "<&\"'|`[\u00e4" * 1250  # 10,000 characters; cut anywhere, each cut is in the midst of something

SHORT = (HTML, XML, MARKDOWN, LINES, METRICS, TERMINAL)


def in_record():
    """The short texts as they stand in a saved report: as they are, and in the report's own escapes
    (\\x1b) that it reads back as bytes. A saved report with a NUL of its own is refused."""
    for text in SHORT:
        yield text.replace("\0", "")
        if not text.isprintable():
            yield escaped(text.encode())
    yield escaped(BROKEN)


def escaped(data):
    return "".join(chr(b) if 32 <= b < 127 and b != 92 else f"\\x{b:02x}" for b in data)


def harmful(text):
    """Characters that paint, hide or turn text around, or are none, each with what stands before it."""
    bad = [c for c in sorted(set(text)) if c != "\n" and
           (unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or is_none(ord(c)))]
    return [f"holds {c!r}, behind {text[max(0, text.index(c) - 40):text.index(c)]!r}" for c in bad]


def is_none(c):
    """Of the code points that will never be characters."""
    return c & 0xfffe == 0xfffe or 0xfdd0 <= c <= 0xfdef


# ---- records ----

# What obeys a pattern of the schema.
ORDERLY = (lambda turn: "some-name", lambda turn: f"2026-11-{1 + turn % 28:02}T08:15:{turn % 60:02}.000Z",
           lambda turn: "2026-11", lambda turn: hashlib.sha256(HTML.encode()).hexdigest())


class Maker:
    """Makes reports from the schema: each member that there may be, each word that is allowed, and in
    every other text the next one of `texts`."""

    MOST = (2, 16, 1)  # elements of a list, of a list in its elements, ...: all stages of a few sessions

    def __init__(self, texts):
        with open(os.path.join(SOURCE, "data", "report.schema.json")) as f:
            self.schema = json.load(f)
        self.texts, self.depth = itertools.cycle(texts), 0
        self.within = []  # definitions that are being made: a tree ends where one is within itself twice

    def resolve(self, s):
        while "$ref" in s:
            s = self.schema["definitions"][s["$ref"].rpartition("/")[2]]
        return s

    def choices(self, s):
        """How many elements show every word of what a list holds."""
        s = self.resolve(s)
        own = [len(self.resolve(p).get("enum", ())) for p in s.get("properties", {}).values()]
        return max([1, len(s.get("enum", ())), *own])

    def make(self, s, turn=0):
        """A value that obeys `s`; `turn` chooses among words."""
        if "$ref" in s:
            self.within.append(s["$ref"])
            made = self.make(self.resolve(s), turn)
            self.within.pop()
            return made
        for key in ("anyOf", "oneOf"):
            if key in s:
                return self.make(s[key][turn % len(s[key])], turn)
        if "const" in s:
            return s["const"]
        if "enum" in s:
            return s["enum"][turn % len(s["enum"])]
        kind = s.get("type")
        return getattr(self, kind[0] if isinstance(kind, list) else kind)(s, turn)

    def object(self, s, turn):
        return {name: self.make(p, turn) for name, p in s.get("properties", {}).items() if not self.circles(p)}

    def circles(self, s):
        return self.within.count(s.get("items", s).get("$ref")) > 1

    def array(self, s, turn):
        most = self.MOST[min(self.depth, len(self.MOST) - 1)]
        n = max(min(self.choices(s["items"]), most), s.get("minItems", 0))
        self.depth += 1
        made = [self.make(s["items"], turn + i) for i in range(min(n, s.get("maxItems", n)))]
        self.depth -= 1
        return made

    def string(self, s, turn):
        if "contentEncoding" in s:
            return base64.b64encode(HTML.encode()).decode()
        if "pattern" in s:
            return next(text(turn) for text in ORDERLY if re.search(s["pattern"], text(turn)))
        return next(self.texts)

    def integer(self, s, turn):
        return max(s.get("minimum", 0), min(s.get("maximum", 1 << 30), 1 + turn % 7))

    def number(self, s, turn):
        return self.integer(s, turn)

    def boolean(self, _, turn):
        return turn % 2 == 0

    def report(self):
        return self.make(self.schema)


def all_fields(shift=0, domain=False):
    """A report with everything in it, of a check or of a domain. Another `shift`, and each text is another one."""
    texts = list(in_record())
    made = Maker(texts[shift:] + texts[:shift]).report()
    return made if domain else {k: v for k, v in made.items() if k not in ("domain", "zone")}


def with_texts(report, texts):
    """A report of a real run in which each text that is not one of the schema's words is the next of
    `texts`."""
    maker = Maker(texts)

    def walk(value, s):
        s = maker.resolve(s)
        if isinstance(value, dict):
            known = s.get("properties", {})
            return {k: walk(v, known.get(k, {})) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v, s.get("items", {})) for v in value]
        free = isinstance(value, str) and s.get("type") == "string" and \
            not {"enum", "pattern", "contentEncoding"} & set(s)
        return next(maker.texts) if free else value

    return walk(report, maker.schema)
