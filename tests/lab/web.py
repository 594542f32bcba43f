"""The web server of the authorities: nginx, at one address for every name of a "web:" line. It serves
the issuers' certificates, and all that may stand where one should be."""
import os

import ground
import network
from servers import listens, wait_for, write

NUMBER = 230
ADDRESSES = network.server_addresses(NUMBER)

PAGES = """\
location = /moved.crt    { return 301 http://ca.example/intermediate.crt; }
location = /relative.crt { return 302 /intermediate.crt; }
location /loop           { return 302 $uri; }
location = /inward.crt   { return 302 http://127.0.0.1/intermediate.crt; }
location = /secure.crt   { return 302 https://ca.example/intermediate.crt; }
location = /slow.crt     { limit_rate 1; }
"""


def names(scenarios):
    return sorted({name for s in scenarios for line in s.filled("web") for name in line.split()})


def records(scenarios):
    return [(name, kind, data) for name in names(scenarios)
            for kind, data in zip(("A", "AAAA"), ADDRESSES)]


def openssl(out, *words):
    ground.run("openssl", *words, "-out", out)


def make_files(certs, folder):
    for path, name in {"intermediate": "middle", "lower": "lower", **{f"deep{n}": f"deep{n}" for n in range(1, 5)}, "stranger": "stranger",
                       "old-middle": "old-middle", "slow": "middle", "other": "stranger"}.items():
        openssl(f"{folder}/{path}.crt", "x509", "-in", f"{certs}/{name}.pem", "-outform", "DER")
    openssl(f"{folder}/pem.crt", "x509", "-in", f"{certs}/middle.pem")
    openssl(f"{folder}/intermediate.p7c", "crl2pkcs7", "-nocrl", "-outform", "DER",
           "-certfile", f"{certs}/stranger.pem", "-certfile", f"{certs}/middle.pem")
    write(f"{folder}/garbage.crt", "<html>This is the page of our authority.</html>\n")
    write(f"{folder}/huge.crt", "0" * 1000 * 1000)


def config(folder):
    listen = "".join(f"        listen {a}:80;\n" for a in (ADDRESSES[0], f"[{ADDRESSES[1]}]"))
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"""\
user nobody nogroup;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ }}
http {{
    access_log off;
    default_type application/octet-stream;
    absolute_redirect off;
{temporary}    server {{
{listen}        root {folder}/pages;
{PAGES}    }}
}}
"""


def start(grounds):
    folder = f"{grounds.folder}/web"
    os.makedirs(f"{folder}/pages")
    make_files(grounds.certs, f"{folder}/pages")
    ground.run("chmod", "-R", "go+rX", folder)
    network.add_server(*ADDRESSES)
    started = grounds.start("server", "nginx", "-p", folder, "-c", write(f"{folder}/nginx.conf", config(folder)),
                            "-e", f"{grounds.folder}/nginx.log", "-g", "daemon off;")
    wait_for("nginx", lambda: started.poll() is not None or all(listens(a, 80) for a in ADDRESSES))
    if started.poll() is not None:
        raise RuntimeError(f"nginx does not start: {folder}/nginx.conf")
