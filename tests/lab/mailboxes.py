"""One mailbox file for everything that Postfix delivers to a domain of its own: what --send sent must be there,
once."""
import mailbox
import os
import shutil

from servers import wait_for

DOMAIN = "mailbox.example"


def folder(grounds):
    return f"{grounds.folder}/mailboxes"


def make(grounds):
    os.makedirs(folder(grounds))
    shutil.chown(folder(grounds), 65534, 65534)


def found(grounds, message_id):
    """Messages of that name."""
    path = f"{folder(grounds)}/all"
    if not os.path.exists(path):
        return []
    return [m for m in mailbox.mbox(path) if m["Message-ID"] == message_id]


def differences(grounds, scenario, result):
    if "arrives" not in scenario.header:
        return []
    message = result.json.get("message") or {}
    if message.get("fate") != "accepted" or not message.get("server_id"):
        return [f"no message was accepted, or without an id of the server's: {message}"]
    name = message["message_id"]
    wait_for("the message", lambda: found(grounds, name))
    there = found(grounds, name)
    return [f"{what}" for what, wrong in (
        (f"it is there {len(there)} times", len(there) != 1),
        ("it is for somebody else", scenario.fill(scenario.header["arrives"]) not in there[0]["To"]),
        ("Auto-Submitted", there[0]["Auto-Submitted"] != "auto-generated"),
        ("Date", there[0]["Date"] is None),
        ("From", "<" + scenario.fill("{user}") + ">" != there[0]["From"]),
        ("what it says of itself", "Nobody need answer it" not in there[0].get_payload()),
        ("lines", any(len(line) > 998 for line in there[0].as_string().splitlines())),
    ) if wrong]
