"""Debian's Chromium without a window, driven through the DevTools protocol over two pipes.

    with Chromium(folder) as browser:
        page = browser.open("/tmp/report.html", width=390, height=844, media={"prefers-color-scheme": "dark"})
        page.evaluate("document.title")
        page.told      what the page did that a report must not do, in words

No port is opened and no package needed: messages are JSON, each ended by NUL, on the browser's file
descriptors 3 and 4 (--remote-debugging-pipe). Nothing waits for time to pass: what is waited for is an
answer or an event; PATIENCE only ends a browser that hangs."""
import base64
import fcntl
import json
import os
import pathlib
import select
import shutil
import subprocess
import time

import ground

PATIENCE = 600  # seconds for one answer; a machine that stands still is no fault of the page
PROGRAM = "chromium"
# Nothing but the page is loaded, counted, kept or reported; there is no sandbox within a sandbox of ours.
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
         "--disable-extensions", "--disable-sync", "--disable-breakpad", "--mute-audio",
         "--hide-scrollbars", "--force-color-profile=srgb", "--font-render-hinting=none",
         "--disable-lcd-text", "--disable-features=Translate,OptimizationHints,MediaRouter"]

# The same letters everywhere, whatever else is installed.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir><dir>/usr/share/fonts/truetype/liberation</dir>
<cachedir>%s/fonts</cachedir>
<alias binding="same"><family>sans</family><prefer><family>Liberation Sans</family></prefer></alias>
<alias binding="same"><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
<alias binding="same"><family>system-ui</family><prefer><family>Liberation Sans</family></prefer></alias>
<alias binding="same"><family>monospace</family><prefer><family>Liberation Mono</family></prefer></alias>
<match target="pattern"><edit name="family" mode="append_last"><string>Liberation Sans</string></edit></match>
</fontconfig>"""


class Refused(Exception):
    """The browser does not do what it was asked."""


def pipe():
    """Its ends, clear of the numbers that the browser expects to be its own."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved


class Chromium:
    def __init__(self, folder):
        """`folder`: an empty one of the caller's, for the profile and the log."""
        self.folder, self.next_id, self.buffer = folder, 0, b""
        self.answers, self.hears = {}, {}  # by id of the question; who hears of events, by session
        self.process = self.page = None

    def __enter__(self):
        if shutil.which(PROGRAM) is None:
            ground.skip("needs Debian's chromium")
        theirs_in, self.write_end = pipe()
        self.read_end, theirs_out = pipe()
        command = [PROGRAM, *QUIET, "--remote-debugging-pipe", "--user-data-dir=" + self.folder + "/profile"]
        # the shell puts the pipes where the browser looks for them
        shell = ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out} {theirs_in}<&- {theirs_out}>&-',
                 "bash", *command]
        fonts = os.path.join(self.folder, "fonts.conf")
        with open(fonts, "w") as f:
            f.write(FONTS % self.folder)
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(shell, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            pass_fds=(theirs_in, theirs_out),
                                            env={**os.environ, "HOME": self.folder,
                                                 "FONTCONFIG_FILE": fonts})
        os.close(theirs_in)
        os.close(theirs_out)
        return self

    def __exit__(self, *_):
        os.close(self.write_end)  # the browser ends when nobody is left to command it
        os.close(self.read_end)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def read(self):
        """The next message. Refused where there is none."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.read_end], [], [], max(0, end - time.monotonic()))
            data = os.read(self.read_end, 1 << 20) if ready else b""
            if not data:
                raise Refused("the browser hangs" if not ready else "the browser has ended: " + self.log())
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def log(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as f:
            return f.read()[-2000:]

    def take(self):
        """Reads one message and puts it where it belongs."""
        message = self.read()
        if "id" in message:
            self.answers[message["id"]] = message
        elif message.get("sessionId") in self.hears:
            self.hears[message["sessionId"]](message["method"], message["params"])

    def send(self, method, session=None, **params):
        """The id of the question."""
        self.next_id += 1
        message = {"id": self.next_id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]
        return self.next_id

    def call(self, method, session=None, **params):
        question = self.send(method, session, **params)
        while question not in self.answers:
            self.take()
        answer = self.answers.pop(question)
        if "error" in answer:
            raise Refused(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, path, width, height, media=None):
        """The page of file `path`, loaded in place of the one before. `media`: features of CSS, and "type"
        of the medium."""
        self.page = self.page or Page(self)
        self.page.show(width, height, media or {})
        self.page.load(pathlib.Path(path).as_uri())
        return self.page


class Page:
    def __init__(self, browser):
        self.browser, self.url, self.loads = browser, "about:blank", 0
        self.told = []  # console messages, violations, requests: all that a report must not cause
        target = browser.call("Target.createTarget", url=self.url)["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.hears[self.session] = self.happened
        for domain in ("Page", "Runtime", "Log", "Network", "Audits", "DOM", "Accessibility"):
            self.call(domain + ".enable")

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def happened(self, method, params):
        self.loads += method == "Page.loadEventFired"
        if method == "Network.requestWillBeSent" and params["request"]["url"] != self.url:
            self.told.append("asks for " + params["request"]["url"][:200])
        elif method == "Log.entryAdded":
            self.told.append("log: " + params["entry"]["text"][:300])
        elif method == "Runtime.consoleAPICalled":
            self.told.append("console: " + json.dumps(params["args"])[:300])
        elif method == "Runtime.exceptionThrown":
            self.told.append("exception: " + params["exceptionDetails"]["text"][:300])
        elif method == "Audits.issueAdded":
            self.told.append("issue: " + json.dumps(params["issue"])[:400])
        elif method == "Page.javascriptDialogOpening":
            self.told.append("a dialogue opens: " + params["message"][:200])
            self.browser.send("Page.handleJavaScriptDialog", self.session, accept=False)

    def show(self, width, height, media):
        features = [{"name": k, "value": v} for k, v in media.items() if k != "type"]
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media.get("type", ""), features=features)

    def load(self, url):
        self.url, self.told, before = url, [], self.loads
        answer = self.call("Page.navigate", url=url)
        if "errorText" in answer:
            raise Refused(f"{url}: {answer['errorText']}")
        while self.loads == before:
            self.browser.take()

    def evaluate(self, expression):
        """The value of an expression in the page. The page's own policy forbids scripts to the page, not
        to the debugger."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise Refused(f"{expression[:80]}: {done['exceptionDetails']['exception'].get('description')}")
        return done["result"].get("value")

    def names(self):
        """(role, name) of each node of the accessibility tree that has a name."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(n["role"]["value"], n["name"]["value"]) for n in nodes
                if not n.get("ignored") and n.get("name", {}).get("value")]

    def picture(self):
        """PNG of the viewport."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def pdf(self):
        """As printed on A4."""
        done = self.call("Page.printToPDF", printBackground=False, paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(done["data"])
