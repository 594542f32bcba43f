"""Each program with the settings that were printed for it, verbatim: they go where they say they belong, and the
secret goes where they say. /etc is a copy that only this test sees."""
import glob
import os
import shutil
import subprocess
import textwrap

import ground
import mono
from server import BOX, SENDER, wait_for, write

CLIENT = ground.in_host("client")
HOST_NAME = "client.settings.example"


def message(word):
    return f"Subject: {word}\nTo: <{BOX}>\n\n{word}\n"


def run(place, words, given=None, **environment):
    """(exit status, what it said) of a program on the client's machine."""
    done = subprocess.run([*CLIENT, *words], input=given, capture_output=True, text=True, timeout=900, cwd=place.home,
                          env={"PATH": os.environ["PATH"], "HOME": place.home, "LC_ALL": "C.UTF-8", **environment})
    return done.returncode, done.stdout + done.stderr


class Program:
    """send(place, parts, secret, word) -> (whether it says that it sent, what else it said); `parts` are
    [(file, text)]."""
    needs = ()

    def can(self, port):
        return True

    def forget_authority(self, place):
        """Where the program has the authority from another place than the file that its settings name."""

    def missing(self):
        return [n for n in self.needs if not os.path.exists(n)]

    def prepare(self, place):
        pass


class Msmtp(Program):
    name, needs = "msmtp", ("/usr/bin/msmtp",)

    def send(self, place, parts, secret, word):
        (file, text), = parts
        write(os.path.join(place.home, file.replace("~/", "")), text, 0o600)
        write(f"{place.home}/.config/msmtp/password", secret + "\n", 0o600)
        status, said = run(place, ["msmtp", BOX], message(word))
        return status == 0, said


class Python(Program):
    name, needs = "python", ("/usr/bin/python3",)

    def send(self, place, parts, secret, word):
        (file, text), = parts
        write(f"{place.home}/{file}", text)
        write(f"{place.home}/send.py", textwrap.dedent(f"""\
            import email.message
            import smtp_settings
            m = email.message.EmailMessage()
            m["To"], m["Subject"] = "{BOX}", "{word}"
            m.set_content("{word}")
            smtp_settings.send(m)
            """))
        status, said = run(place, ["/usr/bin/python3", "-B", "send.py"], SMTP_PASSWORD=secret)
        return status == 0, said


class Nodemailer(Program):
    name, needs = "nodemailer", ("/usr/bin/node", "/usr/share/nodejs/nodemailer")

    def send(self, place, parts, secret, word):
        (file, text), = parts
        write(f"{place.home}/{file}", text)
        write(f"{place.home}/send.js", f"""\
require('./{file}').sendMail({{ to: '{BOX}', subject: '{word}', text: '{word}' }})
  .then(() => process.exit(0), fault => {{ console.error(String(fault)); process.exit(1); }});
""")
        status, said = run(place, ["node", "send.js"], NODE_PATH="/usr/share/nodejs", SMTP_PASSWORD=secret)
        return status == 0, said


class Php(Program):
    name, needs = "php", ("/usr/bin/php", "/usr/share/php/libphp-phpmailer/autoload.php")

    def send(self, place, parts, secret, word):
        (file, text), = parts
        write(f"{place.home}/{file}", text)
        write(f"{place.home}/send.php", f"""\
<?php
require '/usr/share/php/libphp-phpmailer/autoload.php';
require '{file}';
$mail = smtp_settings();
$mail->addAddress('{BOX}');
$mail->Subject = '{word}';
$mail->Body = '{word}';
try {{ $mail->send(); }} catch (Exception $fault) {{ echo $fault->getMessage(); exit(1); }}
""")
        status, said = run(place, ["php", "send.php"], SMTP_PASSWORD=secret)
        return status == 0, said


class Postfix(Program):
    name, needs = "postfix", ("/usr/sbin/postfix",)

    def prepare(self, place):
        """Once: a Postfix without any way in but sendmail(1)."""
        self.spool, self.log = f"{place.folder}/client-spool", f"{place.folder}/client.log"
        for path in (self.spool, f"{place.folder}/client-data"):
            os.makedirs(path)
        ground.run("chown", "postfix", f"{place.folder}/client-data")
        write("/etc/postfix/master.cf", """\
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
smtp unix - - n - - smtp
error unix - - n - - error
""")
        self.configure(place, "")
        place.children.start(*CLIENT, "postfix", "start-fg", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("Postfix of the client runs", lambda: os.path.exists(f"{self.spool}/public/pickup"))

    def configure(self, place, settings):
        write("/etc/postfix/main.cf", f"""\
compatibility_level = 3.6
queue_directory = {self.spool}
data_directory = {place.folder}/client-data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {self.log}
maillog_file_prefixes = {place.folder}
myhostname = {HOST_NAME}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
smtp_host_lookup = native
smtp_connection_cache_on_demand = no
smtp_tls_connection_reuse = no
soft_bounce = yes
{settings}""")

    def send(self, place, parts, secret, word):
        files = dict(parts)
        self.configure(place, files["/etc/postfix/main.cf"])
        write("/etc/postfix/sasl_passwd", files["/etc/postfix/sasl_passwd"].replace("PASSWORD-GOES-HERE", secret), 0o600)
        ground.run("postmap", "/etc/postfix/sasl_passwd")
        ground.run(*CLIENT, "postfix", "reload")
        began = os.path.getsize(self.log)
        status, said = run(place, ["/usr/sbin/sendmail", "-f", SENDER, BOX], message(word))
        if status != 0:
            return False, said
        wait_for("Postfix of the client tried", lambda: "status=" in self.logged(began))
        said = self.logged(began)
        ground.run(*CLIENT, "postsuper", "-d", "ALL")
        return "status=sent" in said, said

    def logged(self, began):
        with open(self.log, encoding="utf-8", errors="replace") as f:
            f.seek(began)
            return f.read()


class Exim(Program):
    name = "exim"

    def prepare(self, place):
        self.home = f"{place.folder}/exim"
        self.program = f"{place.exim_root}/usr/sbin/exim4"
        for part in ("spool", "log"):
            os.makedirs(f"{self.home}/{part}")
        for path, line in (("/etc/passwd", "Debian-exim:x:64999:64999::/nonexistent:/bin/false"),
                           ("/etc/group", "Debian-exim:x:64999:")):
            with open(path, "a") as f:
                f.write(line + "\n")
        ground.run("chown", "-R", "64999:64999", self.home)

    def send(self, place, parts, secret, word):
        sections = ["begin routers", "begin transports", "begin authenticators"]
        config = "".join(f"\n{section}\n{text}" for section, (file, text) in zip(sections, parts, strict=True)
                         if section in file or exit(f"{file}: not {section}"))
        path = write("/etc/exim4/exim4.conf", f"""\
primary_hostname = {HOST_NAME}
domainlist local_domains = {HOST_NAME}
spool_directory = {self.home}/spool
log_file_path = {self.home}/log/%slog
host_lookup =
trusted_users = root
exim_path = {self.program}
keep_environment =
{config}""")
        password = write("/etc/exim4/smtp-password", secret + "\n", 0o640)
        os.chown(password, 0, 64999)
        log = f"{self.home}/log/mainlog"
        began = os.path.getsize(log) if os.path.exists(log) else 0
        status, said = run(place, [self.program, "-C", path, "-odf", "-i", "-f", SENDER, BOX], message(word))
        for stuck in glob.glob(f"{self.home}/spool/input/*"):
            os.unlink(stuck)
        for hints in glob.glob(f"{self.home}/spool/db/*"):
            os.unlink(hints)
        if os.path.exists(log):
            with open(log, encoding="utf-8", errors="replace") as f:
                f.seek(began)
                said += f.read()
        return status == 0 and " => " in said, said


class Dotnet(Program):
    name = "dotnet"

    def can(self, port):
        return port == 587  # STARTTLS only

    def prepare(self, place):
        self.root = f"{place.folder}/mono-root"
        mono.unpack(place.packages, self.root)
        status, said = run(place, mono.command(self.root, "cert-sync") + ["--user", place.ca])
        if status != 0:
            raise RuntimeError(said)

    def forget_authority(self, place):
        """It asks no file: the user's store is emptied."""
        shutil.rmtree(f"{place.home}/.config/.mono", ignore_errors=True)
        shutil.rmtree(f"{place.home}/.mono", ignore_errors=True)

    def send(self, place, parts, secret, word):
        (file, text), = parts
        write(f"{place.home}/{file}", text)
        write(f"{place.home}/Send.cs", f"""\
class Send
{{
    static void Main()
    {{
        var message = SmtpSettings.Message("{BOX}");
        message.Subject = message.Body = "{word}";
        SmtpSettings.Client().Send(message);
    }}
}}
""")
        status, said = run(place, mono.command(self.root, "mcs") + ["-out:send.exe", "Send.cs", file])
        if status == 0:
            status, said = run(place, mono.command(self.root) + ["send.exe"], SMTP_PASSWORD=secret)
        return status == 0, said


ALL = [Msmtp(), Python(), Nodemailer(), Php(), Postfix(), Exim(), Dotnet()]
