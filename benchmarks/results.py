"""Run every benchmark on both databases and write RESULTS.md: `python -m benchmarks.results`.

Takes an hour with the whole country, minutes with `--scale 0.1`; what `--only` chooses is printed
and leaves the file as it is. The databases are made for it and go with it; writes reach the disk,
as in production. A process of its own runs each benchmark, so that none finds what another loaded.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import groupby
from pathlib import Path

from benchmarks.figures import Figure, milliseconds

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
# {what is measured: its heading}, by the data it needs: the country; a year's work of one
# project, which changes the country; none.
COUNTRY = {
    "mark": "One mark, over HTTP",
    "pages": "Pages of the whole country",
    "slow_line": "A register's first visit on a slow line",
    "report": "The report",
}
YEAR = {"unicef": "A year's report to UNICEF"}
OWN = {
    "register": "The register, in one process",
    "importing": "A mark beside an import",
    "calendar": "The calendar",
}
SUBJECTS = COUNTRY | YEAR | OWN
YEARS_SCALE = 0.12  # of the country: 100,000 attendances
SETTINGS = {
    "SECRET_KEY": "only-for-benchmarks-" * 3,  # a server starts with no short one
    "SERVED_OVER_TLS": "off",
    "REQUIRE_SECOND_FACTOR": "off",
    "ALLOWED_HOSTS": "testserver,127.0.0.1",
}


def main():
    parser = argparse.ArgumentParser(description="Run every benchmark on both databases.")
    parser.add_argument("--scale", type=float, default=1, help="1: 1,000,000 registrations")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, default=SUBJECTS)
    asked = parser.parse_args()
    load = os.getloadavg()
    found = {name: [] for name in SUBJECTS if name in asked.only}
    for begin in (sqlite, postgresql):
        for names, scale in ((COUNTRY, asked.scale), (YEAR, YEARS_SCALE), (OWN, None)):
            if chosen := [name for name in names if name in asked.only]:
                for name, figures in begin(chosen, scale).items():
                    found[name] += figures
    text = page(found, conditions(asked.scale, load))
    if len(found) < len(SUBJECTS):
        print(text)  # the file tells of one run of all
    else:
        RESULTS.write_text(text, encoding="utf-8")


def sqlite(names, scale):
    """{name: its figures} on a SQLite file that goes with this call."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(names, scale, [], DATABASE_URL=f"sqlite:///{folder}/benchmark.sqlite3")


def postgresql(names, scale):
    """The same on a cluster of PostgreSQL of its own, or that of TEST_DATABASE_URL."""
    return measured(names, scale, [sys.executable, "scripts/with_postgres.py"], DURABLE="on")


def measured(names, scale, before, **settings):
    """Let one child (`before` its command) fill the database and run the benchmarks there."""
    command = [*before, sys.executable, "-m", "benchmarks.results_child", str(scale or 0), *names]
    environment = os.environ | SETTINGS | settings
    answer = subprocess.run(
        command, env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True
    )
    lines = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    return {
        name: [Figure(**line["figure"]) for line in lines if line["name"] == name] for name in names
    }


def conditions(scale, load):
    """Where and when the figures were found."""
    return (
        f"{date.today():%-d %B %Y}; {os.cpu_count()} cores, load {load[0]:.1f} when it began and "
        f"{os.getloadavg()[0]:.1f} when it ended; Python {platform.python_version()}; the country "
        f"of `data.py` at scale {scale:g}: {1_000_000 * scale:,.0f} registrations. One core adds "
        f"ten million numbers in {milliseconds(seconds_of_a_loop())}."
    )


def seconds_of_a_loop():
    """CPU seconds of a fixed piece of work: how fast this machine is beside another."""
    began, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


def page(found, where):
    """RESULTS.md of `found`, {name: figures}."""
    head = (
        "# Results\n\nWritten by `python -m benchmarks.results`; what each measures, and why it is "
        "as it is, says README.md.\nRatios hold from machine to machine, times do not.\n\n"
    )
    parts = [f"## {SUBJECTS[name]} (`{name}.py`)\n\n{table(found[name])}" for name in found]
    return head + where + "\n\n" + "\n".join(parts)


def table(figures):
    """One subject's figures as a table, a row for each figure and database."""
    rows = [
        "| | database | ours | beside it | times | promised | kept |",
        "|---|---|---|---|---|---|---|",
    ]
    by_what = sorted(enumerate(figures), key=lambda pair: (_place(figures, pair[1]), pair[0]))
    for _what, same in groupby((figure for _number, figure in by_what), key=lambda one: one.what):
        rows += [row(figure) for figure in same]
    return "\n".join(rows) + "\n"


def _place(figures, figure):
    """Where something first is in `figures`, so that both databases stand together."""
    return next(n for n, one in enumerate(figures) if one.what == figure.what)


def row(figure):
    """One line of a table."""
    kept = {True: "yes", False: "**no**", None: ""}[figure.is_kept]
    note = f" ({figure.note})" if figure.note else ""
    beside = f"{milliseconds(figure.limit)}, {figure.against}"
    cells = figure.what + note, figure.database, milliseconds(figure.ours), beside
    return f"| {' | '.join(cells)} | {figure.times:.2f} | {figure.promise} | {kept} |"


if __name__ == "__main__":
    main()
