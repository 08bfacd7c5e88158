"""All checks in their order, which of them are asked before anything starts, and how."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.utils.translation import gettext_noop

from shkej.doctor import databases, machine, program, work
from shkej.doctor.findings import Check, Finding
from shkej.lib.bilingual import in_both_languages

# What harms somebody without the database’s being asked, then what only the database knows.
SETTINGS = (
    Check(gettext_noop("Secret key"), program.secret_key),
    Check(gettext_noop("DEBUG"), program.debug),
    Check(gettext_noop("Names of the site"), program.hosts),
    Check(gettext_noop("Proxies"), program.proxies),
    Check(gettext_noop("Files of the program"), machine.made_files),
)
DATABASE = (
    Check(gettext_noop("Version of the tables"), databases.schema),
    Check(gettext_noop("Lasting saves"), databases.durability),
    Check(gettext_noop("Guard of the log"), databases.append_only),
    Check(gettext_noop("Demonstration"), databases.demonstration),
    Check(gettext_noop("People and DEBUG"), databases.debugged),
)
CHECKS = (
    *SETTINGS,
    *DATABASE,
    Check(gettext_noop("Rights in the database"), databases.rights),
    Check(gettext_noop("Clock"), machine.clock),
    Check(gettext_noop("Clock of the database"), databases.clock),
    Check(gettext_noop("Rights to files"), machine.modes),
    Check(gettext_noop("Room on the disk"), machine.room),
    Check(gettext_noop("Figures of the server"), program.metrics),
    Check(gettext_noop("Uploaded files"), machine.uploads),
    Check(gettext_noop("Mail"), program.mail),
    Check(gettext_noop("Worker"), work.worker),
    Check(gettext_noop("Outbox"), work.outbox),
    Check(gettext_noop("Backups"), work.backups),
)


def examine(checks: Iterable[Check] = CHECKS) -> Iterator[tuple[Check, list[Finding]]]:
    """Each check with what it found; a database that does not answer is a finding too."""
    for check in checks:
        try:
            yield check, list(check.look())
        except DatabaseError as fault:
            yield check, [_does_not_answer(fault)]


def refuse_to_start(checks: Iterable[Check] = (*SETTINGS, *DATABASE)) -> None:
    """Raise ImproperlyConfigured, in both languages, where starting would harm somebody.

    A database that is away for now stops nothing: pages say so until it is back.
    """
    found = [one for _check, findings in examine(checks) for one in findings if one.stops]
    if found:
        raise ImproperlyConfigured("\n".join(line for one in found for line in _lines(one)))


def _lines(finding):
    for words in (finding.words, finding.step):
        yield from in_both_languages(words, **finding.values)


def _does_not_answer(fault):
    return Finding(
        gettext_noop("The database does not answer (%(kind)s)."),
        gettext_noop("Look whether it runs, at DATABASE_URL, and at what its own log says."),
        {"kind": type(fault).__name__},
    )
