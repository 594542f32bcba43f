"""A page of tests: one situation and what smtpscope must conclude from it.

Dialog pages and scenarios of the lab share these words; the README of either folder explains them.
"""
import os
import shlex


class Block:
    """What a scripted server says at one port: the lines that a cut can follow."""

    def __init__(self, head):
        words = head[len("on "):].rstrip(":").split()
        self.port, self.again, self.hole = int(words[0]), "again" in words, "hole" in words
        self.lines = []  # for each "S:" line the part it comes from, or None
        self.kinds, self.cert, self.staple = {"good"}, "good", None
        self.leaps = False  # does the client's clock leap?
        self.decisive = 0  # so many lines were said before the client's last QUIT

    def add(self, line, part):
        if line.startswith("S:"):
            self.lines.append(part)
        elif line.replace(" ", "") == "C:QUIT":
            self.decisive = len(self.lines)
        elif line == "timeout":
            self.leaps = True
        elif line.startswith(("cert:", "no-sni-cert:")):
            self.kinds.add(line.split()[1])
            if line.startswith("cert:"):
                self.cert = line.split()[1]
        elif line.startswith("staple:"):
            self.staple = line.split()[1]


def open_lines(path):
    with open(path) as f:
        return f.readlines()


class Situation:
    """Head, blocks and expectations of the page at `path`, or of `lines` that stand for one."""

    head = {}   # keys of which a page has one: what stands for them where it has none
    lists = ()  # keys of which a page may have several

    def __init__(self, path, lines=None):
        self.path, self.name = path, os.path.splitext(os.path.basename(path))[0]
        self.header = {k: v for k, v in self.head.items() if v is not None}
        self.many = {key: [] for key in self.lists}
        self.blocks, self.expect, self.has, self.bars, self.texts = [], [], [], [], []
        for number, line in enumerate(lines or open_lines(path), 1):
            try:
                self.read(line.strip())
            except (ValueError, KeyError) as fault:
                raise SystemExit(f"{path}:{number}: {fault}")
        if "target" not in self.header or not self.expect:
            raise SystemExit(f"{path}: needs target: and expect:")

    def read(self, line):
        key, _, rest = line.partition(":")
        rest = rest.strip()
        if not line or line.startswith("#"):
            return
        if line.startswith("on "):
            self.blocks.append(Block(line))
        elif key == "expect":
            self.expect.append(dict(word.split("=", 1) for word in rest.split()))
        elif key == "has":
            self.has += rest.split()
        elif key == "not":
            self.bars += rest.split()
        elif key == "text":
            self.texts.append(rest)
        elif self.blocks:
            self.read_step(line, None)
        elif key in self.lists:
            self.many[key].append(rest)
        elif key in self.head:
            self.header[key] = rest
        else:
            raise ValueError(f"not understood: {line}")

    def read_step(self, line, part):
        if line.startswith("<"):
            part = line[1:].strip()
            with open(os.path.join(os.path.dirname(self.path), "parts", part)) as f:
                for inner in f:
                    self.read_step(inner.strip(), part)
        else:
            self.blocks[-1].add(line, part)

    @property
    def options(self):
        return shlex.split(self.header["options"])

    @property
    def kinds(self):
        """Of certificates."""
        return set().union({"good"}, *(b.kinds for b in self.blocks))

    @property
    def staples(self):
        """{kind of certificate: the OCSP responses that are sent beside it}"""
        staples = {}
        for block in self.blocks:
            if block.staple:
                staples.setdefault(block.cert, set()).add(block.staple)
        return staples

    @property
    def clock(self):
        """Seconds by which the client's clock is ahead: "+2h", "-40d"."""
        text = self.header["clock"]
        return int(text) if text[-1].isdigit() else int(text[:-1]) * {"h": 3600, "d": 86400}[text[-1]]

    @property
    def raised(self):
        """Ids that must come."""
        return {e["finding"] for e in self.expect if "finding" in e} | set(self.has)

    # ---- what came out

    def differences(self, result):
        """Faults of the JSON result against all that is expected."""
        faults = []
        for wanted in self.expect:
            wanted = dict(wanted)
            stage = None
            if "stage" in wanted:
                name, port = wanted.pop("stage"), int(wanted.pop("port", "587"))
                stage = result.stage(port, name, int(wanted.pop("nth", "0")),
                                     wanted.pop("changed", None))
                if stage is None:
                    faults.append(f"no stage {name} at port {port}")
                    continue
            for key, value in wanted.items():
                seen = look_up(result, stage, key)
                if str(seen) != value:
                    faults.append(f"{key} is {seen}, the page expects {value}")
        faults += [f"no finding {i}" for i in self.has if i not in result.ids]
        faults += [f"finding {i} must not be there" for i in self.bars if i in result.ids]
        return faults

    def missing_words(self, result, fill):
        """What the report for people should say and does not; `fill` puts in addresses."""
        shown = " ".join(result.text.split())
        return [f"the report does not say \"{t}\"" for t in self.texts
                if " ".join(fill(t).split()) not in shown]


def look_up_way(way, key):
    """The way of sending, the other that it may be, how sure that is, the rank of the first need that is not met."""
    if key == "way-unmet":
        return next((n for n, need in enumerate(way.get("needs", []), 1) if need["state"] == "not-met"), 0)
    return {"way": way, "way-or": way.get("or", {})}.get(key, {}).get("id", way.get("certainty"))


def look_up(result, stage, key):
    """What the result has under a word of "expect:"."""
    if key == "exit":
        return result.status
    if key in ("status", "finding"):
        return result.verdict.get(key)
    if key == "works":
        return ",".join(sorted({str(w["port"]) for w in result.verdict.get("works", [])}))
    if key == "retries":
        return ",".join(s["changed"] for s in result.json["sessions"] if s["purpose"] == "retry")
    if key == "ad":
        return "yes" if any(q.get("ad") for q in result.json["dns"]["queries"]) else "no"
    if key == "tlsa" and stage is not None:
        return ",".join(t["verdict"] for t in stage.get("tlsa", []))
    if key in ("owner", "certainty", "severity"):
        return result.root.get(key)
    if key.startswith("way"):
        return look_up_way(result.json.get("way", {}), key)
    if key == "code" and stage is not None:
        return (stage.get("reply") or {}).get("code")
    if key == "answered" and stage is not None:
        return stage.get("offender", "nobody")
    if stage is not None:
        return stage.get(key)
    raise SystemExit(f"expect: knows no {key}")
