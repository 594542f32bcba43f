"""posttls-finger, Postfix's own look at a mail server's TLS, as a referee for DANE.

    finger: d.signed.example                 a domain, whose MX is looked up: port 25
    finger: [mail.signed.example]:587        a host and port
    finger: [mail.signed.example]:465 -w     with TLS at once

Each destination is judged by both programs: that it is authenticated by its TLSA records, or that it is not."""
import re
import subprocess

import ground
import servers

SETTINGS = "compatibility_level = 3.6\nsmtputf8_enable = no\n"
DESTINATION = re.compile(r"^\[(.*)\]:(\d+)$")


def folder(grounds):
    """Settings of its own: those of the servers are none of its business."""
    servers.write(f"{grounds.folder}/finger/main.cf", SETTINGS)
    servers.write(f"{grounds.folder}/finger/master.cf", "")
    return f"{grounds.folder}/finger"


def look(grounds, destination, options):
    """Its words."""
    command = ["env", f"MAIL_CONFIG={folder(grounds)}", "posttls-finger", "-c", "-l", "dane-only",
               "-t", "60", "-T", "60", "-L", "routine,certmatch", *options, destination]
    done = subprocess.run([*ground.in_host("client"), *command], capture_output=True, text=True, timeout=400)
    return done.stdout + done.stderr


def verdict(said):
    """True, False, or None where it did not get that far."""
    if "Verified TLS connection established" in said:
        return True
    refused = ("TLS connection established", "no TLSA records found", "TLSA lookup error", "non DNSSEC destination",
               "no MX hosts found", "TLSA records", "not offered")
    return False if any(words in said for words in refused) else None


def ours(result, destination):
    """Of all sessions with that port: the first without a matching record speaks for all."""
    port = int(DESTINATION.match(destination).group(2)) if destination.startswith("[") else 25
    stages = [next((st for st in s["stages"] if st["name"] == "tls"), {})
              for s in result.json["sessions"] if s["purpose"] == "primary" and s["port"] == port]
    return bool(stages) and all(
        st.get("dane_state") == "secure" and any(t["verdict"] == "matches" for t in st.get("tlsa", []))
        for st in stages)


def differences(grounds, scenario, result):
    faults = []
    for line in scenario.filled("finger"):
        destination, *options = line.split()
        said = look(grounds, destination, options)
        theirs, mine = verdict(said), ours(result, destination)
        if theirs is not mine:
            faults.append(f"{destination}: authenticated by DANE: {mine}; posttls-finger: {theirs}\n{said}")
    return faults
