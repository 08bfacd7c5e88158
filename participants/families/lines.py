"""The lines of a family: one person each, new or known already."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from participants.finding.picking import NEW
from participants.lib.births import ADULT_AGE
from participants.lib.ties import ONCE
from participants.models import Category, Guardianship, Participant
from participants.models.people import Sex
from participants.recording.new_people import WrittenDown
from partners.forms.parts import several_rows
from shkej.lib.albanian import fold
from shkej.lib.forms.inputs import IdsField
from shkej.lib.phones import e164

PARENT, NO_TIE = "parent", "none"
PARENT_BY_SEX = {"female": Guardianship.Relation.MOTHER, "male": Guardianship.Relation.FATHER}
TYPED = ("first_name", "last_name", "sex", "age", "phone", "known")
NAMES = ("first_name", "last_name")


@dataclass(frozen=True)
class FamilyCircumstances:
    """What holds for all lines. `people`: queryset of those who may be linked.

    `surname`: that of lines where it is left empty; `told_on`: the day on which ages are told;
    `asks_presence`: whether each is asked if they are there.
    """

    people: object
    surname: str
    told_on: date
    asks_presence: bool

    @cached_property
    def categories(self):
        """{code: category} read once for all lines."""
        return {category.code: category for category in Category.objects.all()}


class LineForm(WrittenDown):
    """One person of the family; a line in which nothing is typed is left out.

    `person`, once it is valid: a known person that was chosen (`is_linked`), or somebody new, not
    saved; `alike`: the known people who are shown at it.
    """

    known = forms.CharField(
        label=_("Recorded already?"), required=False, max_length=18, widget=forms.RadioSelect
    )
    seen = IdsField()
    seen_as = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    is_present = forms.BooleanField(label=_("Is there"), required=False)

    is_adult, alike, is_linked, is_settled = False, (), False, True
    heading = _("Child %(number)s")

    def __init__(self, *args, circumstances, **kwargs):
        super().__init__(*args, **kwargs)
        self.circumstances, self.person = circumstances, None
        for name in NAMES:
            self.fields[name].widget.attrs |= {
                "hx-post": reverse_lazy("participants:family_alike"),
                "hx-trigger": "input changed delay:400ms",
            }
        self.fields["last_name"].widget.attrs["placeholder"] = circumstances.surname
        self.fields["is_present"].initial = not self.is_adult  # who is there is most often a child
        if not circumstances.asks_presence:
            del self.fields["is_present"]

    @property
    def in_words(self):
        """Which line of its kind it is, as the page heads it: "Adult 1"."""
        return self.heading % {"number": int(self.prefix.rpartition("-")[2]) + 1}

    def has_changed(self):
        """Whether anything is typed or chosen that tells of a person."""
        names = [name for name in TYPED if name in self.fields]
        return any(str(self[name].data or "").strip() for name in names)

    def clean_last_name(self):
        """The family's surname where none is typed."""
        return self.cleaned_data["last_name"] or self.circumstances.surname

    def clean_known(self):
        """The person chosen, NEW, or None where nothing is said."""
        choice = self.cleaned_data["known"]
        if choice in ("", NEW):
            return choice or None
        person = None
        if choice.isascii() and choice.isdecimal():
            person = self.circumstances.people.filter(pk=choice).first()
        if person is None:
            raise ValidationError(_("What was chosen is no longer on offer. Choose again."))
        return person

    def clean(self):
        """Make the person of the line, and say at its field what nobody may record."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if isinstance(cleaned["known"], Participant):
            self.person, self.alike = cleaned["known"], [cleaned["known"]]
            self.is_linked = True
            if not self.is_of_name:
                self.ask_again()
            return cleaned
        told_on = self.circumstances.told_on
        person = self.written(told_on=told_on, phone=cleaned.get("phone", ""))
        person.category = self.category_of(person)
        self.person = person
        return cleaned

    @property
    def name_typed(self):
        """The name of the line as it is compared: what was said of another name does not count."""
        return fold(" ".join(self[name].data or "" for name in NAMES))

    @property
    def is_of_name(self):
        """Whether people were shown for the name that is in the line now."""
        return fold(self["seen_as"].data) == self.name_typed

    @property
    def keys_seen(self):
        """The ids of those who were shown."""
        return self.fields["seen"].clean(self["seen"].data or "")

    def ask_again(self):
        """Take what was said of who it is for unsaid, and ask for it."""
        self.is_settled = False
        self.add_error("known", _("Somebody alike is known. Say whether it is them."))

    @property
    def is_said_new(self):
        """Whether it was said that it is nobody of those who are shown."""
        return self.is_settled and self["known"].data == NEW

    @property
    def offers(self):
        """Those of `alike`, each with `is_chosen`."""
        for person in self.alike:
            person.is_chosen = self.is_settled and self["known"].data == str(person.pk)
        return self.alike


class AdultForm(LineForm):
    """A grown-up, and what they are to the children."""

    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    to_children = forms.ChoiceField(label=_("To the children"), initial=PARENT)
    may_collect = forms.BooleanField(label=_("May collect the children"), required=False)

    is_adult = True
    heading = _("Adult %(number)s")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_children"].choices = _relations()
        self.fields["phone"].widget.input_type = "tel"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"

    def clean_phone(self):
        """The number as E.164, whichever way it was written."""
        return e164(self.cleaned_data["phone"])

    def category_of(self, person):
        """What grown-ups of a family attend as."""
        return self.circumstances.categories["parent"]

    @cached_property
    def tie(self):
        """What they are to the children, "" for nothing; None where only the sex could tell."""
        relation = self.cleaned_data["to_children"]
        if relation == NO_TIE:
            return ""
        if relation != PARENT:
            return relation
        sex = self.person.sex
        return PARENT_BY_SEX.get(self.cleaned_data["sex"] if sex == Sex.UNKNOWN else sex)


class ChildForm(LineForm):
    """A child; who is grown up by now is a young person."""

    def category_of(self, person):
        """Child under 18, and where no age is known."""
        age = person.age_on(self.circumstances.told_on)
        is_child = age is None or age < ADULT_AGE
        return self.circumstances.categories["child" if is_child else "young_person"]


class FamilyLines(forms.BaseFormSet):
    """Lines of one kind."""

    @property
    def filled(self):
        """Those in which something is typed."""
        return [line for line in self.forms if line.has_changed()]


class AllLines:
    """The lines of several kinds as one, for the summary of what is wrong."""

    def __init__(self, *kinds):
        self.kinds = kinds

    def __iter__(self):
        return chain.from_iterable(self.kinds)

    def total_error_count(self):
        """How much is wrong in all of them."""
        return sum(lines.total_error_count() for lines in self.kinds)

    def non_form_errors(self):
        """What is wrong with them as a whole."""
        return [error for lines in self.kinds for error in lines.non_form_errors()]


def _relations():
    """What a grown-up can be to the children: the usual first, in the order of the language."""
    others = [choice for choice in Guardianship.Relation.choices if choice[0] not in ONCE]
    return [
        (PARENT, _("Mother or father")),
        *others,
        (NO_TIE, _("Does not answer for them")),
    ]


ADULTS, CHILDREN = "adults", "children"
KINDS = {
    ADULTS: several_rows(AdultForm, FamilyLines, empty=2),
    CHILDREN: several_rows(ChildForm, FamilyLines, empty=3),
}
