"""The application as a process that can be killed."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from threading import Event

from django.conf import settings

from tests.databases import address

PATIENCE = 1200  # tries, each after a moment: a machine may be busy


class Server:
    """Serves the tests' own database on loopback; killed and begun again on the same port.

    `environment`: what its process is told beside that. `through`: a command that runs it.
    """

    def __init__(self, *, through=(), **environment):
        self.through, self.environment = through, environment
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = None

    def __enter__(self):
        self.begin()
        return self

    def __exit__(self, *_fault):
        self.kill()

    def begin(self):
        """Start, and return once it answers."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "shkej.settings",
            "DATABASE_URL": address(),
            "SECRET_KEY": settings.SECRET_KEY,
            "DEBUG": "on",  # no static files need to be collected
            "PGOPTIONS": "-c synchronous_commit=on",
            **self.environment,
        }
        self.process = subprocess.Popen(
            [*self.through, sys.executable, "-m", "tests.faults.served", str(self.port)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self):
        """Return once `/health` says that application and database are there."""
        for _try in range(PATIENCE):
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended with {self.process.returncode}.")
            if self._is_healthy():
                return
            Event().wait(0.05)
        raise TimeoutError("The server does not answer.")

    def kill(self):
        """As a power cut would: nothing is tidied up."""
        self.process.kill()
        self.process.wait()

    def _is_healthy(self):
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("GET", "/health")
                return connection.getresponse().status == 200
        except OSError:
            return False
