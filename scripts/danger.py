"""bandit over the code: each of its findings is explained beside its line or here, or fails.

    python scripts/danger.py FOLDER…

Beside a line stands ruff's mark for the same rule (`# noqa: S608 – our own names` for B608), so
that no line has two.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

# What holds for every place: (rule, beginning of the path): why.
EXPLAINED = {
    ("B404", ""): "that a module can start programs says nothing: each start is looked at (B602).",
    ("B603", ""): "no shell: the program and its arguments are lists that we wrote.",
    ("B405", "events/importing/files/workbooks.py"): "only its error; defusedxml reads.",
    ("B311", "demonstration/"): "invented people: the same each time, and nobody's secret.",
    ("B105", "shkej/settings.py"): "names of forms and numbers of attempts.",
}
SAME = {"B703": "S308"}  # two rules of bandit for one of ruff
MARK = re.compile(r"# noqa: ([S0-9, ]+)")


def main():
    bandit = [sys.executable, "-m", "bandit", "--quiet", "--format", "json", "--recursive"]
    said = subprocess.run([*bandit, *sys.argv[1:]], capture_output=True, text=True, check=False)
    told = json.loads(said.stdout)
    left = [one for one in told["results"] if not is_explained(one)]
    for one in left:
        print(f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}")
    for one in told["errors"]:
        print(f"{one['filename']}: {one['reason']}")
    sys.exit(1 if left or told["errors"] else 0)


def is_explained(finding):
    """Whether its rule is explained for its file, or at one of its lines."""
    rule, path = finding["test_id"], finding["filename"].removeprefix("./")
    if any(rule == known and path.startswith(start) for known, start in EXPLAINED):
        return True
    lines = Path(finding["filename"]).read_text(encoding="utf-8").splitlines()
    last = max(finding["line_range"])
    marks = MARK.findall("\n".join(lines[finding["line_number"] - 1 : last]))
    wanted = SAME.get(rule, rule.replace("B", "S"))
    return any(wanted in mark.replace(" ", "").split(",") for mark in marks)


if __name__ == "__main__":
    main()
