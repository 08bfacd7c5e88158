"""`manage.py` as the shell runs it: in this process, or as a process where that is the point."""

import io
import os
import runpy
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest
from django.conf import settings

PROGRAM = str(settings.BASE_DIR / "manage.py")


@dataclass(frozen=True)
class Ended:
    """How a program ended, and what it said."""

    status: int
    stdout: str
    stderr: str


def run_here(*arguments):
    """Run `manage.py` in this process, on this test's database.

    Like any program it closes its connections in the end: the test has transactions of its own.
    """
    output, errors, status = io.StringIO(), io.StringIO(), 0
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        patch.setattr(sys, "argv", [PROGRAM, *arguments])
        try:
            runpy.run_path(PROGRAM, run_name="__main__")
        except SystemExit as end:
            if isinstance(end.code, str):
                print(end.code, file=sys.stderr)  # noqa: T201
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ended(status, output.getvalue(), errors.getvalue())


def run_apart(*arguments, folder=None, stdout=subprocess.PIPE, **environment):
    """Run `manage.py` as a process with the application's own settings and this `environment`."""
    ours = {**os.environ, "SECRET_KEY": "x", "LANGUAGE": ""}
    del ours["DJANGO_SETTINGS_MODULE"]
    ended = subprocess.run(
        [sys.executable, PROGRAM, *arguments],
        cwd=folder,
        env={**ours, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
