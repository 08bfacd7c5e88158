"""Writing down somebody new in the place where a person is chosen, with what is known at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.duplicates.pairs import possible_duplicates
from participants.finding.picking import NEW
from participants.finding.telling import with_parents
from participants.lib.asking import Asking
from participants.lib.births import OLDEST_AGE
from participants.lib.choices import centres_for
from participants.lib.names import split_name
from participants.lib.usual_ages import age_questions
from participants.lib.validators import EARLIEST_YEAR, check_birth_year, check_name
from participants.models import Category, Participant
from participants.models.people import Sex
from participants.recording.services import record_person
from shkej.lib.dates import today
from shkej.lib.forms.inputs import IdsField, say_too_long
from shkej.lib.refusals import tell_at

ADD = "participants.add_participant"
SEXES = [choice for choice in Sex.choices if choice[0] != Sex.UNKNOWN]  # none is not stated
ALIKE_SHOWN = 5


class AgeOrYearField(forms.CharField):
    """An age in whole years or a year of birth, as (age, year); one of them, or none, is known."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Age or birth year"), required=False, max_length=4, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value):
        """Tell the one from the other by its size."""
        text = super().clean(value)
        if not text:
            return None, None
        if text.isascii() and text.isdecimal():
            number = int(text)
            if number <= OLDEST_AGE:
                return number, None
            if number >= EARLIEST_YEAR:
                check_birth_year(number)
                return None, number
        raise ValidationError(
            _("Enter an age between 0 and 120, or a year of birth with four figures.")
        )


class WrittenDown(forms.Form):
    """The name of somebody new, their sex and age."""

    first_name = forms.CharField(label=_("First name"), max_length=100, validators=[check_name])
    last_name = forms.CharField(
        label=_("Surname"), max_length=100, required=False, validators=[check_name]
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False, widget=forms.RadioSelect)
    age = AgeOrYearField()

    asked_as = dict.fromkeys(("told_age", "age_told_on", "birth_year"), "age")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_too_long(self)
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "autocapitalize": "words"}
        for name in ("last_name", "sex", "age"):
            self.fields[name].is_needed_once = True  # so that not each of them is called optional

    @property
    def words_typed(self):
        """Given name and surname as far as they are typed."""
        typed = ((self[name].data or "").strip() for name in ("first_name", "last_name"))
        return " ".join(typed).strip()

    @property
    def has_long_name(self):
        """Whether a name is longer than one can be: then nobody is searched for by it."""
        names = ("first_name", "last_name")
        longest = {name: self.fields[name].max_length for name in names}
        return any(len((self[name].data or "").strip()) > longest[name] for name in names)

    def clean_sex(self):
        """Not stated, where nothing is chosen."""
        return self.cleaned_data["sex"] or Sex.UNKNOWN

    def written(self, *, told_on, **facts):
        """The person as written, not saved; what nobody may record is said at its field."""
        cleaned = self.cleaned_data
        age, year = cleaned["age"]
        person = Participant(
            **{name: cleaned[name] for name in ("first_name", "last_name", "sex")},
            told_age=age,
            age_told_on=told_on if age is not None else None,
            birth_year=year,
            **facts,
        )
        try:
            person.full_clean(exclude=["code", "category"])
        except ValidationError as refusal:
            tell_at(self, refusal)
        return person


class NewPersonForm(Asking, WrittenDown):
    """Somebody new beside the people found, written down where nobody of them is meant.

    `people`: those among whom alike ones are looked for; `text`: what was searched for; `category`:
    the code of what is likely. `alike`, once it is valid: known people who may be meant, and were
    not shown before.
    """

    category = forms.ModelChoiceField(
        label=_("Usually attends as"), queryset=None, empty_label=_("Choose")
    )
    seen = IdsField()

    def __init__(self, data=None, *, user, centre, people, text="", category=""):
        first_name, last_name = split_name(text)
        initial = {"first_name": first_name, "last_name": last_name}
        super().__init__(data, prefix=NEW, initial=initial)
        self.fields["category"].queryset = Category.objects.all()
        if category and data is None:
            self.initial["category"] = Category.objects.get(code=category)
        self.user, self.centre, self.people = user, centre, people
        self.person, self.shown = None, []

    def clean(self):
        """Make the person."""
        cleaned = super().clean()
        if not self.errors:
            facts = {"category": cleaned["category"], "centre": self.centre}
            self.person = self.written(told_on=today(), **facts)
        return cleaned

    def questions(self):
        """What is unlikely about the age."""
        return list(age_questions(self.person.category, self.person.age_on(today())))

    def asks_who_it_is(self):
        """Whether known people alike have to be shown first; `shown` has them."""
        among = self.people.with_times_seen(self.user)
        alike = possible_duplicates(self.person, among, ALIKE_SHOWN)
        self.shown = with_parents(alike, self.user)
        return bool({person.pk for person in alike} - self.cleaned_data["seen"])

    def save(self):
        """Record the person; those who were shown are somebody else."""
        return record_person(person=self.person, apart=self.shown, recorded_by=self.user)


def centre_of_new(user, centre):
    """Where `user` records somebody new: at `centre` if they work there, else at their only one.

    None where they record nobody, or where several could be meant.
    """
    centres = list(centres_for(user, ADD))
    if centre in centres:
        return centre
    return centres[0] if len(centres) == 1 else None
