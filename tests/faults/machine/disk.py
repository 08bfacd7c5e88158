"""A disk of our own that is full or only read, as the system has it: tmpfs in a private place.

It is mounted where no other process sees it, so nothing is left behind whatever happens. Root may
do that, and on most systems everybody in a user namespace of their own.
"""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

HOLD = 'mount -t tmpfs -o size="$2",mode=0700 tmpfs "$1" && echo ready && exec cat'
HERE = 'cd "$1" && shift && exec "$@"'
WAYS = (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount"))


class SmallDisk:
    """`with SmallDisk(folder, "24m") as disk`: `folder` is that disk for what runs `through` it.

    From here it is seen at `inside`.
    """

    def __init__(self, folder, size):
        self.folder, self.size = folder, size

    def __enter__(self):
        for way in WAYS:
            self.holder = subprocess.Popen(
                [*way, "sh", "-c", HOLD, "sh", str(self.folder), self.size],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            if self.holder.stdout.readline() == "ready\n":
                self.user = ["--user", "--preserve-credentials"] if "--map-root-user" in way else []
                return self
            self.holder.communicate()
        if os.geteuid() == 0:  # as CI is
            raise RuntimeError("Root cannot mount a disk of its own here.")
        pytest.skip("this system lets nobody but root mount a disk")

    def __exit__(self, *_fault):
        self.holder.communicate()

    @property
    def through(self):
        """The command before a command that shall see the disk."""
        enter = ["nsenter", "--target", str(self.holder.pid), *self.user, "--mount", "--"]
        return [*enter, "sh", "-c", HERE, "sh", str(settings.BASE_DIR)]

    @property
    def inside(self):
        """Its root, for this process."""
        return Path(f"/proc/{self.holder.pid}/root{self.folder}")

    def fill(self):
        """Leave no room at all."""
        with (self.inside / "filling").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                return

    def make_room(self):
        """Take away what filled it."""
        (self.inside / "filling").unlink()

    def set_read_only(self, read_only):
        """Let it be read alone, or written to again; nobody may hold it open meanwhile."""
        mode = "ro" if read_only else "rw"
        remount = ["mount", "-o", f"remount,{mode}", str(self.folder)]
        subprocess.run([*self.through, *remount], check=True)
