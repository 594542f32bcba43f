"""Namespaces in which tests play network, and what every runner prints.

enter() starts the calling script again in network, mount and process namespaces of its own: nothing
in them reaches the outside, and whatever a test starts ends with it, also after SIGKILL. Ordinary
users get this through a user namespace.

A Ground has two namespaces: "here", where the servers are and which routes, and "client":

    client 192.0.2.1  ------  192.0.2.254 here     198.51.100.0/24, 2001:db8:2::/64   servers
                                                   203.0.113.0/26, 2001:db8:dead::/64 dropped
                                                   203.0.113.64/26                    prohibited
                                                   203.0.113.128/26                   unreachable
"""
import atexit
import os
import subprocess
import sys

ENTERED = "SMTPSCOPE_TESTS_INSIDE"
CLIENT = ["nsenter", "--net=/run/netns/client"]


def skip(reason):
    """Ends the script: automake's word for "skipped", an error where CI promised all."""
    if os.environ.get("CI") == "true":
        print(f"not ok - cannot run: {reason} (CI=true: a skip is a failure)")
        sys.exit(1)
    print(f"skipped: {reason}")
    sys.exit(77)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options)


def enter(root_needed=False):
    if os.environ.get(ENTERED):
        del os.environ[ENTERED]
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        return
    unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        if root_needed:
            skip("needs root")
        unshare.append("--map-root-user")
    if os.environ["PATH"].find("/usr/sbin") < 0:
        os.environ["PATH"] += ":/usr/sbin:/sbin"
    try:
        run(*unshare, "true")
    except (OSError, subprocess.CalledProcessError) as fault:
        skip(f"cannot make namespaces: {getattr(fault, 'stderr', '') or fault}".strip())
    os.execvpe(unshare[0], unshare + [sys.executable] + sys.argv, {**os.environ, ENTERED: "1"})


def ip(*words, client=False):
    run(*(CLIENT if client else []), "ip", *words)


def set_sysctl(name, value):
    with open("/proc/sys/" + name, "w") as f:
        f.write(value)


def make_client():
    """The namespace "client", joined to this one by a cable."""
    ip("link", "set", "lo", "up")
    ip("netns", "add", "client")
    ip("link", "add", "cable0", "type", "veth", "peer", "name", "cable1", "netns", "client")
    ip("link", "set", "lo", "up", client=True)
    for device, end, client in (("cable0", "254", False), ("cable1", "1", True)):
        ip("address", "add", f"192.0.2.{end}/24", "dev", device, client=client)
        ip("address", "add", f"2001:db8:1::{end}/64", "dev", device, "nodad", client=client)
        ip("link", "set", device, "up", client=client)
    set_sysctl("net/ipv4/ip_forward", "1")
    set_sysctl("net/ipv6/conf/all/forwarding", "1")


def make_ground():
    make_client()
    for there in ("198.51.100.0/24", "203.0.113.0/24"):
        ip("route", "add", there, "via", "192.0.2.254", client=True)
    for there in ("2001:db8:2::/64", "2001:db8:dead::/64"):
        ip("-6", "route", "add", there, "via", "2001:db8:1::254", client=True)
    ip("route", "add", "local", "198.51.100.0/24", "dev", "lo")
    ip("-6", "route", "add", "local", "2001:db8:2::/64", "dev", "lo")
    ip("route", "add", "blackhole", "203.0.113.0/26")
    ip("route", "add", "prohibit", "203.0.113.64/26")
    ip("route", "add", "unreachable", "203.0.113.128/26")
    ip("-6", "route", "add", "blackhole", "2001:db8:dead::/64")


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
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if child in self.running:
            self.running.remove(child)

    def end_all(self):
        for child in list(self.running):
            self.end(child)


class Tally:
    """"ok" and "not ok" lines, and the exit status that they add up to."""

    def __init__(self):
        self.passed = self.failed = 0

    def note(self, name, faults):
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
