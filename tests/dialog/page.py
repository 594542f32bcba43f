"""A dialog page as its runner reads it: what to run, and what must come out (see README)."""
import os
import shlex

HEADER = {"target", "user", "secret", "options", "dns", "listen", "cert-name", "interrupt", "cuts",
          "bytes"}


class Block:
    """What the server says at one port: the lines that a cut can follow."""

    def __init__(self, head):
        words = head[len("on "):].rstrip(":").split()
        self.port, self.again, self.hole = int(words[0]), "again" in words, "hole" in words
        self.lines = []  # for each "S:" line the part it comes from, or None
        self.kinds = {"good"}
        self.decisive = 0  # so many lines were said before the client's last QUIT

    def add(self, line, part):
        if line.startswith("S:"):
            self.lines.append(part)
        elif line.replace(" ", "") == "C:QUIT":
            self.decisive = len(self.lines)
        elif line.startswith(("cert:", "no-sni-cert:")):
            self.kinds.add(line.split()[1])


class Page:
    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[:-len(".dialog")]
        self.dns, self.hosts, self.blocks = [], [], []
        self.expect, self.has, self.bars, self.texts = [], [], [], []
        self.header = {"listen": "{address}", "options": "", "cuts": "yes", "bytes": "yes"}
        with open(path) as f:
            for number, line in enumerate(f, 1):
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
        elif key == "dns":
            name, kind, data = rest.split(None, 2)
            self.dns.append((name, kind, data))
        elif key == "hosts":
            self.hosts.append(rest)
        elif key in HEADER:
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
        return set().union({"good"}, *(b.kinds for b in self.blocks))

    @property
    def raised(self):
        """Ids that this page says must come."""
        return {e["finding"] for e in self.expect if "finding" in e} | set(self.has)

    @property
    def cert_name(self):
        return self.header.get("cert-name", self.header["target"])

    def cuts(self, taken):
        """(after how many lines, may the verdict be "ready"); `taken`: parts that another page
        has cut already. Lines of a part are cut by the first page that plays it."""
        if self.header["cuts"] == "no":
            return []
        blocks = [b for b in self.blocks if not b.again and not b.hole]
        fresh = {n for b in blocks for n, part in enumerate(b.lines)
                 if part is None or part not in taken}
        taken.update(part for b in blocks for part in b.lines)
        return [(n, n >= min(b.decisive for b in blocks)) for n in sorted(fresh)]
