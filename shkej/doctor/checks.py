"""All checks in their order, which of them are asked before anything starts, and how."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.utils.translation import gettext_noop

from shkej.doctor import databases, machine, program, work
from shkej.doctor.findings import HealthCheck, HealthFinding
from shkej.lib.bilingual import in_both_languages

# What harms somebody without the database’s being asked, then what only the database knows.
SETTINGS = (
    HealthCheck(gettext_noop("Secret key"), program.secret_key),
    HealthCheck(gettext_noop("DEBUG"), program.debug),
    HealthCheck(gettext_noop("Names of the site"), program.hosts),
    HealthCheck(gettext_noop("Proxies"), program.proxies),
    HealthCheck(gettext_noop("Files of the program"), machine.made_files),
)
DATABASE = (
    HealthCheck(gettext_noop("Version of the tables"), databases.schema),
    HealthCheck(gettext_noop("Lasting saves"), databases.durability),
    HealthCheck(gettext_noop("Guard of the log"), databases.append_only),
    HealthCheck(gettext_noop("Demonstration"), databases.demonstration),
    HealthCheck(gettext_noop("People and DEBUG"), databases.debugged),
)
CHECKS = (
    *SETTINGS,
    *DATABASE,
    HealthCheck(gettext_noop("Rights in the database"), databases.rights),
    HealthCheck(gettext_noop("Clock"), machine.clock),
    HealthCheck(gettext_noop("Clock of the database"), databases.clock),
    HealthCheck(gettext_noop("Rights to files"), machine.modes),
    HealthCheck(gettext_noop("Room on the disk"), machine.room),
    HealthCheck(gettext_noop("Figures of the server"), program.metrics),
    HealthCheck(gettext_noop("Uploaded files"), machine.uploads),
    HealthCheck(gettext_noop("Mail"), program.mail),
    HealthCheck(gettext_noop("Worker"), work.worker),
    HealthCheck(gettext_noop("Outbox"), work.outbox),
    HealthCheck(gettext_noop("Backups"), work.backups),
)


def examine(
    checks: Iterable[HealthCheck] = CHECKS,
) -> Iterator[tuple[HealthCheck, list[HealthFinding]]]:
    """Each check with what it found; a database that does not answer is a finding too."""
    for check in checks:
        try:
            yield check, list(check.look())
        except DatabaseError as fault:
            yield check, [_does_not_answer(fault)]


def refuse_to_start(checks: Iterable[HealthCheck] = (*SETTINGS, *DATABASE)) -> None:
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
    return HealthFinding(
        gettext_noop("The database does not answer (%(kind)s)."),
        gettext_noop("Look whether it runs, at DATABASE_URL, and at what its own log says."),
        {"kind": type(fault).__name__},
    )
