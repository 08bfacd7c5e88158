"""Two servers beside each other: the whole application, and bare views without any middleware.

Both are the server that `make run` starts, with its eight threads, on loopback.
"""

import contextlib
import http.client
import logging
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_START = 30
WHOLE, BARE = "whole", "bare"


@dataclass(frozen=True)
class Server:
    """A server that runs: where it listens, and its process."""

    port: int
    process: int

    def cpu(self):
        """The seconds of CPU it has used so far; 0 where the system does not say it (Linux does).

        Other work on the machine makes it wait, but hardly makes it work more.
        """
        try:
            stat = Path(f"/proc/{self.process}/stat").read_text()
        except FileNotFoundError:
            return 0
        used = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(way):
    """Run a server of `way` in a process of its own; yields the `Server`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DEBUG": "off", "SERVED_OVER_TLS": "off", "DEMONSTRATION": "off"}
    command = [sys.executable, "-m", "benchmarks.serving", way, str(port)]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait()


def _wait_for(port):
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.request("GET", "/health")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise SystemExit("The server did not start.")


class KeptConnection:
    """One client with one connection; sends ready bytes and reads no more than it must."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request):
        """The status of the answer to `request`, and its body."""
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, body = answer.split(b"\r\n\r\n", 1)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def close(self):
        """End it."""
        self.socket.close()

    def _more(self):
        more = self.socket.recv(65_536)
        if not more:
            raise SystemExit("The server closed the connection.")
        return more


def post(address, fields, **headers):
    """A whole POST request as bytes."""
    from urllib.parse import urlencode

    body = urlencode(fields).encode()
    head = {
        "Host": "127.0.0.1",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {address} HTTP/1.1\r\n{lines}\r\n".encode() + body


def main():
    way, port = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from waitress import serve

    django.setup()
    settings.ROOT_URLCONF = "benchmarks.bare"
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # eight clients wait for it: meant
    if way == BARE:
        settings.MIDDLEWARE = []
    serve(WSGIHandler(), listen=f"127.0.0.1:{port}", threads=8)


if __name__ == "__main__":
    main()
