"""Other programs that log in as smtpscope does: each gives back whether the server took it."""
import os
import shutil
import subprocess

import realms


class Client:
    def __init__(self, place):
        self.place = place

    def run(self, *command, text="", env=None):
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300,
                              env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
                                   **(env or {})})
        self.said = f"$ {' '.join(command)}\nexit {done.returncode}\n{done.stdout[-800:]}{done.stderr[-800:]}"
        return done.returncode


class Msmtp(Client):
    name = "msmtp"

    def accepted(self, login, source):
        secret = self.place.write(f"{source}.secret", login.secret or "none")
        shown = [f"--tls-{what}-file={login.certificate}" for what in ("cert", "key")] if login.certificate else []
        rc = self.run("msmtp", f"--host={login.host}", "--port=587", *shown, "--tls=on", "--tls-starttls=on",
                      f"--tls-trust-file={self.place.ca}", f"--auth={login.mechanism.lower()}",
                      f"--user={login.user}", f"--passwordeval=cat {secret}", f"--source-ip={source}",
                      f"--from={realms.USER}", "alice@example.net", text="Subject: test\n\ntest\n", env=login.env)
        return rc == 0


class Swaks(Client):
    name = "swaks"

    def accepted(self, login, source):
        rc = self.run("swaks", "--server", login.host, "--port", "587", "--tls", "--tls-verify",
                      "--tls-ca-path", self.place.ca, "--auth", login.mechanism, "--auth-user", login.user,
                      "--auth-password", login.secret, "--local-interface", source, "--quit-after", "AUTH")
        return rc == 0


class Curl(Client):
    name = "curl"

    def accepted(self, login, source):
        way = [f'login-options = "AUTH={login.mechanism}"', f'cacert = "{self.place.ca}"', "ssl-reqd", "silent",
               "show-error", f'interface = "{source}"', f'url = "smtp://{login.host}:587/client.example.net"',
               f'mail-from = "{realms.USER}"', 'mail-rcpt = "alice@example.net"']
        if login.certificate:
            way += [f'cert = "{login.certificate}"', f'user = "{login.user}:"']
        elif login.is_token:
            way += [f'user = "{login.user}"', f'oauth2-bearer = "{login.secret}"']
        else:
            way += [f'user = "{login.user}:{login.secret}"']
        mail = self.place.write(f"{source}.mail", "Subject: test\r\n\r\ntest\r\n")
        rc = self.run("curl", "-K", "-", "-T", mail, text="".join(line + "\n" for line in way))
        return rc == 0


def all_there(place, wanted, skip):
    """{name: client}; those that are missing only where a skip is none."""
    found = {}
    for kind in (Msmtp, Swaks, Curl):
        if kind.name not in wanted:
            continue
        if shutil.which(kind.name):
            found[kind.name] = kind(place)
        elif os.environ.get("CI") == "true":
            skip(f"needs {kind.name}")
        else:
            print(f"# without {kind.name}: its looks are left out")
    return found
