"""The form on which two records of one person are joined."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.consents.contacting import contactable
from participants.lib.names import set_apart
from participants.models import Participant
from participants.models.people import Disability, Sex
from shkej.lib.phones import masked_email, masked_phone

FIRST, SECOND = "first", "second"
# One choice may stand for several columns that only make sense together.
GROUPS = {
    "first_name": ("first_name",),
    "father_name": ("father_name",),
    "last_name": ("last_name",),
    "sex": ("sex",),
    "age": ("birth_date", "birth_year", "told_age", "age_told_on"),
    "category": ("category",),
    "organisation": ("organisation",),
    "phone": ("phone",),
    "email": ("email",),
    "safe_contact": ("safe_contact",),
    "place": ("municipality", "administrative_unit"),
    "household": ("household",),
    "disability": ("disability", "disability_method"),
}
LABELS = {"age": gettext_lazy("Age"), "place": gettext_lazy("Municipality")}
NOTHING = (None, "", Sex.UNKNOWN, Disability.UNKNOWN)


class MergeForm(forms.Form):
    """Which record stays, and which of two differing facts; equal facts are not asked.

    `sees_sensitive`: whether disability may be shown; if not, what is known of it is kept.
    """

    kept = forms.ChoiceField(label=gettext_lazy("Code that stays"), widget=forms.RadioSelect)

    def __init__(self, *args, first, second, sees_sensitive=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.second = first, second
        self.fields["kept"].choices = [(FIRST, first.code), (SECOND, second.code)]
        self.initial["kept"] = FIRST
        for group, columns in GROUPS.items():
            values = [tuple(getattr(person, name) for name in columns) for person in self.people]
            if values[0] == values[1] or (group == "disability" and not sees_sensitive):
                continue
            self.fields[group] = forms.ChoiceField(
                label=_label(group),
                widget=forms.RadioSelect,
                choices=[
                    (FIRST, shown(first, group, second)),
                    (SECOND, shown(second, group, first)),
                ],
            )
            self.fields[group].is_of_one = any(map(_is_empty, values))
            self.initial[group] = SECOND if _is_empty(values[0]) else FIRST

    @property
    def people(self):
        """Both records, in the order in which they stand side by side."""
        return self.first, self.second

    @property
    def same(self):
        """[(label, fact in words)] of what both records say alike; who may not see it apart."""
        return [
            (_label(group), shown(self.first, group))
            for group, columns in GROUPS.items()
            if group not in self.fields
            and group != "disability"
            and not _is_empty([getattr(self.first, name) for name in columns])
        ]

    @property
    def records(self):
        """The record that stays and the one that goes."""
        return self.people if self.cleaned_data["kept"] == FIRST else self.people[::-1]

    def facts(self):
        """What to set on the record that stays: {column: value}."""
        kept, merged = self.records
        facts = {}
        for group, columns in GROUPS.items():
            source = merged if group not in self.fields and _fills(merged, kept, columns) else kept
            if group in self.fields:
                source = self.first if self.cleaned_data[group] == FIRST else self.second
            if source is not kept:
                facts.update({column: getattr(source, column) for column in columns})
        return facts


def _label(group):
    label = str(LABELS.get(group) or Participant._meta.get_field(GROUPS[group][0]).verbose_name)
    return label[:1].upper() + label[1:]


def shown(person, group, other=None):
    """A fact in words, contacts masked; of a name what is not so in that of `other` is marked."""
    value = getattr(person, GROUPS[group][0])
    match group:
        case "first_name" | "father_name" | "last_name" if value:
            return set_apart(value, getattr(other, group, value))
        case "age":
            return _age_fact(person)
        case "sex" | "disability":
            return getattr(person, f"get_{group}_display")()
        case "phone" | "email" if value and not contactable(person):
            return _("kept, not shown: do not contact")
        case "phone":
            return masked_phone(value) or _("none")
        case "email":
            return masked_email(value) or _("none")
        case "place" if value and person.administrative_unit:
            return f"{value}, {person.administrative_unit}"
    return str(value) if value else _("none")


def _age_fact(person):
    if person.birth_date:
        return _("born on %(date)s") % {"date": date_format(person.birth_date)}
    if person.birth_year:
        return _("born in %(year)s") % {"year": person.birth_year}
    if person.told_age is None:
        return _("not known")
    return _("%(age)s years, told on %(date)s") % {
        "age": person.told_age,
        "date": date_format(person.age_told_on),
    }


def _is_empty(values):
    return all(value in NOTHING for value in values)


def _fills(merged, kept, columns):
    """Whether a fact that is not asked is known of `merged` only."""
    known = [[getattr(person, name) for name in columns] for person in (merged, kept)]
    return not _is_empty(known[0]) and _is_empty(known[1])
