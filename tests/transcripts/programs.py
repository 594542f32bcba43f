"""The programs of `record`: how each is told to send one message and to show how it went."""
import base64
import sys

SECRET = "Tr0ub4dor&3-secret"
FROM, TO = "bob@example.org", "alice@example.net"
MESSAGE = f"From: {FROM}\nTo: {TO}\nSubject: test\n\nhello\n"
WITHOUT_LOGIN = ("auth-required", "starttls-not-offered")


class Work:
    """A command; what is typed (None: nobody types), or what comes in; a log file that it writes."""

    def __init__(self, *command, stdin="", lines=None, env=None, file=None):
        self.command, self.stdin, self.lines = list(command), stdin, lines
        self.env, self.file = env or {}, file


class Program:
    login, clear, without = "PLAIN", False, ()

    def needs_login(self, page):
        return page != "auth-required"


def b64(text):
    return base64.b64encode(text.encode()).decode()


# ---- people who type ----

def typed_lines(p, page, greeting):
    lines = [greeting] if greeting else []
    if page != "auth-required":
        lines += ["AUTH LOGIN", b64(p.user), b64(p.secret)]
    if page != "auth-refused":
        lines.append(f"MAIL FROM:<{FROM}>")
    if page in ("recipient-refused", "success"):
        lines.append(f"rcpt to:<{TO}>")
    if page == "success":
        lines += ["DATA", "Subject: test", "", "hello", "."]
    return lines + ["QUIT"]


class Telnet(Program):
    login, clear = "LOGIN", True
    without = ("starttls-not-offered", "cert-expired", "cert-name-mismatch", "cert-self-signed")

    def work(self, p, page):
        quiet = page.startswith("banner") or page == "connect-refused"
        return Work("telnet", p.host, str(p.port),
                    lines=["QUIT"] if quiet else typed_lines(p, page, "EHLO pc.example.org"))


class Netcat(Telnet):
    without = Telnet.without + ("banner-closed",)  # says nothing of it

    def work(self, p, page):
        work = super().work(p, page)
        work.command = ["nc", "-v", "-C", p.host, str(p.port)]
        return work


class Openssl(Program):
    login = "LOGIN"
    options = ()

    def work(self, p, page):
        lines = typed_lines(p, page, "EHLO pc.example.org")
        if page in ("starttls-not-offered", "connect-refused") or page.startswith(("banner", "cert")):
            lines = ["QUIT"]
        return Work("openssl", "s_client", "-connect", f"{p.host}:{p.port}", "-starttls", "smtp", "-crlf",
                    "-CAfile", p.ca, "-verify_hostname", p.host, *self.options, lines=lines)


# ---- programs ----

class Curl(Program):
    login = "PLAIN, asked"

    def work(self, p, page):
        login = ["--user", f"{p.user}:{p.secret}"] if self.needs_login(page) else []
        return Work("curl", "-v", "--ssl-reqd", "--cacert", p.ca, "--mail-from", FROM, "--mail-rcpt", TO, *login,
                    "--upload-file", p.write("message", MESSAGE), f"smtp://{p.host}:{p.port}")


class Msmtp(Program):
    def work(self, p, page):
        login = f"auth on\nuser {p.user}\npassword {p.secret}\n" if self.needs_login(page) else ""
        conf = p.write("msmtprc", f"account default\nhost {p.host}\nport {p.port}\ntls on\n"
                                  f"tls_trust_file {p.ca}\nfrom {FROM}\n{login}")
        return Work("stdbuf", "-oL", "msmtp", "-C", conf, "-d", TO, stdin=MESSAGE)


class Python(Program):
    start = "smtplib.SMTP.debuglevel = 1\ns = smtplib.SMTP({p.host!r}, {p.port})"

    def work(self, p, page):
        login = f"s.login({p.user!r}, {p.secret!r})" if self.needs_login(page) else ""
        return Work("/usr/bin/python3", p.write("send.py", f"""import smtplib, ssl
{self.start.format(p=p)}
s.starttls(context=ssl.create_default_context(cafile={p.ca!r}))
{login}
s.sendmail({FROM!r}, [{TO!r}], {MESSAGE!r})
s.quit()
"""))


class PythonTimes(Python):
    """As most people do it: the greeting came before."""
    login = "LOGIN, with name"
    start = "s = smtplib.SMTP({p.host!r}, {p.port})\ns.set_debuglevel(2)"
    without = ("connect-refused", "banner-rejected", "banner-closed")


class Phpmailer(Program):
    login = "LOGIN"
    level = 2

    def work(self, p, page):
        auth = "true" if self.needs_login(page) else "false"
        return Work("php", "-d", f"openssl.cafile={p.ca}", p.write("send.php", f"""<?php
require '/usr/share/php/libphp-phpmailer/autoload.php';
$m = new PHPMailer\\PHPMailer\\PHPMailer(true);
$m->isSMTP();
$m->SMTPDebug = {self.level};
$m->Host = '{p.host}';
$m->Port = {p.port};
$m->SMTPAuth = {auth};
$m->Username = '{p.user}';
$m->Password = '{p.secret}';
$m->SMTPSecure = 'tls';
$m->setFrom('{FROM}');
$m->addAddress('{TO}');
$m->Subject = 'test';
$m->Body = 'hello';
try {{
    $m->send();
    echo "Message has been sent";
}} catch (Exception $e) {{
    echo "Message could not be sent. Mailer Error: {{$m->ErrorInfo}}";
}}
"""))


class PhpmailerBrowser(Phpmailer):
    """For browsers it writes HTML; a person copies what is shown."""

    def work(self, p, page):
        work = super().work(p, page)
        work.command = ["sh", "-c", """"$@" 2>&1 | sed 's/<br>$//; s/&gt;/>/g; s/&lt;/</g; s/&quot;/"/g; s/&amp;/\\&/g'""",
                        "sh", *work.command[:1], "-d", "html_errors=0", *work.command[1:]]
        with open(work.command[-1]) as f:
            source = f.read()
        p.write("send.php", source.replace("$m->Host", "$m->Debugoutput = 'html';\n$m->Host", 1))
        return work


class PhpmailerMore(Phpmailer):
    level = 4
    login = "PLAIN, asked"


class Nodemailer(Program):
    logger = "true"

    def work(self, p, page):
        auth = f"auth: {{user: '{p.user}', pass: '{p.secret}'}}," if self.needs_login(page) else ""
        return Work("node", p.write("send.js", f"""
const nodemailer = require('nodemailer');
const t = nodemailer.createTransport({{host: '{p.host}', port: {p.port}, secure: false, requireTLS: true, {auth}
    logger: {self.logger}, debug: true}});
t.sendMail({{from: '{FROM}', to: '{TO}', subject: 'test', text: 'hello'}})
    .then(r => console.log(r.response), e => {{ console.error(e); process.exit(1); }});
"""), env={"NODE_EXTRA_CA_CERTS": p.ca, "NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs"})


class NodemailerJson(Nodemailer):
    """A logger of bunyan's kind, which writes a line of JSON each."""
    login = "LOGIN"
    logger = """Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((name, i) => [name,
        (data, text, ...more) => console.log(JSON.stringify({name: 'mailer', hostname: 'pc.example.org', pid: 4711,
            level: 10 * (i + 1), ...data, msg: require('util').format(text, ...more),
            time: new Date().toISOString(), v: 0}))]))"""


class Javamail(Program):
    login = "LOGIN"

    def work(self, p, page):
        store = p.folder + "/trust.p12"
        source = p.write("Send.java", f"""
import java.util.Properties;
import javax.mail.*;
import javax.mail.internet.*;
public class Send {{
  public static void main(String[] args) throws Exception {{
    Properties p = new Properties();
    p.put("mail.smtp.host", "{p.host}");
    p.put("mail.smtp.port", "{p.port}");
    p.put("mail.smtp.auth", "{str(self.needs_login(page)).lower()}");
    p.put("mail.smtp.starttls.enable", "true");
    p.put("mail.smtp.starttls.required", "true");
    p.put("mail.smtp.ssl.checkserveridentity", "true");
    Session s = Session.getInstance(p);
    s.setDebug(true);
    Message m = new MimeMessage(s);
    m.setFrom(new InternetAddress("{FROM}"));
    m.setRecipient(Message.RecipientType.TO, new InternetAddress("{TO}"));
    m.setSubject("test");
    m.setText("hello");
    {f'Transport.send(m, "{p.user}", "{p.secret}");' if self.needs_login(page) else 'Transport.send(m);'}
  }}
}}
""")
        jars = "/usr/share/java/javax.mail.jar:/usr/share/java/javax.activation.jar"
        return Work("sh", "-c", f"keytool -importcert -noprompt -alias ca -file {p.ca} -keystore {store} "
                                f"-storepass changeit >/dev/null 2>&1; exec java -Djavax.net.ssl.trustStore={store} "
                                f"-Djavax.net.ssl.trustStorePassword=changeit "
                                f"-cp {jars} {source}")


class Snail(Program):
    login = "PLAIN, asked"
    without = ("auth-required", "connect-refused")  # says HELO then; says nothing

    def work(self, p, page):
        auth = ["-S", "smtp-auth=plain"] if self.needs_login(page) else ["-S", "smtp-auth=none"]
        user = p.user.replace("@", "%40")
        login = f"{user}:{SECRET.replace('&', '%26')}@" if self.needs_login(page) else ""
        return Work("s-nail", "-n", "-v", "-v", "-S", "v15-compat=y", *auth,
                    "-S", f"mta=smtp://{login}{p.host}:{p.port}", "-S", "smtp-use-starttls",
                    "-S", f"tls-ca-file={p.ca}", "-S", "tls-ca-no-defaults", "-S", "tls-verify=strict",
                    "-S", f"from={FROM}", "-S", "smtp-hostname=pc.example.org", "-S", "hostname=example.org",
                    "-s", "test", TO, stdin="hello\n")


class Mutt(Program):
    without = ("cert-expired", "cert-name-mismatch")  # of no certificate it says what is wrong

    def work(self, p, page):
        login = f"{p.user}@" if self.needs_login(page) else ""
        conf = p.write("muttrc", f'set smtp_url="smtp://{login}{p.host}:{p.port}/"\n'
                                 f'set smtp_pass="{p.secret}"\nset ssl_force_tls=yes\nset from="{FROM}"\n'
                                 f'set certificate_file="{p.ca}"\nset hostname="pc.example.org"\n'
                                 f'set ssl_ca_certificates_file="{p.ca}"\nset copy=no\n'
                                 f'set smtp_authenticators="plain"\n')
        return Work("mutt", "-n", "-F", conf, "-d", "5", "-s", "test", TO, stdin="hello\n",
                    file=p.folder + "/.muttdebug0")


class Ruby(Program):
    without = ("connect-refused",)  # an exception and no more

    def work(self, p, page):
        login = f"'{p.user}', '{p.secret}', :plain" if self.needs_login(page) else ""
        return Work("ruby", p.write("send.rb", f"""require 'net/smtp'
s = Net::SMTP.new('{p.host}', {p.port})
c = OpenSSL::SSL::SSLContext.new
c.set_params(ca_file: '{p.ca}', verify_mode: OpenSSL::SSL::VERIFY_PEER)
s.enable_starttls(c)
s.set_debug_output $stderr
s.start('pc.example.org'{', ' + login if login else ''}) {{ |t| t.send_message {MESSAGE!r}, '{FROM}', '{TO}' }}
"""))


class Perl(Program):
    without = ("connect-refused",)

    def work(self, p, page):
        login = f"$s->auth('{p.user}', '{p.secret}') or die 'auth: ' . $s->message;" if self.needs_login(page) else ""
        return Work("perl", p.write("send.pl", f"""use Net::SMTP;
my $s = Net::SMTP->new('{p.host}', Port => {p.port}, Debug => 1, Hello => 'pc.example.org') or die "connect: $@";
$s->starttls(SSL_ca_file => '{p.ca}') or die "starttls: $@ " . $s->message;
{login}
$s->mail('{FROM}') && $s->to('{TO}') && $s->data('Subject: test', '', 'hello') or warn $s->message;
$s->quit;
"""))


PROGRAMS = {
    "curl": Curl(), "openssl": Openssl(), "telnet": Telnet(), "netcat": Netcat(), "msmtp": Msmtp(),
    "smtplib": Python(), "smtplib2": PythonTimes(), "phpmailer": Phpmailer(), "phpmailer4": PhpmailerMore(),
    "phpmailerweb": PhpmailerBrowser(),
    "nodemailer": Nodemailer(), "bunyan": NodemailerJson(), "javamail": Javamail(), "snail": Snail(),
    "mutt": Mutt(), "ruby": Ruby(), "perl": Perl(),
}
