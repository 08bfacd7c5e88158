"""`manage.py migrate`, killed at a statement: python -m tests.faults.killed_migration NUMBER

What it says first is how many statements there were, where it came to its end.
"""

import os
import signal
import sys

import django
from django.core.management import call_command
from django.db import connection


def main(number):
    """Die before the statement with this number; those of looking count too."""
    django.setup()
    done = [0]

    def die(execute, *arguments):
        if done[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        done[0] += 1
        return execute(*arguments)

    with connection.execute_wrapper(die):
        call_command("migrate", verbosity=0)
    sys.stdout.write(f"{done[0]}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
