"""Serve the demonstration with a worker beside it, which ends with the server, however that ends.

python scripts/serve.py 8000
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_END, SECONDS_BETWEEN = 10, 2


def main():
    port = int(sys.argv[1])
    for way in (signal.SIGTERM, signal.SIGINT):  # the second is ignored where a shell began us so
        signal.signal(way, lambda *_: sys.exit(0))
    worker = WorkerProcess()
    try:
        serve(port)
    finally:
        worker.end()


def serve(port):
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    from waitress import serve

    from shkej.wsgi import application

    serve(application, listen=f"127.0.0.1:{port}", threads=8)


class WorkerProcess:
    """The worker's process, started again whenever it ends by itself: when it hung, say."""

    def __init__(self):
        self.is_ending = threading.Event()
        self.process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self):
        command = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--ends-with-stdin"]
        # Killed outright, this process still closes the pipe: the worker sees that and ends.
        return subprocess.Popen(command, stdin=subprocess.PIPE)

    def _watch(self):
        while True:
            self.process.wait()
            if self.is_ending.wait(SECONDS_BETWEEN):
                return
            self.process = self._start()

    def end(self):
        """Let it finish what it has in hand, for a while; the rest is taken up next time."""
        self.is_ending.set()
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


if __name__ == "__main__":
    main()
