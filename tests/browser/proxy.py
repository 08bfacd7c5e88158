"""A line between browser and server that can be cut: before a request, or after its work."""

from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class Proxy:
    """Passes requests on to `address`; `url` is where browsers reach it.

    `is_down`: nothing passes. `loses(method, path)`: the server does its work, and the answer is
    lost on the way back; `lost` counts those. `slow`: by path, an event that answers wait for.
    """

    def __init__(self, address):
        self.server = urlsplit(address)
        self.is_down = False
        self.loses = lambda method, path: False
        self.lost = 0
        self.slow = {}
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                proxy.pass_on(self)

            do_GET = do_POST = do_HEAD = handle_any  # noqa: N815 - the library's names

            def log_message(self, *arguments):
                pass

        self.listener = ThreadingHTTPServer((self.server.hostname, 0), Handler)
        self.listener.daemon_threads = True
        self.url = f"http://{self.server.hostname}:{self.listener.server_port}"
        Thread(target=self.listener.serve_forever, daemon=True).start()

    def pass_on(self, handler):
        """One request, there and back; the connection is closed where the line is cut."""
        length = int(handler.headers.get("Content-Length", 0))
        body = handler.rfile.read(length) if length else None
        if self.is_down:
            handler.close_connection = True
            return
        line = HTTPConnection(self.server.hostname, self.server.port, timeout=30)
        line.request(handler.command, handler.path, body, dict(handler.headers))
        answer = line.getresponse()
        content = answer.read()
        line.close()
        if handler.path in self.slow:
            self.slow[handler.path].wait(timeout=30)
        if self.loses(handler.command, handler.path):
            self.lost += 1
            handler.close_connection = True
            return
        handler.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    def close(self):
        """Stop listening."""
        self.listener.shutdown()
        self.listener.server_close()
