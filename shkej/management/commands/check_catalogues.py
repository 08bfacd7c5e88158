"""Refuse catalogues that lack a translation, doubt one, or lag behind the code."""

import contextlib
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from shkej.lib.bilingual import SOURCE

PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")
# Where no text of the interface stands, or none of ours.
LEFT_OUT = (".*", "__pycache__", "benchmarks", "scripts", "staticfiles", "tests", "var", "vendor")
TRANSLATED_INTO = [code for code, _name in settings.LANGUAGES if code != SOURCE]


class Command(BaseCommand):
    """The English of the code is the source; every other language must answer all of it."""

    help = "Check that every text is translated, with the placeholders of the English."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--without-code",
            action="store_true",
            help="check the catalogues alone: do not gather the texts of the code (needs gettext)",
        )

    def handle(self, *args, **options):
        faults = []
        for source in sorted(Path(settings.BASE_DIR, "locale").rglob("*.po")):
            if source.parts[-3] in TRANSLATED_INTO:
                name = source.relative_to(settings.BASE_DIR)
                faults += [f"{name}: {fault}" for fault in faults_of(polib.pofile(str(source)))]
        if not options["without_code"]:
            faults += [f"{fault} (run `make messages`)" for fault in faults_against_code()]
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults in the catalogues"]))
        self.stdout.write("The catalogues are complete.")


def faults_of(catalogue):
    """Yield what is wrong in one catalogue."""
    for entry in catalogue:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"not translated: {entry.msgid!r}"
        else:
            yield from wrong_placeholders(entry)


def wrong_placeholders(entry):
    """Yield a translation whose placeholders differ; the singular of a plural may leave one out."""
    if "python-format" not in entry.flags and "python-brace-format" not in entry.flags:
        return
    known = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    translations = entry.msgstr_plural or {0: entry.msgstr}
    for number, text in translations.items():
        found = set(PLACEHOLDER.findall(text))
        may_lack = entry.msgid_plural and number == 0
        if found != known and not (may_lack and found < known):
            yield f"other placeholders than {entry.msgid!r}: {text!r}"


def faults_against_code():
    """Yield the texts of the code that the main catalogues lack, and those they alone have."""
    for domain, in_code in gathered_texts().items():
        for language in TRANSLATED_INTO:
            path = Path(settings.BASE_DIR, "locale", language, "LC_MESSAGES", f"{domain}.po")
            known = texts_of(path)
            for context, text in sorted(in_code - known, key=str):
                yield f"{language}: lacks {text!r}" + (f" ({context})" if context else "")
            for _context, text in sorted(known - in_code, key=str):
                yield f"{language}: no longer in the code: {text!r}"


def gathered_texts():
    """Return {domain: {(context, text)}} of the code and the templates, by gettext.

    From a copy: gettext writes a module beside each template while it reads it.
    """
    texts = {}
    with TemporaryDirectory(prefix="shkej-texts-") as folder:
        copy = Path(folder, "code")
        shutil.copytree(settings.BASE_DIR, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        locale = copy / "locale"
        with contextlib.chdir(copy), override_settings(LOCALE_PATHS=[locale]):
            for domain in ("django", "djangojs"):
                call_command(
                    "makemessages",
                    domain=domain,
                    exclude=[path.name for path in locale.iterdir()],  # the template alone
                    keep_pot=True,
                    verbosity=0,
                )
                texts[domain] = texts_of(locale / f"{domain}.pot")
    return texts


def texts_of(path):
    """Return {(context, text)} of the catalogue at `path`, nothing where there is none."""
    entries = polib.pofile(str(path)) if path.exists() else []
    return {(entry.msgctxt, entry.msgid) for entry in entries if not entry.obsolete}
