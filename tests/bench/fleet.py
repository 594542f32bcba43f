"""Many sessions at once, against the floor: the cheapest program that says the same words."""
import json
import os
import resource

import measure
from place import NAME, STUB_PORTS, ground
from table import Row

SOURCES = {"stub_server": ["-lssl", "-lcrypto", "-lpthread"], "floor_client": ["-luv", "-lgnutls"]}
FLOOR_MODES = {"none": "plain", "starttls": "starttls", "implicit": "tls"}
SAID = {"none": "plain", "starttls": "STARTTLS"}
CPU_MAX, INSTRUCTIONS_MAX = 2, 1.5
MEMORY_MAX = {"none": 4, "starttls": 20}
NO_FLOOR = "no floor: FLOOR=DIR, a folder with stub_server.c and floor_client.c"


def build_floor(sources, folder):
    """The folder with the built programs, or (None, why not)."""
    if not all(os.path.exists(os.path.join(sources, n + ".c")) for n in SOURCES):
        return None, NO_FLOOR
    os.makedirs(folder, exist_ok=True)
    for name, libraries in SOURCES.items():
        try:
            ground.run("gcc", "-O2", "-g", "-o", os.path.join(folder, name),
                       os.path.join(sources, name + ".c"), *libraries)
        except RuntimeError as fault:
            return None, f"no floor: {fault}"[:200]
    return folder, ""


class Fleet:
    def __init__(self, place, floor, why, sizes):
        self.place, self.floor, self.why, self.sizes = place, floor, why, sizes

    def ours(self, mode, n, *options):
        return [ground.built("tests/bench/many"), *options, mode, NAME, str(STUB_PORTS[mode]),
                self.place.authority, str(n)]

    def floors(self, mode, n, *options):
        return [os.path.join(self.floor, "floor_client"), "-m", FLOOR_MODES[mode], "-p",
                str(STUB_PORTS[mode]), "-N", NAME, "-n", str(n), "-j", *options]

    def pair(self, mode, n, ours=(), floors=()):
        """Medians of what both print: {"ours": {...}, "floor": {...}}; ours alone without a floor."""
        both = {"ours": self.ours(mode, n, *ours)}
        if self.floor:
            both["floor"] = self.floors(mode, n, *floors)
        runs = measure.interleaved(both, self.sizes["times"])
        return {name: self.medians(samples) for name, samples in runs.items()}

    @staticmethod
    def medians(samples):
        for s in samples:
            if s.status != 0:
                raise RuntimeError(s.out.decode(errors="replace")[-300:])
        documents = [json.loads(s.out) for s in samples]
        ordered = {key: sorted(d[key] for d in documents) for key in documents[0]
                   if isinstance(documents[0][key], (int, float))}
        return {key: values[len(values) // 2] for key, values in ordered.items()}

    # ---- rows

    def processor(self, mode, n, name, bound=None):
        seen = self.pair(mode, n)
        ours = seen["ours"]["cpu_ms"] * 1e3 / n
        what = f"{SAID[mode]} probe, {n} at once: CPU, of the floor's"
        if "floor" not in seen:
            return Row(name, what, note=f"{ours:.0f} us each; {self.why}")
        floor = seen["floor"]["cpu_us_per_probe"]
        return Row(name, what, ours / floor, "x", bound, f"{ours:.0f} us each, floor {floor:.0f} us")

    def memory(self, mode):
        n = self.sizes["at_once"]
        seen = self.pair(mode, n, ["--hold"], ["-H"])
        ours = (seen["ours"]["rss_held_kb"] - seen["ours"]["rss_base_kb"]) / n
        note = self.why
        if "floor" in seen:
            note = f"floor {seen['floor']['rss_kb_per_probe']:.1f} kB, without a record"
        return Row(f"memory-{mode}", f"{SAID[mode]} probe, {n} in flight: memory each", ours, "kB",
                   MEMORY_MAX[mode], note)

    def instructions(self, mode):
        small, large = self.sizes["instructions"]
        what = f"{SAID[mode]} probe with all facts: instructions, of the floor's"

        def each(command):
            counts = [measure.instructions(command(mode, n), self.place.folder)
                      for n in (small, large)]
            return (counts[1] - counts[0]) / (large - small) / 1e3

        try:
            ours = each(self.ours)
        except measure.CannotCount as reason:
            return Row("instructions", what, note=str(reason))
        if not self.floor:
            return Row("instructions", what, note=f"{ours:.0f} k each; {self.why}")
        floor = each(self.floors)
        return Row("instructions", what, ours / floor, "x", INSTRUCTIONS_MAX,
                   f"{ours:.0f} k each, floor {floor:.0f} k; one certificate, so its verdict is cached")

    def many(self):
        """As many at once in one process as the design promises."""
        n = self.sizes["in_flight"]
        what = f"plain probe, {n} in flight in one process"
        room = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if room < n + 100:
            return Row("in-flight", what, note=f"this machine allows {room} descriptors")
        return self.processor("none", n, "in-flight")

    def rows(self):
        n = self.sizes["at_once"]
        return [self.processor("none", n, "plain-cpu", CPU_MAX), self.memory("none"),
                self.processor("starttls", n, "starttls-cpu"), self.instructions("starttls"),
                self.memory("starttls"), self.many()]
