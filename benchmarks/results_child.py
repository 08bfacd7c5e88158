"""Fill one database and run benchmarks on it, for `benchmarks.results`: SCALE NAME…

Prints each figure as a line of JSON; a SCALE of 0 leaves the database empty.
"""

import json
import os
import subprocess
import sys


def main(scale, *names):
    if float(scale):
        run("benchmarks.data", "--scale", scale)
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        for line in run(f"benchmarks.{name}", FIGURES="json").splitlines():
            if line.startswith("{"):
                print(json.dumps({"name": name, "figure": json.loads(line)}), flush=True)


def run(module, *arguments, **settings):
    """What `python -m module` prints."""
    command = [sys.executable, "-m", module, *arguments]
    environment = os.environ | settings
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return answer.stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
