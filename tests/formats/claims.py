"""What each form of report must be, whatever peers have written into it: faults of an output, in words.

Each claim reads the form as those do who use it: with its own parser."""
import html.parser
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import ground
import scope
from poison import EVIL, harmful

try:
    import markdown_it
except ImportError:
    ground.skip("needs python3-markdown-it")

# Bytes that a form may have at most for each byte of its record, and beside them: what is said twice,
# escaped and explained may grow, but nobody can make a report explode.
GROWTH = {"json": (3, 65536), "html": (8, 262144), "markdown": (4, 65536), "junit": (4, 65536),
          "text": (4, 65536), "-v": (6, 65536), "-vv": (6, 65536),
          "nagios": (0, 4096), "prometheus": (1, 65536),
          "comparison as text": (4, 65536), "comparison as json": (4, 65536), "comparison as html": (8, 262144)}


def faults_of(form, out, record_size):
    """All of an output (bytes) in `form` of a record with so many bytes."""
    times, more = GROWTH[form]
    if not out:
        return ["is empty"]
    if len(out) > times * record_size + more:
        return [f"{len(out)} bytes of a record of {record_size}"]
    try:
        text = out.decode("utf-8")
    except UnicodeDecodeError as fault:
        return [f"is no UTF-8: {fault}"]
    return harmful(text)[:5] + CLAIMS.get(form, lambda _: [])(text)


def json_faults(text):
    return schema_faults(scope.schema(), text)


def schema_faults(schema, text):
    return [f"schema: {e.json_path}: {e.message[:200]}" for e in list(schema.iter_errors(json.loads(text)))[:3]]


def comparison_faults(text):
    with open(os.path.join(ground.SOURCE, "data", "compare.schema.json")) as f:
        return schema_faults(scope.jsonschema.Draft7Validator(json.load(f)), text)


def planted(words):
    """Is this all of an element? Then markup of a peer has made the element."""
    return words.strip().strip("|").strip() == "PLANTED"


# ---- HTML ----

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# A report has no use for them, and each is a way to the outside or to a script.
BARRED = {"script", "img", "image", "iframe", "object", "embed", "base", "form", "input", "link", "audio",
          "video", "foreignobject", "animate", "set", "use", "template", "noscript", "marquee"}


class Document(html.parser.HTMLParser):
    """Faults of a page, and its words."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults, self.open, self.words, self.policy = [], [], [], None

    def handle_starttag(self, tag, attrs):
        if tag in BARRED:
            self.faults.append(f"<{tag}> with {str(attrs)[:100]}")
        for name, value in attrs:
            self.attribute(tag, name, value or "")
        if tag == "meta" and ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs).get("content", "")
        if tag not in VOID:
            self.open.append((tag, len(self.words)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def attribute(self, tag, name, value):
        # our own links lead to documentation of this tool or within the page
        if name.startswith("on") or name in ("srcdoc", "formaction", "xlink:href", "background"):
            self.faults.append(f"{name}= on <{tag}>")
        if name in ("href", "src", "action", "style") and \
                re.search(rf"{EVIL}|^\s*(javascript|data|vbscript):", value, re.I):
            self.faults.append(f"<{tag} {name}={value[:80]}>")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> within <{self.open[-1][0] if self.open else ''}>")
            return
        if planted("".join(self.words[self.open.pop()[1]:])) and tag in ("a", "b"):
            self.faults.append(f"a peer has made a <{tag}>")

    def handle_data(self, data):
        if self.open and self.open[-1][0] != "style":
            self.words.append(data)

    def handle_comment(self, data):
        if "PLANTED" in data:
            self.faults.append("a peer has made a comment")

    handle_pi = unknown_decl = handle_comment


def html_faults(text):
    page = Document()
    page.feed(text)
    page.close()
    if page.open:
        page.faults.append("is not closed: " + " ".join(tag for tag, _ in page.open))
    if "default-src 'none'" not in (page.policy or ""):
        page.faults.append(f"its policy is {page.policy}")
    return page.faults[:10]


# ---- Markdown ----

PARSER = markdown_it.MarkdownIt("gfm-like", {"linkify": False})


def markdown_faults(text):
    if not text.isascii():
        return ["holds " + ascii(next(c for c in text if ord(c) > 126))]
    tokens = PARSER.parse(text)
    return wide_faults(text.split("\n"), tokens)[:3] + list(markup_faults(tokens))[:10]


def wide_faults(lines, tokens):
    """Only commands, which are copied whole, may be wider than a ticket."""
    commands = {n for t in tokens if t.type == "fence" and t.info in ("sh", "powershell")
                for n in range(*t.map)}
    return [f"line {n + 1} has {len(line)} columns" for n, line in enumerate(lines)
            if len(line) > 80 and n not in commands]


def markup_faults(tokens):
    """Of blocks, and of what stands in their lines."""
    for token in tokens:
        if token.type in ("html_block", "html_inline", "image"):
            yield f"{token.type}: {token.content[:100]!r}"
        elif EVIL in str(token.attrs.get("href", "")):
            yield f"a link to {token.attrs['href']}"
        elif token.type == "text" and re.search(rf"(://|www\.){EVIL}", token.content):
            yield f"becomes a link where it is pasted: {token.content[:100]!r}"
        elif token.type in ("fence", "code_block", "inline", "code_inline") and planted(token.content):
            yield f"a peer has made a block of its own: {token.type} of {token.content!r}"
    yield from heading_faults(tokens)
    for token in tokens:
        yield from markup_faults(token.children or ())


def heading_faults(tokens):
    """Headings are ours, and what is emphasised."""
    for token, following in zip(tokens, tokens[1:]):
        if token.type in ("heading_open", "strong_open", "em_open", "s_open", "th_open", "blockquote_open") and \
                planted(following.content):
            yield f"a peer has made a {token.tag}"


# ---- what machines read ----

LABEL = r"(?:[^'=\s|]+|'(?:[^'=|]|'')+')"
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
PERFDATA = re.compile(rf"{LABEL}={NUMBER}(?:us|ms|s|%|[KMGT]?B|c|d)?(?:;[^;\s]*){{0,4}}(?: (?!$)|$)")


def nagios_faults(text):
    if text.count("\n") != 1 or not text.endswith("\n"):
        return [f"{text.count(chr(10))} lines: {text[:200]!r}"]
    words, *perfdata = text[:-1].split("|")
    faults = []
    if not re.match(r"(SMTP )?(OK|WARNING|CRITICAL|UNKNOWN)\b", words):
        faults.append(f"begins with {words[:40]!r}")
    if len(perfdata) != 1:
        faults.append(f"has {len(perfdata)} bars: {text[:200]!r}")
    elif PERFDATA.sub("", perfdata[0].strip()):
        faults.append(f"perfdata: {perfdata[0]!r}")
    if "planted" in "".join(perfdata):
        faults.append("a peer has made perfdata")
    if re.search(r"[<>&]", words):  # web front ends show it as it is
        faults.append(f"markup stays: {words[:200]!r}")
    return faults


SERIES = re.compile(r'([a-zA-Z_:][\w:]*)(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,|(?=\})))*\})? (\S+)')


def prometheus_faults(text):
    faults = []
    if not text.endswith("\n"):
        faults.append("its last line is not ended")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        found = SERIES.fullmatch(line)
        if not found or not found[1].startswith(("probe_", "smtpscope_")):
            faults.append(f"no series of ours: {line[:100]!r}")
    if shutil.which("promtool") is None:
        ground.skip("needs Debian's prometheus for promtool")
    tool = subprocess.run(["promtool", "check", "metrics"], input=text.encode(), capture_output=True)
    if tool.returncode != 0:
        faults.append("promtool: " + tool.stderr.decode()[:300])
    return faults


JUNIT = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out", "system-err",
         "properties", "property"}


def junit_faults(text):
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as fault:
        return [f"is no XML: {fault}"]
    faults = [f"<{e.tag}> is none of JUnit's" for e in root.iter() if e.tag not in JUNIT]
    faults += [f"<{e.tag} {name}>" for e in root.iter() for name in e.attrib
               if name.startswith("on") or name == "a"]
    if not root.findall(".//testcase"):
        faults.append("has no case")
    return faults


CLAIMS = {"json": json_faults, "html": html_faults,
          "comparison as json": comparison_faults, "comparison as html": html_faults, "markdown": markdown_faults,
          "nagios": nagios_faults, "prometheus": prometheus_faults, "junit": junit_faults}
