"""Servers of other kinds where a mail server is looked for: nginx with a website, Dovecot with IMAP."""
import os

from servers import listens, wait_for, write


def start_nginx(grounds, server):
    folder = f"{grounds.folder}/{server.name}-nginx"
    os.makedirs(folder)
    certificate = grounds.certificate(server, server.cert)
    listen = "".join(f"listen {address}:{port}{' ssl' if mode == 'implicit' else ''};\n"
                     for port, mode in server.ports.items()
                     for address in (server.v4, f"[{server.v6}]"))
    config = write(f"{folder}/nginx.conf", f"""\
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    {listen}
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    return 404;
  }}
}}
""")
    grounds.start("server", "nginx", "-p", folder, "-c", config, "-e", f"{folder}/error.log", "-g", "daemon off;")


def start_imap(grounds, server):
    folder = f"{grounds.folder}/{server.name}-imap"
    certificate = grounds.certificate(server, server.cert)
    listeners = "".join(f"""
  inet_listener on{port} {{
    address = {server.v4} {server.v6}
    port = {port}
    ssl = {'yes' if mode == 'implicit' else 'no'}
  }}""" for port, mode in server.ports.items())
    config = write(f"{folder}/dovecot.conf", f"""\
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl_cert = <{certificate}
ssl_key = <{certificate}
passdb {{
  driver = static
  args = password=none
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = 0
  }}{listeners}
}}
""")
    grounds.start("server", "dovecot", "-F", "-c", config)


def start(grounds, servers):
    for server in servers:
        (start_nginx if server.kind == "nginx" else start_imap)(grounds, server)
    wait_for("nginx and Dovecot", lambda: all(listens(a, port) for s in servers for a in s.addresses
                                              for port in s.ports))
