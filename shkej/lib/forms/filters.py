"""What lists are narrowed down by."""

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

ALL = _("All")


class FilterForm(forms.Form):
    """Filters of a list: kept in the address, so that paging, sorting and the language keep them.

    A wrong one is left out, and marked at its field. Each field narrows by the column of its name,
    unless there is a method `filter_<name>(rows, value)`; `q` searches by words.
    """

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(user)

    def offer(self, user):
        """Fill in the choices that depend on the reader; a filter of one choice may go."""

    def chosen(self):
        """What was asked for and makes sense: {name: value}."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def in_use(self):
        """How many filters are in use."""
        return len(self.chosen())

    def filter(self, rows):
        """Those of `rows` that meet each filter in use."""
        for name, value in self.chosen().items():
            narrow = getattr(self, f"filter_{name}", None)
            rows = narrow(rows, value) if narrow else rows.filter(**{name: value})
        return rows

    def filter_q(self, rows, words):
        """Those in which each of the words is found."""
        return rows.search(words)


def choices(offered):
    """The choices of a filter: all, or one of `offered`, [(value, label)], read at each showing."""
    return CallableChoiceIterator(lambda: [("", ALL), *offered])
