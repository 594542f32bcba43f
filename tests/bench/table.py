"""The figures: for people on standard output, for programs as JSON."""
import json
import shutil
import textwrap

WIDTH = min(shutil.get_terminal_size((110, 24)).columns, 130)


class Row:
    """One figure. `bound`: what it may be at most, or None; without `value` the note says why."""

    def __init__(self, name, what, value=None, unit="", bound=None, note=""):
        self.name, self.what, self.value, self.unit = name, what, value, unit
        self.bound, self.note = bound, note

    @property
    def met(self):
        return None if self.value is None or self.bound is None else self.value <= self.bound

    def as_json(self):
        return {"name": self.name, "what": self.what, "value": self.value, "unit": self.unit,
                "bound": self.bound, "met": self.met, "note": self.note}


def number(value, unit=""):
    if value is None:
        return "-"
    text = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{text} {unit}".rstrip()


def show_rows(rows):
    print(f"{'':52} {'measured':>12} {'at most':>12}")
    for row in rows:
        mark = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"{row.what:52} {number(row.value, row.unit):>12} {number(row.bound, row.unit):>12}  {mark}"
              .rstrip())
        for line in textwrap.wrap(row.note, WIDTH - 4):
            print("    " + line)


def show_chain(links, round_trip):
    print(f"\n{'the longest chain':40} {'needed':>8} {'took':>8} {'ms':>9}   round trips of "
          f"{round_trip:.1f} ms")
    for link in links:
        print(f"{link.name + ('  ' + link.where if link.where else ''):40} "
              f"{link.trips or '':>8} {link.ms / round_trip:8.2f} {link.ms:9.1f}")
    print(f"{'':40} {sum(k.trips for k in links):8} {sum(k.ms for k in links) / round_trip:8.2f} "
          f"{sum(k.ms for k in links):9.1f}")


def show_rivals(rivals):
    print(f"\n{'one server, over the same cable':40} {'wall ms':>9} {'CPU ms':>9}")
    for name, cost in rivals.items():
        if "fault" in cost:
            print(f"{name:40} {cost['fault']}")
        else:
            print(f"{name:40} {cost['wall_ms']:9.1f} {cost['cpu_ms']:9.2f}")


def write_json(path, head, rows, links, round_trip, rivals):
    document = {**head, "rows": [r.as_json() for r in rows], "round_trip_ms": round_trip,
                "chain": [vars(k) for k in links], "rivals": rivals}
    with open(path, "w") as f:
        json.dump(document, f, indent=1)
        f.write("\n")
