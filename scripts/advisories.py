"""Known faults of what is pinned, asked of the database of faults from which pip-audit reads too.

    python scripts/advisories.py requirements.txt…

Ends with 0 where none is known but those of advisories.toml, with 1 where another one is, and with
2 where the database was not reached or did not answer as it should: then nothing was looked up.
"""

import json
import os
import re
import sys
import tomllib
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVICE = "https://api.osv.dev/v1/querybatch"
PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
SECONDS = 20
MOST_PAGES = 100
CLEAN, FAULTY, NOT_LOOKED_UP = 0, 1, 2


class NotLookedUp(Exception):  # noqa: N818 - nothing is known, also no fault
    """Nobody answered, or not as the service does."""


def main(files):
    """Print what is known of the packages that `files` pin; the exit status says it too."""
    pinned = sorted({found for file in files for found in PINNED.findall(Path(file).read_text())})
    today = date.today()  # noqa: DTZ011 - the day where it is run
    allowed = {one["id"]: one for one in exceptions() if one["until"] >= today}
    try:
        known = faults_of(pinned)
    except NotLookedUp as reason:
        print(f"NOT looked up, nothing is known of {len(pinned)} packages: {reason}")
        return NOT_LOOKED_UP
    left = 0
    for (name, version), fault in known:
        said = f"{name} {version}: {fault}"
        if fault in allowed:
            one = allowed[fault]
            print(f"{said}, excepted until {one['until']}: {one['reason']}")
        else:
            left += 1
            print(said)
    print(f"{len(pinned)} packages looked up on {today}: {left} known faults beyond the exceptions")
    return FAULTY if left else CLEAN


def exceptions():
    """What advisories.toml lets pass, each with its reason and the last day on which it does."""
    listed = tomllib.loads((ROOT / "advisories.toml").read_text(encoding="utf-8"))
    return listed.get("exception", [])


def faults_of(pinned):
    """[((name, version), id of a fault)]; NotLookedUp without an answer for each of `pinned`.

    Of a package with many the service tells some, and a token by which the others are asked for.
    """
    found, waiting = [], [(package, _query(*package)) for package in pinned]
    for _page in range(MOST_PAGES):
        further = []
        told = _answers([query for _package, query in waiting])
        for (package, query), one in zip(waiting, told, strict=True):
            found += [(package, fault["id"]) for fault in one.get("vulns", [])]
            if token := one.get("next_page_token"):
                further.append((package, query | {"page_token": token}))
        if not further:
            return sorted(found)
        waiting = further
    raise NotLookedUp("the service never came to an end")


def _query(name, version):
    return {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}


def _answers(queries):
    """What the service tells to each of `queries`."""
    asked = json.dumps({"queries": queries}).encode()
    service = os.environ.get("AUDIT_SERVICE", SERVICE)
    request = urllib.request.Request(service, asked)  # noqa: S310 - the address is ours
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - ours
            told = json.load(answer)["results"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise NotLookedUp(f"the service did not answer ({type(fault).__name__})") from fault
    if not isinstance(told, list) or len(told) != len(queries):
        raise NotLookedUp("the service answered for others")
    return [one or {} for one in told]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
