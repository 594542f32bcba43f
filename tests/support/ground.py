"""Namespaces in which tests play network, and what every runner prints.

enter() starts the calling script again in network, mount and process namespaces of its own: nothing
in them reaches the outside, and whatever a test starts ends with it, also after SIGKILL. Ordinary
users get this through a user namespace.

make_ground() makes two hosts: "here", where the servers are and which routes, and "client":

    client 192.0.2.1  ------  192.0.2.254 here     198.51.100.0/24, 2001:db8:2::/64   servers
                                                   203.0.113.0/26, 2001:db8:dead::/64 dropped
                                                   203.0.113.64/26                    prohibited
                                                   203.0.113.128/26                   unreachable
                                                   203.0.113.192/26     refused by client itself
"""
import atexit
import faulthandler
import glob
import os
import signal
import subprocess
import sys
import threading
import time

SUPPORT = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(SUPPORT))
ENTERED = "SMTPSCOPE_TESTS_INSIDE"
gate = None  # inside: the process, as numbered outside, whose namespaces these are

# Seconds that one claim may take; what takes longer hangs. 0: no limit, for a debugger.
LIMIT = int(os.environ.get("SMTPSCOPE_TESTS_LIMIT", "300"))

# Packets that may wait for a relay that waits for a processor; the kernel's own 500 are few.
BURST = "8192"


def built(name):
    """A program of the build: where make runs us, or in build/ beside the sources."""
    for folder in (os.getcwd(), os.path.join(SOURCE, "build")):
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    raise SystemExit(f"{name} is not built; see HACKING.md")


def skip(reason):
    """Ends the script: automake's word for "skipped", an error where CI promised all."""
    if os.environ.get("CI") == "true":
        print(f"not ok - cannot run: {reason} (CI=true: a skip is a failure)")
        sys.exit(1)
    print(f"skipped: {reason}")
    sys.exit(77)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done


def inside():
    return ENTERED in os.environ


def enter(root_needed=False):
    global gate
    if inside():
        gate = os.environ.pop(ENTERED)
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        return
    unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        if root_needed:
            become_root()
        unshare.append("--map-root-user")
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where nft, ip and servers are for root
    try:
        run(*unshare, "true")
    except (OSError, RuntimeError) as fault:
        skip(f"cannot make namespaces: {fault}")
    os.execvpe(unshare[0], unshare + [sys.executable] + sys.argv, {**os.environ, ENTERED: str(os.getpid())})


def become_root():
    """Starts the script again with sudo where somebody said so and no password is asked for."""
    if os.environ.get("SMTPSCOPE_TESTS_SUDO") and \
            subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        keep = [f"{k}={os.environ[k]}" for k in ("CI", "PATH", "SMTPSCOPE_TESTS_LIMIT") if k in os.environ]
        os.execvp("sudo", ["sudo", "-n", "env", *keep, sys.executable] + sys.argv)
    skip("needs root")


def ip(*words, host=None):
    run(*(in_host(host) if host else []), "ip", *words)


def set_sysctl(name, value):
    with open("/proc/sys/" + name, "w") as f:
        f.write(value)


def in_host(name):
    """What stands before a command that is to run in namespace `name`."""
    return ["nsenter", f"--net=/run/netns/{name}"]


def lay_cable(here, name, there):
    """Joins device `here` of this namespace to device `there` in namespace `name`."""
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)


def slow_cable(children, *, ms=0, kbit=None, largest=None, queue=None):
    """A lay_cable() whose packets take `ms` each way; the others are options of delay.c. Ends with
    `children`. The MTU is that of the devices: `ip link set ... mtu`. Its near end may be in another
    namespace too: "NAME:DEVICE"."""
    given = {"--ms": ms, "--kbit": kbit, "--largest": largest, "--queue": queue}
    options = [word for key, value in given.items() if value is not None
               for word in (key, str(value))]

    def lay(here, name, there):
        relay = children.start(built("tests/support/delay"), *options, here, f"{name}:{there}",
                               stdout=subprocess.PIPE, text=True)
        if relay.stdout.readline() != "ready\n":
            raise RuntimeError(f"no cable to {name}: is /dev/net/tun there?")
        for end in (here, f"{name}:{there}"):
            host, _, device = end.rpartition(":")
            ip("link", "set", device, "txqueuelen", BURST, host=host or None)
    return lay


def make_host(name, network, host, routes=(), lay=lay_cable):
    """A namespace joined to this one by a cable: `host` there and 254 here, in both families."""
    v4, v6 = network
    ip("netns", "add", name)
    lay("to-" + name, name, "cable")
    ip("link", "set", "lo", "up", host=name)
    for device, end, where in (("to-" + name, "254", None), ("cable", host, name)):
        ip("address", "add", f"{v4}.{end}/24", "dev", device, host=where)
        ip("address", "add", f"{v6}::{end}/64", "dev", device, "nodad", host=where)
        ip("link", "set", device, "up", host=where)
    for route in routes:
        via = f"{v6}::254" if ":" in route else f"{v4}.254"
        ip("route", "add", route, "via", via, host=name)


def make_router():
    ip("link", "set", "lo", "up")
    set_sysctl("net/ipv4/ip_forward", "1")
    set_sysctl("net/ipv6/conf/all/forwarding", "1")


def make_ground():
    make_router()
    make_host("client", ("192.0.2", "2001:db8:1"), "1",
              ("198.51.100.0/24", "198.18.0.0/24", "203.0.113.0/24", "2001:db8:2::/64", "2001:db8:dead::/64"))
    ip("route", "add", "prohibit", "203.0.113.192/26", host="client")
    set_sysctl("net/ipv6/ip_nonlocal_bind", "1")  # IPv4 has that with the route alone
    ip("route", "add", "local", "198.51.100.0/24", "dev", "lo")
    ip("route", "add", "local", "198.18.0.0/24", "dev", "lo")
    ip("-6", "route", "add", "local", "2001:db8:2::/64", "dev", "lo")
    ip("route", "add", "blackhole", "203.0.113.0/26")
    ip("route", "add", "prohibit", "203.0.113.64/26")
    ip("route", "add", "unreachable", "203.0.113.128/26")
    ip("-6", "route", "add", "blackhole", "2001:db8:dead::/64")


def add_lines(path, lines, folder):
    """Shows a copy of the system file `path` with more lines, to this test's processes only."""
    copy = os.path.join(folder, "with-lines." + os.path.basename(path))
    with open(path) as old, open(copy, "w") as new:
        new.write(old.read() + "".join(line + "\n" for line in lines))
    os.chmod(copy, 0o644)
    run("mount", "--bind", copy, path)


def descendants(pid):
    """The processes below it."""
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path) as f:
                children = f.read().split()
        except OSError:
            continue
        for child in map(int, children):
            yield from descendants(child)
            yield child


class Watch:
    """Ends a runner that hangs: it says where each of its threads stands, and nothing that it has started survives it.

    Counts seconds that it has lived through itself: a machine that stands still takes nobody's time."""

    def __init__(self):
        self.after, self.left = "the start", LIMIT
        if LIMIT:
            threading.Thread(target=self.count, daemon=True).start()

    def seen(self, claim):
        self.after, self.left = f'"{claim}"', LIMIT

    def look_away(self):
        """Somebody looks at it who takes the time."""
        self.left = float("inf")

    def count(self):
        while self.left > 0:
            time.sleep(1)
            self.left -= 1
        print(f"not ok - {os.path.relpath(sys.argv[0])} hangs: nothing for {LIMIT} s after {self.after}", flush=True)
        below = list(descendants(os.getpid()))
        for pid in below:
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as f:
                    print(f"    {pid} {f.read(200).replace(bytes(1), b' ').decode(errors='replace')}", flush=True)
            except OSError:
                pass
        faulthandler.dump_traceback(sys.stdout)
        end_and_kill(below)


def end_and_kill(pids):
    """Ends the script at once, and then those: were they killed first, a thread that waits for one would go on."""
    here = os.getpid()
    if os.fork() == 0:
        while os.getppid() == here:
            time.sleep(0.01)
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
    os._exit(1)


class Children:
    """Processes of a test; ended by their id when the script ends."""

    def __init__(self):
        self.running = []
        atexit.register(self.end_all)

    def start(self, *command, **options):
        child = subprocess.Popen(command, **options)
        self.running.append(child)
        return child

    def end(self, child):
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(30)
        if child in self.running:
            self.running.remove(child)

    def end_all(self):
        for child in list(self.running):
            self.end(child)


class Tally:
    """"ok" and "not ok" lines, and the exit status that they add up to."""

    def __init__(self):
        self.passed = self.failed = 0
        self.watch = Watch()

    def note(self, name, faults):
        self.watch.seen(name)
        if faults:
            self.failed += 1
            print(f"not ok - {name}")
            for fault in faults:
                print("    " + str(fault).replace("\n", "\n    "))
        else:
            self.passed += 1
            print(f"ok - {name}")
        sys.stdout.flush()

    def status(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 0 if self.failed == 0 and self.passed > 0 else 1
