"""Holds what the program says of a domain against what its scenario expects."""
import re

GRAVE = {"error", "warning"}
KEYS = ("owner", "certainty", "severity", "case")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def verdict_faults(scenario, result):
    said = {**{k: result.root.get(k) for k in KEYS}, **result.verdict, "exit": str(result.status)}
    return [f"{key} is {said.get(key)}, not {value}" for key, value in scenario.expect.items() if str(said.get(key)) != value]


def grave_faults(scenario, result):
    """Of a healthy domain: everything that somebody would have to look at."""
    return [f"{f['severity']} {f['id']} ({f['title']}) of a domain that is healthy"
            for f in result.json["findings"] if f["severity"] in GRAVE] if scenario.healthy else []


def shown_record(record):
    return "{action} {name} {type} {value}".format(**{"value": "...", **record})


def all_published(result):
    return [shown_record(p) for f in result.json["findings"] for p in f.get("publish", ())]


def published(result):
    return "to publish:\n" + "\n".join(all_published(result)) if result.json is not None else ""


def wanted_records(scenario, line):
    """"ACTION NAME TYPE VALUE", whole, for each of the values."""
    action, name, kind, values = line.split(None, 3)
    return {f"{action} {scenario.absolute(name)} {kind} {scenario.filled(value)}" for value in values.split(" || ")}


def faults(scenario, result):
    shown = set(all_published(result))
    return verdict_faults(scenario, result) + grave_faults(scenario, result) + \
        [f"no finding {i}" for i in sorted(scenario.ids("has") - result.ids)] + \
        [f"finding {i} must not be there" for i in sorted(scenario.ids("not") & result.ids)] + \
        [f"not told to publish: {line}" for line in scenario.many["publish"] if not wanted_records(scenario, line) & shown]


def faults_of_text(scenario, result):
    text = " ".join(result.text.split())
    missing = [f"the report does not say {t!r}" for t in map(scenario.filled, scenario.many["text"])
               if " ".join(t.split()) not in text]
    return missing + ["control characters in the report" for _ in CONTROL.findall(result.text)[:1]]
