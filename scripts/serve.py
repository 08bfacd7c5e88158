"""Serve the demonstration with a worker beside it, which ends with the server, however that ends.

python scripts/serve.py 8000
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_END = 10


def main():
    port = int(sys.argv[1])
    for way in (signal.SIGTERM, signal.SIGINT):  # the second is ignored where a shell began us so
        signal.signal(way, lambda *_: sys.exit(0))
    command = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--ends-with-stdin"]
    # Killed outright, this process still closes the pipe: the worker sees that and ends.
    worker = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        serve(port)
    finally:
        end(worker)


def serve(port):
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    from waitress import serve

    from shkej.wsgi import application

    serve(application, listen=f"127.0.0.1:{port}", threads=8)


def end(worker):
    """Let the worker finish what it has in hand, for a while; the rest is taken up next time."""
    worker.terminate()
    try:
        worker.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


if __name__ == "__main__":
    main()
