"""A token service over HTTPS that says what the test wants and keeps what it was sent."""
import http.server
import json
import select
import socket
import socketserver
import ssl
import threading
import time
import urllib.parse

JSON = {"Content-Type": "application/json"}


class Request:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.came, self.answered = time.monotonic(), None

    @property
    def form(self):
        """As the standard library reads forms; each name once."""
        pairs = urllib.parse.parse_qsl(self.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        fields = dict(pairs)
        assert len(fields) == len(pairs), f"a field twice: {[name for name, _ in pairs]}"
        return fields


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def take(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.command, self.path, self.headers, body)
        script = self.server.take(request)
        try:
            script(self, request)
        except (OSError, ssl.SSLError):
            pass  # the client has left
        request.answered = time.monotonic()
        self.close_connection = True

    do_POST = do_GET = take


def answer(status, body, headers=JSON):
    """body: a dictionary becomes JSON; text and bytes go as they are."""
    raw = json.dumps(body).encode() if isinstance(body, (dict, list)) else \
        body.encode() if isinstance(body, str) else body

    def script(handler, _):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)
    return script


def echo(status, field):
    """A service that repeats what it was sent."""
    def script(handler, request):
        sent = request.form[field]
        answer(status, {"error": "invalid_grant", "error_description": f"no good: {sent} at all",
                        "suberror": sent})(handler, request)
    return script


def much(size):
    def script(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        for _ in range(size // 65536):
            handler.wfile.write(b" " * 65536)
    return script


def later(seconds, script):
    def delayed(handler, request):
        time.sleep(seconds)
        script(handler, request)
    return delayed


def drip(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.2)


def silence(handler, _):
    handler.rfile.read(1)  # until the client leaves


def cut(handler, _):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"access_token\": \"ey")


def hang_up(handler, _):
    handler.connection.close()


def garbage(handler, _):
    handler.wfile.write(b"what do you mean?\r\n\r\n")


class Proxy:
    """One tunnel to `port` of this machine, whatever was asked for: CONNECT, or SOCKS5 without login. Keeps what it
    was sent before."""

    def __init__(self, port, socks=False, status="200 Connection established"):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.to, self.status, self.heard = self.listener.getsockname()[1], port, status, b""
        threading.Thread(target=self.serve_socks if socks else self.serve_http, daemon=True).start()

    def serve_http(self):
        client, _ = self.listener.accept()
        while b"\r\n\r\n" not in self.heard:
            self.heard += client.recv(65536)
        client.sendall(f"HTTP/1.1 {self.status}\r\n\r\n".encode())
        if self.status.startswith("200"):
            self.carry(client)
        client.close()

    def serve_socks(self):
        client, _ = self.listener.accept()
        client.recv(262)
        client.sendall(b"\5\0")
        self.heard = client.recv(262)
        client.sendall(b"\5\0\0\1\0\0\0\0\0\0" if self.status.startswith("200") else
                       b"\5\4\0\1\0\0\0\0\0\0")
        if self.status.startswith("200"):
            self.carry(client)
        client.close()

    def carry(self, client):
        server = socket.create_connection(("127.0.0.1", self.to))
        ends = {client: server, server: client}
        while True:
            for end in select.select(list(ends), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    server.close()
                    return
                ends[end].sendall(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


class Service(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 16

    def __init__(self, pem=None, scripts=(), again=False):
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts, self.requests, self.again = list(scripts), [], again
        self.lock = threading.Lock()
        self.context = None
        if pem is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(pem)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def finish_request(self, request, client_address):
        """In a thread of its own: a handshake that hangs keeps nobody else."""
        try:
            if self.context is not None:
                request = self.context.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)
            if self.context is not None:
                request.unwrap()
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            self.shutdown_request(request)

    def handle_error(self, *_):
        pass

    def take(self, request):
        with self.lock:
            self.requests.append(request)
            if not self.scripts:
                return answer(500, "asked once too often")
            return self.scripts[0] if self.again else self.scripts.pop(0)

    def url(self, path="/token", host="localhost"):
        return f"http{'s' if self.context else ''}://{host}:{self.port}{path}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
