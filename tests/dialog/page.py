"""A dialog page as its runner reads it: what to run, and what must come out (see README)."""
import os
import sys

import situation

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tokens"))
import forge


class Page(situation.Situation):
    head = {"target": None, "user": None, "secret": None, "token": None, "cert-name": None, "interrupt": "no",
            "options": "", "listen": "{address}", "cuts": "yes", "bytes": "yes", "clock": "0"}
    lists = ("dns", "hosts")

    def __init__(self, path):
        super().__init__(path)
        if "token" in self.header:
            self.header["secret"] = forge.jwt(self.header["token"])
        if self.header["interrupt"] not in ("no", "at-silence"):
            raise SystemExit(f"{path}: interrupt: at-silence is all there is")

    @property
    def dns(self):
        """(name, type, data) of each record."""
        return [line.split(None, 2) for line in self.many["dns"]]

    @property
    def hosts(self):
        return self.many["hosts"]

    @property
    def has_hole(self):
        """Is there somewhere that no SYN is answered?"""
        return any(b.hole for b in self.blocks) or any("{hole" in w for w in self.options) or \
            any("{hole" in r for r in self.many["dns"])

    @property
    def leaps(self):
        return any(b.leaps for b in self.blocks)

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
