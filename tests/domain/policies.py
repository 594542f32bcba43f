"""nginx: the web servers mta-sts.DOMAIN of scenarios with "policy:", all at one address.

What stands behind "policy:" is how it serves the policy: cert=KIND of tests/support/certs (default: good; its name is
its host's), status=404, type=text/html, location=URL with status=301, slow=yes, size=BYTES (of blanks behind it),
records=none (the zone says where it is)."""
import os
import shlex

from servers import listens, wait_for, write

ADDRESS = "198.51.100.80"
PATH = "/.well-known/mta-sts.txt"


class Site:
    def __init__(self, scenario):
        self.scenario, self.name = scenario, f"mta-sts.{scenario.domain}"
        given = dict(word.split("=", 1) for word in shlex.split(scenario.filled(scenario.head["policy"])))
        self.cert = given.pop("cert", "good")
        self.status, self.type = given.pop("status", "200"), given.pop("type", "text/plain")
        self.location, self.size = given.pop("location", None), int(given.pop("size", "0"))
        self.slow, self.records_wanted = given.pop("slow", "no") == "yes", given.pop("records", "own") == "own"
        if given:
            raise SystemExit(f"{scenario.name}: policy: knows no {' '.join(given)}")

    @property
    def kinds(self):
        """Of certificates, as those of servers.Server."""
        return {self.cert}

    @property
    def text(self):
        return "".join(line + "\r\n" for line in map(self.scenario.filled, self.scenario.policy)) + " " * self.size

    def records(self):
        return [(self.name, "A", ADDRESS)] if self.records_wanted else []

    def config(self, folder, certs):
        answer = f"return {self.status}{' ' + self.location if self.location else ''};" \
            if self.status != "200" else f"alias {folder}/{self.name}.txt;"
        return f"""\
    server {{
        listen {ADDRESS}:443 ssl;
        server_name {self.name};
        ssl_certificate {certs}/{self.name}/{self.cert}.pem;
        ssl_certificate_key {certs}/{self.name}/{self.cert}.pem;
        location = {PATH} {{
            default_type {self.type};
            types {{ }}
            {answer}
            {"limit_rate 1;" if self.slow else ""}
        }}
    }}
"""


def sites(scenarios):
    return [Site(s) for s in scenarios if s.head["policy"] is not None]


def config(folder, certs, all_sites):
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"""\
user root;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ }}
http {{
    access_log off;
{temporary}{"".join(site.config(folder, certs) for site in all_sites)}}}
"""


def start(grounds, all_sites):
    folder = f"{grounds.folder}/web"
    os.makedirs(folder)
    for site in all_sites:
        write(f"{folder}/{site.name}.txt", site.text)
    started = grounds.start("server", "nginx", "-p", folder, "-c",
                            write(f"{folder}/nginx.conf", config(folder, grounds.certs, all_sites)),
                            "-e", f"{grounds.folder}/nginx.log", "-g", "daemon off;")
    wait_for("nginx", lambda: started.poll() is not None or listens(ADDRESS, 443))
    if started.poll() is not None:
        raise RuntimeError(f"nginx does not start: {folder}/nginx.conf")
