"""What each file and column of an export means, in both languages."""

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import override

from backups.exporting.tables import exported_fields, exported_models, reason_to_leave_out

WIDEST = 12  # choices of a column that are listed


def write_readmes(folder, languages, facts):
    """Write README.sq.txt, README.en.txt, … into `folder`; `facts` are of the manifest."""
    for language in languages:
        with override(language):
            text = "\n".join([*_head(facts), *_tables(facts["tables"]), *_left_out()])
        (folder / f"README.{language}.txt").write_text(text + "\n", encoding="utf-8")


def _head(facts):
    yield _("SHKEJ: everything, in open formats")
    yield _("Made on %(moment)s by version %(version)s.") % facts
    yield ""
    yield _(
        "tables/: each table twice, as CSV (UTF-8, for a spreadsheet) and as JSON (exact values). "
        "Moments are in UTC. In CSV a text that a spreadsheet would take for a formula begins "
        "with an apostrophe. A column that ends in _id holds the id of a row of another table."
    )
    yield _("files/: the uploaded files, under the names that the tables give them.")
    yield _("manifest.json: how many rows each table has, and the SHA-256 of each file.")
    yield ""
    yield _(
        "It holds names of people at risk. Keep it encrypted, and delete it when it has served."
    )


def _tables(held):
    for model in exported_models():
        name = model._meta.db_table
        yield ""
        yield f"{name} – {model._meta.verbose_name} ({held[name]['rows']})"
        for field in exported_fields(model):
            yield f"  {field.column}: {_words_of(field)}"


def _words_of(field):
    words = str(field.verbose_name)
    if field.is_relation and field.related_model:
        words += f" → {field.related_model._meta.db_table}"
    choices = list(field.flatchoices)
    if choices:
        words += ": " + ", ".join(f"{code} = {label}" for code, label in choices[:WIDEST])
    return words


def _left_out():
    yield ""
    yield _("Left out:")
    for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
        if model._meta.managed and (reason := reason_to_leave_out(model)):
            yield f"  {model._meta.db_table}: {_(reason)}"
