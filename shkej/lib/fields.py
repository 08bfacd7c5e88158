"""Columns that are derived from others, so that both databases search and sort alike.

`pre_save` fills them, so `bulk_create` keeps them true too. `update()` and `save(update_fields=…)`
do not: whoever changes a source that way names the derived column as well.
"""

from django.db import models
from django.utils import timezone

from shkej.lib.albanian import fold, sort_key


class DerivedField(models.Field):
    """A column whose value is worked out from other attributes of the row."""

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = tuple(sources)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def derive(self, values):
        """The column's value for the `values` of its sources."""
        raise NotImplementedError

    def pre_save(self, instance, add):
        value = self.derive([getattr(instance, source) for source in self.sources])
        setattr(instance, self.attname, value)
        return value


def _joined(values):
    return " ".join(str(value) for value in values if value)


class FoldedField(DerivedField, models.CharField):
    """The sources without case and diacritics, for search: `cela` finds `Çela`."""

    def derive(self, values):
        return fold(_joined(values))[: self.max_length]


class SortKeyField(DerivedField, models.CharField):
    """The sources as digits that sort in the order of the Albanian alphabet."""

    def derive(self, values):
        return sort_key(_joined(values))[: self.max_length]


class ShownKeyField(DerivedField, models.CharField):
    """What readers of `language` see, as digits that sort as their alphabet does.

    They see the first of the sources that says something. A text has such a column for each
    language; `shkej.lib.queries.ordering.Shown` sorts by that of the reader.
    """

    def __init__(self, *args, language="", **kwargs):
        self.language = language
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"language": self.language}

    def derive(self, values):
        shown = next((value for value in values if (value or "").strip()), "")
        return sort_key(shown, self.max_length, self.language)


class LocalDateField(DerivedField, models.DateField):
    """The local day of a moment, kept beside it: periods and ages are asked of days."""

    def derive(self, values):
        return timezone.localdate(values[0]) if values[0] else None
