"""Calls that fail or come short, one in each run, by the hand of faulty.so."""
import concurrent.futures
import errno
from collections import Counter, defaultdict, namedtuple

import judge
import stall
from situations import SITUATIONS

ALLOCATIONS = {"malloc", "calloc", "realloc"}

# How a call may fail without any fault of a peer: what the manuals of Linux name, or "short".
WAYS = {
    "malloc": ["ENOMEM"],
    "calloc": ["ENOMEM"],
    "realloc": ["ENOMEM"],
    "socket": ["EMFILE", "ENOBUFS"],
    "bind": ["EADDRINUSE"],
    "connect": ["EADDRNOTAVAIL", "EAGAIN", "EPERM"],
    "getsockname": ["ENOBUFS"],
    "getsockopt": ["ENOBUFS"],
    "setsockopt": ["ENOBUFS"],
    "shutdown": ["ENOBUFS"],
    "send": ["short", "EINTR", "EAGAIN", "ENOBUFS"],
    "recv": ["short", "EINTR", "EAGAIN", "ENOMEM"],
    "recvfrom": ["EINTR", "EAGAIN", "ENOMEM"],
    "recvmsg": ["EINTR", "ENOMEM"],
    "read": ["short", "EINTR", "EIO"],
    "write": ["short", "EINTR", "EAGAIN", "ENOSPC", "EIO"],
    "fsync": ["EIO", "ENOSPC"],
    "fchmod": ["EPERM"],
    "rename": ["ENOSPC"],
    "renameat2": ["EINVAL", "ENOSPC"],
    "link": ["EPERM"],
    "unlink": ["EIO"],
    "mkostemp": ["EMFILE", "ENOSPC", "EROFS"],
    "open": ["EMFILE", "ENFILE", "EACCES"],
    "open64": ["EMFILE", "EACCES"],
    "fopen": ["EMFILE", "ENOMEM"],
    "close": ["EIO", "EINTR"],
    "epoll_create1": ["EMFILE"],
    "epoll_ctl": ["ENOMEM", "ENOSPC"],
    "epoll_wait": ["EINTR"],
    "epoll_pwait": ["EINTR"],
    "poll": ["EINTR"],
    "pipe2": ["EMFILE", "ENFILE"],
    "eventfd": ["EMFILE"],
    "pthread_create": ["EAGAIN"],
    "fork": ["EAGAIN"],
    "dup2": ["EBUSY"],
    "waitpid": ["EINTR"],
    "getaddrinfo": ["ENOMEM"],
    "clock_gettime": ["EPERM"],
    "getrandom": ["short", "EINTR", "ENOSYS"],
}

# Of libraries: no contract of theirs has a clock that fails, and their pipe to themselves blocks.
IMPOSSIBLE = {("clock_gettime", "library", "EPERM"), ("write", "library", "EAGAIN")}

# What is over when the call is made again.
PASSING = {"EINTR", "EAGAIN"}

# So many functions on the way to a call tell one site from another.
DEPTH, DEPTH_OF_ALL = 4, 12
AT_ONCE = 3
MET_AT_LEAST = 0.9  # of all: see play_case()

# Only where others fail, or where a file system or a library is another.
UNUSED = {"link", "open64", "unlink", "epoll_pwait", "poll"}

Case = namedtuple("Case", "situation call who site nth way")


def fault_of(case, depth):
    """The case in the words of faulty.c."""
    fault = {"call": case.call, "nth": case.nth, "depth": depth,
             "action": case.way if case.way == "short" else getattr(errno, case.way)}
    return {**fault, **{k: v for k, v in (("who", case.who), ("site", case.site)) if v}}


def cases_of(situation, calls, known, everything):
    """The cases that the calls of an undisturbed run give: each site that is not in `known` yet
    once; with `everything` also from then on, and the program's own allocations one by one."""
    totals, cases = Counter((name, who) for name, who, _ in calls), []
    for name, who, site in calls:
        fresh = (name, site) not in known
        known.add((name, site))
        if fresh:
            cases += [Case(situation, name, who, site, nth, way)
                      for way in WAYS[name] if (name, who, way) not in IMPOSSIBLE
                      for nth in ("1", "1+")[:2 if everything and way not in PASSING else 1]]
    if everything:
        cases += [Case(situation, name, who, None, str(n), "ENOMEM")
                  for (name, who), total in totals.items()
                  if name in ALLOCATIONS and who == "program" for n in range(1, total + 1)]
    return list(dict.fromkeys(cases))


def survey(stage, depth, everything):
    """What each situation is like undisturbed, and all cases that follow from it."""
    well, cases, known = {}, [], set()
    for situation in SITUATIONS:
        well[situation] = stage.play_well(situation)
        counted = stage.play(situation, {"depth": depth})
        if not counted.calls:
            raise RuntimeError(f"{situation}: faulty.so has seen no call")
        cases += cases_of(situation, counted.calls, known, everything)
    if stage.sanitized:
        cases = [c for c in cases if c.call not in ALLOCATIONS or c.who == "program"]
    return well, cases


def play_case(stage, case, depth, well):
    """(did the fault come about, faults of how it was met). The ways to a call differ with what
    comes first, the peer's answer or the end of our own work: a second try may meet it."""
    for _ in stall.tries():
        for _ in range(2):
            run = stage.play(case.situation, fault_of(case, depth))
            faults = judge.faults_of(run, well[case.situation], case.call)
            if run.struck or faults:
                break
        if not faults:
            break
    where = f"{case.call} {case.nth} from {case.site or 'anywhere'}: {case.way}"
    return run.struck, faults and [where, *faults, run.result.describe()]


def note_group(tally, name, results):
    """One line for all faults of a kind in a situation."""
    faults = [line for _, lines in results for line in lines]
    tally.note(f"{name}, {sum(s for s, _ in results)} times", faults[:60])


def note_met(tally, results):
    """A fault that did not come about has tested nothing."""
    struck = sum(s for s, _ in results)
    tally.note(f"{struck} of {len(results)} faults came about",
               [] if struck >= len(results) * MET_AT_LEAST else ["too few"])


def play(stage, tally, everything):
    depth = DEPTH_OF_ALL if everything else DEPTH
    well, cases = survey(stage, depth, everything)
    for situation, run in well.items():
        tally.note(f"{situation}, undisturbed", judge.faults_of(run, run))
    groups = defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        played = pool.map(lambda c: play_case(stage, c, depth, well), cases)
        for case, result in zip(cases, played):
            groups[f"{case.situation}: {case.call} {case.way}"].append(result)
    for name, results in groups.items():
        note_group(tally, name, results)
    note_met(tally, [r for results in groups.values() for r in results])
    missing = set(WAYS) - {c.call for c in cases} - UNUSED
    if stage.sanitized:
        missing -= ALLOCATIONS
    tally.note("every call of the table is made somewhere", [f"no {name}" for name in missing])
