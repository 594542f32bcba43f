"""curl does what smtpscope does: it asks the issuer for tokens and logs in with them. No secret goes to its command line.
(swaks of Debian 12 knows no OAuth; msmtp sends a token of this size in the AUTH line, which Dovecot finds too long.)"""
import json
import subprocess
import urllib.parse

import ground


def curl_posts(place, url, **form):
    """(status, answer) of a form as OAuth has it."""
    body = urllib.parse.urlencode(form)
    lines = [f'cacert = "{place.ca}"', "silent", 'write-out = "\\n%{http_code}"', f'url = "{url}"',
             f'data = "{body}"']
    done = ground.run("curl", "-K", "-", input="".join(line + "\n" for line in lines))
    text, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(text) if text.strip() else {}


def curl_logs_in(place, host, user, token):
    lines = ['login-options = "AUTH=OAUTHBEARER"', f'cacert = "{place.ca}"', "ssl-reqd", "silent", "show-error",
             f'url = "smtp://{host}:587/client.example.net"', f'mail-from = "{user}"',
             'mail-rcpt = "alice@example.net"', f'user = "{user}"', f'oauth2-bearer = "{token}"']
    mail = place.write("letter", "Subject: test\r\n\r\ntest\r\n")
    return subprocess.run(["curl", "-K", "-", "-T", mail], input="".join(line + "\n" for line in lines), text=True,
                          capture_output=True, timeout=300).returncode == 0
