"""The command sweep, whole, against the floor, against itself and against what people use today."""
import os
import shutil
import subprocess
import time

import full_check
import measure
from fleet import CPU_MAX, INSTRUCTIONS_MAX, MEMORY_MAX, SAID
from place import NAME, ground
from table import Row

# Two loops on free processors are 1.7 times as fast as one, if they cost no more than this together.
LOOPS_CPU_MAX, LOOPS_WALL_MAX = 2 / 1.7, 1 / 1.7
FLAT_MAX, HOLES_CPU_MAX, HOLES_WALL_MAX, FINGER_MAX = 1.15, 1.05, 1.05, 1 / 5
HOLES = "127.64.0.0/14"


def address(i, second=16):
    """Neighbours are in different networks."""
    return f"127.{second + i // (256 * 250)}.{i % 256}.{i // 256 % 250 + 1}"


class Sweeps:
    def __init__(self, place, fleet, sizes):
        self.place, self.fleet, self.sizes = place, fleet, sizes

    # ---- what is run

    def listed(self, name, addresses, mode="none"):
        tls = "" if mode == "none" else f" tls={mode}"
        return self.place.write(name, "".join(
            (f"{NAME} address={a}{tls}\n" if tls else a + "\n") for a in addresses))

    def sweep(self, source, *options):
        return [ground.built("smtpscope"), "sweep", source, "-p", "25", "--tls", "none", "--ca-file",
                self.place.authority, "--ehlo", "bench.example.org", "-o",
                os.path.join(self.place.folder, "results"), "--force", *options]

    def of_size(self, mode, n, *options):
        return self.sweep(self.listed(f"list-{mode}-{n}", map(address, range(n)), mode), *options)

    def cost(self, command, n, times=None):
        """Median of the processor time, in us a target, and of the wall time, in ms."""
        samples = [measure.run(command, full_check.environment()) for _ in range(times or self.sizes["times"])]
        return self.typical(samples, n)

    def typical(self, samples, n):
        bad = next((s for s in samples if s.status not in (0, 1)), None)
        if bad is not None:
            raise RuntimeError(f"sweep: {bad.status}: {bad.out.decode(errors='replace')[-300:]}")
        with open(os.path.join(self.place.folder, "results"), "rb") as f:
            done = f.read().count(b"\n")
        if done != n:
            raise RuntimeError(f"sweep: {done} records, not {n}")
        return measure.median(samples, "cpu") * 1e3 / n, measure.median(samples, "wall")

    # ---- against the floor

    def processor(self):
        n = self.sizes["at_once"]
        what = f"sweep, {n} plain targets: CPU, of the floor's"
        commands = {"ours": self.of_size("none", n, "--loops", "1")}
        if self.fleet.floor:
            commands["floor"] = self.fleet.floors("none", n)
        runs = measure.interleaved(commands, self.sizes["times"], full_check.environment())
        ours, _ = self.typical(runs["ours"], n)
        if not self.fleet.floor:
            return Row("sweep-plain-cpu", what, note=f"{ours:.0f} us each; {self.fleet.why}")
        floor = measure.median(runs["floor"], "cpu") * 1e3 / n
        return Row("sweep-plain-cpu", what, ours / floor, "x", CPU_MAX,
                   f"{ours:.0f} us each, floor {floor:.0f} us; start, list and results included")

    def instructions(self):
        small, large = self.sizes["instructions"]
        what = "sweep, STARTTLS, verdict cached: instructions, of the floor's"

        def each(command):
            counts = [measure.instructions(command(n), self.place.folder) for n in (small, large)]
            return (counts[1] - counts[0]) / (large - small) / 1e3

        try:
            ours = each(lambda n: self.of_size("starttls", n, "--loops", "1"))
        except measure.CannotCount as reason:
            return Row("sweep-instructions", what, note=str(reason))
        if not self.fleet.floor:
            return Row("sweep-instructions", what, note=f"{ours:.0f} k each; {self.fleet.why}")
        floor = each(lambda n: self.fleet.floors("starttls", n))
        return Row("sweep-instructions", what, ours / floor, "x", INSTRUCTIONS_MAX,
                   f"{ours:.0f} k each, floor {floor:.0f} k")

    # ---- memory: all of them wait for the answer to their last EHLO

    def resident_in_flight(self, mode, n):
        """kB, while n sessions have all their facts."""
        kind = {"none": "plain", "starttls": "starttls"}[mode]
        server = self.place.children.start(
            ground.built("tests/support/fleetd"), "--certs", os.path.dirname(self.place.certificate),
            "--hold", str(n), f"{kind}=16-63", stdout=subprocess.PIPE, text=True)
        child = None
        try:
            expect(server, "ready")
            child = self.place.children.start(
                *self.of_size(mode, n, "--loops", "1", "--reply-timeout", "100", "-t", "110"),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=full_check.environment())
            expect(server, "held")
            with open(f"/proc/{child.pid}/status") as f:
                return next(int(x.split()[1]) for x in f if x.startswith("VmRSS"))
        finally:
            for process in (child, server):
                if process is not None:
                    self.place.children.end(process)

    def memory(self, mode):
        small, large = self.sizes["held"]
        each = (self.resident_in_flight(mode, large) - self.resident_in_flight(mode, small)) / (large - small)
        return Row(f"sweep-memory-{mode}", f"sweep, {SAID[mode]}, {large} in flight: memory each", each, "kB",
                   MEMORY_MAX[mode], f"what {large} hold more than {small}; list and results included")

    # ---- against itself

    def loops(self):
        n = self.sizes["in_flight"] // 4
        commands = {k: self.of_size("starttls", n, "--loops", k) for k in ("1", "2")}
        cpu, wall = {}, {}
        for loops, command in commands.items():
            cpu[loops], wall[loops] = self.cost(command, n)
        cores = os.cpu_count()
        enough = cores >= 4
        return [Row("sweep-loops-cpu", "sweep, STARTTLS, two loops: CPU of both, of one loop's",
                    cpu["2"] / cpu["1"], "x", LOOPS_CPU_MAX, f"{cpu['1']:.0f} us a target with one"),
                Row("sweep-loops-wall", "... wall time, of one loop's", wall["2"] / wall["1"], "x",
                    LOOPS_WALL_MAX if enough else None,
                    "" if enough else f"the server shares {cores} processors with both loops: no bound")]

    def sizes_flat(self):
        rows, first = [], None
        for n in self.sizes["targets"]:
            each, _ = self.cost(self.of_size("none", n, "--loops", "1"), n, 1)
            first = first or each
            rows.append(Row(f"sweep-{n}", f"sweep, {n} plain targets: CPU a target, of the smallest's",
                            each / first, "x", FLAT_MAX, f"{each:.0f} us each"))
        return rows

    def black_holes(self):
        """One in ten is dropped."""
        n, seconds = self.sizes["at_once"], self.sizes["connect_s"]
        ground.run("nft", "-f", "-", input="\n".join([
            "add table inet bench", "add chain inet bench in { type filter hook input priority 0; }",
            f"add rule inet bench in ip daddr {HOLES} tcp dport 25 drop"]))
        try:
            mixed = [address(i, 64) if i % 10 == 0 else address(i) for i in range(n)]
            timeout = ["--loops", "1", "--connect-timeout", str(seconds)]
            commands = {"all": self.of_size("none", n, *timeout),
                        "mixed": self.sweep(self.listed("list-holes", mixed), *timeout)}
            runs = measure.interleaved(commands, self.sizes["times"], full_check.environment())
        finally:
            ground.run("nft", "delete", "table", "inet", "bench")
        cpu, wall = zip(*(self.typical(runs[name], n) for name in commands))
        return [Row("sweep-black-holes-cpu", f"sweep, {n} plain targets, 10 % black-holed: CPU, of that without",
                    cpu[1] / cpu[0], "x", HOLES_CPU_MAX, f"{cpu[1]:.0f} us and {cpu[0]:.0f} us each"),
                Row("sweep-black-holes-wall", "... wall time, of that without and one time-out",
                    wall[1] / (wall[0] + seconds * 1e3), "x", HOLES_WALL_MAX, f"{wall[1] / 1e3:.1f} s")]

    # ---- against what people use: a process each, eight at a time

    def rivals(self):
        n = self.sizes["rivals"]
        each = {"posttls-finger": "posttls-finger -c -l may [{}]:25",
                "swaks --quit-after TLS": "swaks --server {} --port 25 -tls --quit-after TLS",
                "msmtp --serverinfo": "msmtp --serverinfo --host={} --port=25 --tls=on --tls-starttls=on "
                                      "--tls-certcheck=off"}
        addresses = self.place.write("addresses", "".join(address(i) + "\n" for i in range(n)))
        commands = {name: ["xargs", "-P", "8", "-I{}", "-a", addresses, *words.split()]
                    for name, words in each.items()}
        commands["nmap --script smtp-commands"] = ["nmap", "-Pn", "-n", "-p", "25", "--script", "smtp-commands",
                                                   "-iL", addresses]
        ours, wall = self.cost(self.of_size("starttls", n), n)
        rows = [Row("sweep-rivals", f"sweep, the same {n} targets with STARTTLS: CPU a target (us)", ours, "us",
                    None, f"{wall:.0f} ms")]
        return rows + [self.rival(name, command, n, ours) for name, command in commands.items()]

    def rival(self, name, command, n, ours):
        row = f"sweep-of-{name.split()[0]}"
        what = f"... of {name}'s, {n} targets"
        env = full_check.environment()
        program = command[6] if command[0] == "xargs" else command[0]
        if shutil.which(program, path=env["PATH"]) is None:
            return Row(row, what, note=f"{program} is not installed: ./quickstart bench installs it")
        sample = measure.run(command, env)
        if sample.status != 0:
            last = sample.out.decode(errors="replace").strip().splitlines()[-1:] or [""]
            return Row(row, what, note=f"{program} ended with {sample.status}: {last[0][:90]}")
        return Row(row, what, ours / (sample.cpu * 1e3 / n), "x",
                   FINGER_MAX if program == "posttls-finger" else None,
                   f"{sample.cpu * 1e3 / n:.0f} us a target, {sample.wall:.0f} ms in all")

    def rows(self):
        """Against the fast server; it has to be gone for rows_of_memory()."""
        return [self.processor(), self.instructions(), *self.loops(), *self.sizes_flat(),
                *self.black_holes(), *self.rivals()]

    def rows_of_memory(self):
        return [self.memory("none"), self.memory("starttls")]


def expect(server, word):
    end = time.monotonic() + measure.PATIENCE_S
    while time.monotonic() < end:
        line = server.stdout.readline()
        if line == word + "\n":
            return
        if not line:
            break
    raise RuntimeError(f"fleetd never said {word}")
