"""`manage.py doctor`: what is wrong with this installation, and the next step for each."""

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from shkej.doctor.checks import examine
from shkej.lib.bilingual import FIRST, LANGUAGES

FINE, WRONG, STOPS = "[  ok  ]", "[ look ]", "[ stop ]"


class Command(BaseCommand):
    """Ends with 1 where something is to be done; changes nothing, and sends nothing."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        """In which language it speaks."""
        parser.add_argument("--language", choices=list(LANGUAGES), default=FIRST)

    def handle(self, *, language, **options):
        """Say one line for each thing that is fine, and two for each that is not."""
        with translation.override(language):
            number = sum(self._say(check, findings) for check, findings in examine())
            done = _("Everything is as it should be.")
            self.stdout.write(_("To do: %(number)s.") % {"number": number} if number else done)
        if number:
            raise SystemExit(1)

    def _say(self, check, findings):
        label = _(check.label)
        if not findings:
            self.stdout.write(f"{FINE} {label}")
        for finding in findings:
            words, step = finding.said()
            self.stdout.write(f"{STOPS if finding.stops else WRONG} {label}: {words}")
            self.stdout.write(f"{' ' * len(FINE)} → {step}")
        return len(findings)
