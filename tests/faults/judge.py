"""What must hold whatever failed: the program says what is wrong, or did not mind, and never blames
a server that is well."""
import errno
import re

import scope
from situations import SECRET, SITUATIONS

LINE = re.compile(rb"smtpscope: [^\n]+\n")
OURS = 2, 4  # exit status of an error of this machine's


def complaints(run):
    """Faults of stderr: whole lines of ours, and one only where the program gave up."""
    err = re.sub(rb"smtpscope: warning: [^\n]*\n", b"", run.result.err)
    lines = LINE.findall(err)
    if b"".join(lines) != err:
        return ["stderr holds more than lines of smtpscope"]
    if run.result.status in OURS and len(lines) != 1 and run.situation != "broken":
        return [f"{len(lines)} lines on stderr, one is wanted"]
    if run.result.status not in OURS and lines:
        return ["an error is told, but the exit status is none"]
    return []


def told(run):
    """The report was whole, and what came after it failed."""
    return run.result.status in OURS and run.result.err


def leftovers(run, healthy):
    return [f"{name} is left behind or not whole" for name in run.files
            if name not in healthy.files or (name == "chain.pem" and
                                             run.files[name] != healthy.files[name])]


def verdict_faults(run, healthy, call):
    """A report must say what it says undisturbed, or that this machine is at fault."""
    result, well = run.result, healthy.result
    seen, wanted = (r.verdict.get("finding") for r in (result, well))
    if seen == wanted and result.verdict["status"] == well.verdict["status"]:
        return [] if result.status == well.status or told(run) else [f"exit {result.status}"]
    if result.root.get("owner") != "you" or seen not in LOCAL | ALSO.get(call, set()):
        return [f"verdict {result.verdict['status']} {seen}: \"{result.verdict['summary']}\""]
    return []


# Verdicts that blame nobody but this machine, and what some calls mean to it. c-ares has one word
# for all that keeps it from asking.
LOCAL = {"local-error"}
NO_DNS = {"dns-no-resolver"}
ALSO = {"connect": {"net-local-block", *NO_DNS}, "socket": NO_DNS, "setsockopt": NO_DNS,
        "send": NO_DNS, "recvfrom": NO_DNS, "fopen": NO_DNS,
        "open": {"cert-no-trust-store"}, "read": {"cert-no-trust-store"}}


def document_faults(run, healthy, call):
    result, document = run.result, run.document
    if not document:
        return [] if result.status in OURS else ["no report"]
    if "--json" not in SITUATIONS[run.situation]:
        return text_faults(run, healthy)
    result.out = document
    faults = [f for f in result.read_json() if not (f.startswith("exit ") and told(run))]
    return faults or verdict_faults(run, healthy, call)


def text_faults(run, healthy):
    """Of a text only the frame can be compared: what stands in it has times."""
    if run.result.status in OURS:
        return ["an error, and a report"] if run.result.status != healthy.result.status else []
    def frame(text):
        return re.sub(r"[0-9]+", "0", text).split()
    if run.situation != "text":
        return [] if run.document == healthy.document else ["another text"]
    if run.result.text.endswith("\n") and len(frame(run.result.text)) > 20:
        return []
    return ["the text is not whole"]


def faults_of(run, healthy, call=None):
    result = run.result
    if result.status is None:
        return ["hangs"]
    if result.status < 0:
        return [f"ended by signal {-result.status}"]
    if result.status > 4:
        return [f"ended with {result.status}"]
    return result.leaks(SECRET) + complaints(run) + leftovers(run, healthy) + \
        document_faults(run, healthy, call)
