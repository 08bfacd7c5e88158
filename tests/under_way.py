"""A server for browsers whose requests end with their test: none meets the next one's database."""

import socket
import threading
from contextlib import suppress

from django.core.servers.basehttp import ThreadedWSGIServer

SECONDS = 120  # far above what an answer takes: a busy machine is no failure


class EndingServer(ThreadedWSGIServer):
    """Knows its connections, and ends them once what came by them is answered."""

    def __init__(self, *args, **kwargs):
        self.taken = {}  # {address of the browser's end: our end}
        self.changed = threading.Condition()
        super().__init__(*args, **kwargs)

    def process_request(self, request, client_address):
        """Take a connection; a thread of its own answers all that comes by it."""
        with self.changed:
            self.taken[client_address] = request
            self.changed.notify_all()
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        """Answer what comes by a connection until it is closed."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                del self.taken[client_address]
                self.changed.notify_all()

    def end_requests(self):
        """Wait until all that was asked is answered; nothing more is read of any connection."""
        with socket.create_connection(self.server_address) as last, self.changed:
            # Connections are taken in turn: once it is this one's, all before it were taken.
            assert self.changed.wait_for(lambda: last.getsockname() in self.taken, SECONDS)
            for connection in self.taken.values():
                with suppress(OSError):  # its browser was faster
                    connection.shutdown(socket.SHUT_RD)
            ended = self.changed.wait_for(lambda: not self.taken, SECONDS)
        assert ended, "A request of this test is still being answered."
