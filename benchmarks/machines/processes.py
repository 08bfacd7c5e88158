"""Processes that are killed and begun again: each a group of its own, as with systemd."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import threading
import time

RESTART_SECONDS = 2  # as RestartSec of deploy/systemd says
SECONDS_TO_START = 240  # the machine may do much else


class Service:
    """A process of a name and its log. `restarts`: begun again after it ended, as by systemd."""

    def __init__(self, name, command, *, folder, restarts=False, owner=None, **environment):
        self.name, self.command, self.owner = name, command, owner or {}
        self.folder, self.log = folder, folder / f"{name}.log"
        self.environment = os.environ | environment
        self.restarts, self.is_ending = restarts, threading.Event()
        self.process = None
        self.begin()

    def begin(self):
        """Start it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.owner,
            )
        if self.restarts:
            threading.Thread(target=self._watch, args=[self.process], daemon=True).start()

    def kill(self, *others):
        """As a power cut would, with whatever it started and the `others`: nothing is tidied up."""
        for number in others:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self):
        """Let it tidy up, for a while."""
        self.is_ending.set()
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()

    def _watch(self, process):
        process.wait()
        if not self.is_ending.wait(RESTART_SECONDS):
            self.begin()


def wait_until(is_so, what, seconds=SECONDS_TO_START):
    """Return what `is_so()` gives, as soon as that is true; TimeoutError says what never was."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := is_so():
            return found
        time.sleep(0.1)
    raise TimeoutError(f"Not within {seconds} s: {what}.")


def answers(port, path="/health"):
    """Whether 200 is answered on a port of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
