"""Edits that meet each other: nobody's change is lost without a word."""

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _

from shkej.lib.dates import near_date
from shkej.lib.texts import with_names

NOT_THERE = "new"  # seen where the row was not yet there: whoever wrote it first is not overwritten


class Stored(list):
    """What is stored now where it differs from what was typed: [(label, stored, typed)]."""

    def __init__(self, rows, changed_by="", changed_at=None):
        super().__init__(rows)
        self.changed_by, self.changed_at = changed_by, changed_at


class TwoVersions:
    """A form that shows both versions where somebody else was faster (`components/stored.html`)."""

    stored = ()

    @property
    def has_conflict(self):
        """Whether somebody else was faster."""
        return isinstance(self.stored, Stored)

    def show_both(self, stored):
        """Refuse it once: with what is `stored` now beside it, and by whom and when."""
        self.stored = stored
        self.add_error(None, changed_meanwhile(stored.changed_by, stored.changed_at))


class Guard(TwoVersions):
    """What `GuardedForm` and `GuardedRowForm` share: the version that a form was made from."""

    def guard(self, row):
        """Say in `seen_at` which version of `row` the page shows; None where there is none yet."""
        self.row = row
        self.changed_at = moment_seen(row) if row and row.pk else NOT_THERE
        self.initial["seen_at"] = self.changed_at

    def as_stored(self):
        """A form that shows the row as it stands now: to be overridden where this one does not."""
        return self

    def refuse_if_changed(self):
        """Refuse where the row changed since the page was opened; the next save is a decision."""
        seen_at = self.cleaned_data.get("seen_at")
        if not seen_at or seen_at == self.changed_at or self.changed_at == NOT_THERE:
            return
        stored = differences(self, self.as_stored(), self.row)
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_at")] = self.changed_at
        self.show_both(stored)


class GuardedForm(Guard, forms.ModelForm):
    """A form that does not silently overwrite what somebody else saved while it was open.

    The page carries the moment of the last change as `seen_at`; the second save is refused once,
    with everything typed still there and beside it what is stored now (`stored`, shown by
    `components/error_summary.html`). For rows with `updated_at`.
    """

    seen_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.guard(self.instance)

    def clean(self):
        """Refuse when the row has changed since the page was opened."""
        cleaned = super().clean()
        self.refuse_if_changed()
        return cleaned


class GuardedRowForm(Guard, forms.Form):
    """A guarded form that is none of a model, but changes `row`: say so by `guard(row)`."""

    seen_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self):
        """Refuse when the row has changed since the page was opened."""
        cleaned = super().clean()
        self.refuse_if_changed()
        return cleaned


def changed_meanwhile(changed_by, changed_at):
    """The sentence above both versions; says by whom it was changed, where known, and when."""
    about = {"name": changed_by, "when": near_date(changed_at)}
    if changed_by:
        sentence = _(
            "This was changed meanwhile by %(name)s, %(when)s. What you typed is still here; "
            "what is stored now is shown beside it. Save again to put yours in its place."
        )
    else:
        sentence = _(
            "This was changed meanwhile, %(when)s. What you typed is still here; what is "
            "stored now is shown beside it. Save again to put yours in its place."
        )
    return with_names(sentence, **about)


def differences(form, fresh, row):
    """Where what was typed into `form` differs from `fresh`, the form of the stored `row`."""
    rows = [
        (field.label, words_of(field.field, field.initial), words_of(field.field, typed))
        for field in fresh.visible_fields()
        if field.name in form.fields
        for typed in [form[field.name].data]
        if field.field.has_changed(field.initial, typed)
    ]
    return Stored(rows, changed_by=last_writer(row), changed_at=row.updated_at)


def row_differences(label, typed, fresh):
    """[(label, stored, typed)] of rows that repeat, where they differ; [] where they do not.

    `typed`: the formset that was sent; `fresh`: one of what is stored now.
    """
    there = fresh.forms[: fresh.initial_form_count()]
    stored = [_row_in_words(form, lambda field: field.initial) for form in there]
    sent = [_row_in_words(form, lambda field: field.data) for form in typed.forms]
    stored, sent = ("; ".join(filter(None, words)) for words in (stored, sent))
    return [] if stored == sent else [(label, stored, sent)]


def _row_in_words(form, value_of):
    """What is in one row; "" for an empty one, whose choices may be there all the same."""
    if any(name in form.fields and form[name].data for name in ("DELETE", "is_removed")):
        return ""
    fields = [
        field for field in form.visible_fields() if not isinstance(field.field, forms.BooleanField)
    ]
    words = []
    for field in fields:
        value = value_of(field)
        is_empty = value in (None, "", [])  # an empty choice has words of its own: “Choose …”
        words.append("" if is_empty else words_of(field.field, value))
    is_typed = any(
        word and not isinstance(field.field, forms.ChoiceField)
        for field, word in zip(fields, words, strict=True)
    )
    return ", ".join(filter(None, words)) if is_typed or words[0] else ""


def last_writer(row):
    """Who changed a row last; None where nobody knows."""
    if getattr(row, "pk", None) is None:
        return None
    history = getattr(row, "history", None)
    change = history.select_related("history_user").first() if history else None
    return change and change.history_user


def words_of(field, value):
    """What is in a field, stored or typed, as a reader would say it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        chosen = {str(getattr(row, "pk", row)) for row in value or ()}
        return ", ".join(str(row) for row in field.queryset if str(row.pk) in chosen)
    if isinstance(field, forms.ModelChoiceField):
        value = getattr(value, "pk", value)
        return next((str(row) for row in field.queryset if str(row.pk) == str(value)), "")
    if isinstance(field, forms.MultipleChoiceField):
        chosen = {str(one) for one in value or ()}
        return ", ".join(str(label) for key, label in field.choices if str(key) in chosen)
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(label) for key, label in _flat(field.choices)}
        return words.get("" if value is None else str(value), "")
    if isinstance(field, forms.BooleanField):
        return _("Yes") if field.to_python(value) else _("No")
    return "" if value is None else localize(value)


def _flat(choices):
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label


def moment_seen(row):
    """What tells one state of a row from the next."""
    return row.updated_at.isoformat()
