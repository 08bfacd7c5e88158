"""Calendars of others read what we write: ical.js and node-ical in node, and libical.

Each answers in one shape: {uid: {"summary", "start", "end", "is_all_day", "status", "class"}}, the
moments as seconds since 1970, whole days as "2026-10-05"; what it does not know is None.
"""

import fcntl
import json
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[3] / ".cache" / "calendar-clients"
FILES = ("package.json", "package-lock.json", "read.mjs")


def installed():
    """The folder with the locked packages, which the first process to ask installs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = "".join((HERE / name).read_text() for name in FILES)
        done = FOLDER / "done"
        if not done.exists() or done.read_text() != wanted:
            for name in FILES:
                (FOLDER / name).write_bytes((HERE / name).read_bytes())
            order = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(order, cwd=FOLDER, check=True, timeout=300)
            done.write_text(wanted)
    return FOLDER


def read_by_node(client, calendar):
    """What "ical.js" or "node-ical" reads of a calendar (bytes).

    The clock of the machine is in another zone: only what the calendar says can be right.
    """
    answer = subprocess.run(
        ["node", "read.mjs", client],
        cwd=installed(),
        input=calendar,
        capture_output=True,
        check=True,
        timeout=120,
        env={"PATH": os.environ["PATH"], "TZ": "America/New_York"},
    )
    return json.loads(answer.stdout)
