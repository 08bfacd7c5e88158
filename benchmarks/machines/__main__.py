"""Kill what a country is served by, and count what became of it.

    python -m benchmarks.machines web            # one web process, one worker, of two each
    python -m benchmarks.machines database       # the primary, of two servers of PostgreSQL

Needs nginx and PostgreSQL, the second etcd too (Debian's `nginx-light`, `postgresql`,
`etcd-server`), and collected static files (`make staticfiles/staticfiles.json`). All of it is on
loopback and in a folder that goes afterwards.
"""

import argparse
import contextlib
import os
import secrets
import signal
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import django

LONGEST = 45 * 60  # seconds of a whole run


def main():
    parser = argparse.ArgumentParser(description="Kill machines under writers.")
    parser.add_argument("what", choices=["web", "database"])
    parser.add_argument("--kills", type=int, default=10)
    asked = parser.parse_args()
    for way in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(way, end)
    signal.alarm(LONGEST)
    with tempfile.TemporaryDirectory(prefix="shkej-machines-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server of the database runs as another user
        run = {"web": kill_web_processes, "database": kill_primaries}[asked.what]
        load, moment, began = os.getloadavg()[0], datetime.now(), time.monotonic()
        is_kept = run(folder, asked.kills)
        minutes = (time.monotonic() - began) / 60
        print(
            f"\n{moment:%-d %B %Y, %H:%M}; {os.cpu_count()} cores, load {load:.1f} when it began, "
            f"{os.getloadavg()[0]:.1f} when it ended; {minutes:.0f} minutes."
        )
    sys.exit(0 if is_kept else 1)


def end(number, _frame):
    """Tidy up, once: whoever tells us a second time waits."""
    for way in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(way, signal.SIG_IGN)
    sys.exit(128 + number)


def kill_web_processes(folder, kills):
    """Print what becomes of it, on a server of PostgreSQL of its own; whether all is kept."""
    os.environ["DURABLE"] = "on"
    from scripts.with_postgres import throwaway_cluster

    with throwaway_cluster() as address, served(folder, address) as (site, box, centre):
        from benchmarks.machines.web import measure

        outcome = measure(site, box, centre, kills)
        print(f"\n{outcome}")
    return outcome.is_kept


def kill_primaries(folder, kills):
    """Print what becomes of it, on two servers; whether all is kept, and the same on both."""
    from benchmarks.machines.cluster import Cluster, install

    install()
    with Cluster(folder) as cluster:
        with served(folder, cluster.address) as (site, box, centre):
            from benchmarks.machines.database import are_equal, measure

            outcome = measure(cluster, site, box, centre, kills)
            print(f"\n{outcome}", flush=True)
        is_same = are_equal(cluster, outcome.crowd)
        print(f"\nEach table and the report on both servers: {'' if is_same else 'NOT '}equal.")
    return outcome.is_kept and is_same


@contextlib.contextmanager
def served(folder, address):
    """Give (site, what its mail server takes, its centre), on that database made ready."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "shkej.settings",
        "DATABASE_URL": address,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "VAR_DIR": str(folder / "var"),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SERVED_OVER_TLS": "on",
        "BEHIND_TLS_PROXY": "on",
        "TRUSTED_PROXIES": "1",
        "DEBUG": "off",
        "DEMONSTRATION": "off",
    }
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from benchmarks.machines.mails import SlowBox
    from benchmarks.machines.site import Site
    from events.models import Centre
    from tests.mail_server import MailServer

    call_command("migrate", verbosity=0)
    centre = Centre.objects.get(code="engjejt-e-vegjel")
    with MailServer(SlowBox()) as server, Site(folder, address, server.port) as site:
        yield site, server.box, centre
        connections.close_all()


if __name__ == "__main__":
    main()
