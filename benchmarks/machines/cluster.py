"""A primary of PostgreSQL and its synchronous standby, looked after by Patroni and etcd.

Patroni is installed into `.cache/machines` (PyPI); etcd and PostgreSQL are Debian's.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

from benchmarks.machines.processes import Service, free_port, wait_until
from benchmarks.machines.site import ROOT
from scripts.with_postgres import character_locale, find_programs, server_owner

TOOLS = ROOT / ".cache" / "machines"
PACKAGES = ["patroni[etcd3]==4.1.5", "psycopg2-binary==2.9.13"]
# Seconds. `ttl`: after how long without a word the primary is given up; 20 is the least that
# Patroni takes, and `loop_wait` + 2 × `retry_timeout` must fit into it.
TIMES = {"ttl": 20, "loop_wait": 2, "retry_timeout": 5}


def install():
    """Make the environment of Patroni, where it is missing: with a Python that all may run."""
    TOOLS.parent.mkdir(exist_ok=True)
    if server_owner():  # another user than we are starts it
        TOOLS.parent.chmod(0o711)
    if not (TOOLS / "bin" / "patroni").exists():
        python = shutil.which("python3", path=f"/usr/bin:{os.environ['PATH']}")
        subprocess.run([python, "-m", "venv", "--clear", TOOLS], check=True)
        pip = [TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
        subprocess.run([*pip, *PACKAGES], check=True)


class Cluster:
    """Two nodes and the etcd by which they agree who is primary. Real ones have three etcds."""

    def __init__(self, folder):
        self.folder, self.programs, self.owner = folder, find_programs(), server_owner()
        self.passwords = {name: secrets.token_hex(16) for name in ("postgres", "replicator")}
        self.etcd_port, self.etcd, self.nodes = free_port(), None, []
        self.name, self.password = "shkej", secrets.token_hex(16)

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.callback(self.end)
            self._begin()
            stack.pop_all()
        return self

    def __exit__(self, *_fault):
        self.end()

    def _begin(self):
        address, peers = (f"http://127.0.0.1:{port}" for port in (self.etcd_port, free_port()))
        self.etcd = Service(
            "etcd",
            ["etcd", "--data-dir", self.folder / "etcd", "--listen-client-urls", address]
            + ["--advertise-client-urls", address, "--listen-peer-urls", peers]
            + ["--initial-advertise-peer-urls", peers, "--initial-cluster", f"default={peers}"],
            folder=self.folder,
        )
        self.nodes.append(Node(self, "one"))
        wait_until(lambda: self.primary, "a primary")
        self.nodes.append(Node(self, "two"))
        self.wait_for_standby()
        self._make_database()

    def end(self):
        """End all of it."""
        for node in self.nodes:
            node.kill()
        if self.etcd:
            self.etcd.end()

    @property
    def address(self):
        """The DATABASE_URL that the guide names: both servers, and whichever of them writes."""
        places = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        who = f"{self.name}:{self.password}"
        return f"postgres://{who}@{places}/{self.name}?target_session_attrs=read-write"

    def members(self):
        """{name: role} of the nodes that Patroni says work."""
        for node in self.nodes:
            with contextlib.suppress(OSError, ValueError):
                answer = urllib.request.urlopen(f"http://127.0.0.1:{node.rest}/cluster", timeout=2)
                rows = json.load(answer)["members"]
                return {
                    row["name"]: row["role"]
                    for row in rows
                    if row["state"] in ("running", "streaming")
                }
        return {}

    @property
    def primary(self):
        """The node that writes; None where there is none."""
        members = self.members()
        return next((node for node in self.nodes if members.get(node.name) == "leader"), None)

    def wait_for_standby(self):
        """Return once each save reaches both, and the seconds that this took."""
        began = time.monotonic()
        wanted = ["leader", "sync_standby"]
        wait_until(lambda: sorted(self.members().values()) == wanted, "a synchronous standby", 300)
        return time.monotonic() - began

    def _make_database(self):
        for statement in (
            f"CREATE ROLE {self.name} LOGIN CREATEDB PASSWORD '{self.password}'",
            f"CREATE DATABASE {self.name} OWNER {self.name} ENCODING 'UTF8' TEMPLATE template0",
        ):
            self.primary.run(statement)


class Node:
    """One server of PostgreSQL with its Patroni: its port, and that of Patroni's answers."""

    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.port, self.rest = free_port(), free_port()
        self.folder = cluster.folder / name
        self.data = self.folder / "data"
        self.folder.mkdir(mode=0o700)
        self.settings = self.folder / "patroni.json"
        self.settings.write_text(json.dumps(self._settings(), indent=1))
        if cluster.owner:
            for path in (self.folder, self.settings):
                os.chown(path, cluster.owner["user"], cluster.owner["group"])
        self.begin()

    def begin(self):
        """Start Patroni, which starts the server: as the primary, or as what it must be now."""
        command = [TOOLS / "bin" / "patroni", self.settings]
        self.service = Service(
            f"patroni-{self.name}",
            command,
            folder=self.cluster.folder,
            owner=self.cluster.owner | {"cwd": self.folder},
            PYTHONDONTWRITEBYTECODE="1",
        )

    def kill(self):
        """Kill Patroni, the server and all its processes in one go."""
        self.service.kill(*processes_of(self.data))

    def run(self, statement):
        """What one statement answers, asked by the superuser on this very server."""
        answer = subprocess.run(
            [self.cluster.programs / "psql", "-XAtq", "-h", "127.0.0.1", "-p", str(self.port)]
            + ["-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-c", statement],
            env=os.environ | {"PGPASSWORD": self.cluster.passwords["postgres"]},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return answer.stdout.strip()

    def _settings(self):
        who = {
            "superuser": {"username": "postgres"},
            "replication": {"username": "replicator"},
            "rewind": {"username": "postgres"},
        }
        for user in who.values():
            user["password"] = self.cluster.passwords[user["username"]]
        return {
            "scope": "shkej",
            "name": self.name,
            "restapi": _listens(self.rest),
            "etcd3": {"host": f"127.0.0.1:{self.cluster.etcd_port}"},
            "bootstrap": {
                "dcs": {
                    **TIMES,
                    "synchronous_mode": True,
                    "postgresql": {"use_pg_rewind": True},
                },
                "initdb": ["data-checksums", {"encoding": "UTF8"}, {"locale": character_locale()}],
            },
            "postgresql": {
                **_listens(self.port),
                "data_dir": str(self.data),
                "bin_dir": str(self.cluster.programs),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": who,
                "pg_hba": [
                    "host all all 127.0.0.1/32 scram-sha-256",
                    "host replication replicator 127.0.0.1/32 scram-sha-256",
                ],
                "parameters": {"unix_socket_directories": ""},
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
            },
        }


def processes_of(data):
    """The numbers of a server's processes, by its folder: none where it does not run."""
    try:
        server = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return []
    if str(data) not in _started_by(server):  # the number is somebody else's by now
        return []
    return [server, *(number for number, parent in _parents() if parent == server)]


def _started_by(number):
    try:
        return Path(f"/proc/{number}/cmdline").read_text()
    except OSError:
        return ""


def _parents():
    """(number, number of its parent) of each process of this machine."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(path.parent.name), int(path.read_text().rpartition(")")[2].split()[1])


def _listens(port):
    return {"listen": f"127.0.0.1:{port}", "connect_address": f"127.0.0.1:{port}"}
