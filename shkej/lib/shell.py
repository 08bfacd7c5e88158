"""What our commands owe the shell: one line for each refusal, whatever becomes of their output."""

import contextlib
import os
import sys

from django.core.management.base import CommandError
from django.db import Error

from shkej.lib.queries.schema import WritingCommand


class ShellCommand(WritingCommand):
    """A command that refuses in one line."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Refuse with one line: argparse would print its whole usage before it."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.print_usage = lambda file=None: None
        return parser

    def execute(self, *args, **options):
        """Refuse in one line too where arguments or the database are not as they should be."""
        for value in options.values():
            if isinstance(value, str) and not _is_text(value):
                raise CommandError(f"This argument is not valid UTF-8: {value!a}.")
        try:
            return super().execute(*args, **options)
        except Error as fault:
            reason = str(fault).strip().splitlines()[:1]
            raise CommandError(
                f"The database cannot be used ({': '.join(reason)}). Is it migrated and reachable?"
            ) from fault
        except UnicodeError as fault:
            raise CommandError(f"Not readable or writable as text: {fault}.") from fault

    def put(self, content):
        """Write text or bytes to standard output; CommandError where they cannot go there."""
        try:
            if isinstance(content, bytes) and hasattr(self.stdout, "buffer"):
                self.stdout.flush()
                self.stdout.buffer.write(content)
            else:  # text, or a stream for text alone, as in tests
                text = content.decode() if isinstance(content, bytes) else content
                self.stdout.write(text, ending="")
            self.stdout.flush()
        except UnicodeEncodeError as fault:
            raise CommandError(
                f"Cannot write the answer: the output ({fault.encoding}) lacks some letters. "
                "Set PYTHONIOENCODING=utf-8."
            ) from fault
        except OSError as fault:
            _drop_output()
            raise CommandError(f"Cannot write the answer: {fault.strerror}.") from fault


def _is_text(argument):
    """Whether it came as UTF-8: bytes that are none arrive as lone surrogates."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def _drop_output():
    """Let what waits to be written go nowhere, or Python would complain of it once more."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
