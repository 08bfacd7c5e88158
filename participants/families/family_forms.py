"""The form on which a family is recorded: its lines, and what holds for all of them."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.duplicates.pairs import possible_duplicates
from participants.families.lines import (
    ADULTS,
    CHILDREN,
    KINDS,
    AllLines,
    FamilyCircumstances,
)
from participants.families.services import Member, home_of, others_at
from participants.finding.nearest import nearest
from participants.finding.picking import NEW
from participants.finding.telling import with_parents
from participants.lib.asking import Asking, Question
from participants.lib.choices import centres_for
from participants.lib.names import tell_apart
from participants.lib.ties import ONCE, refuse_tie, tie_questions
from participants.lib.usual_ages import age_questions
from participants.models import Guardianship, Participant
from participants.recording.new_people import ALIKE_SHOWN
from shkej.lib.dates import today
from shkej.lib.signed_links import LONGEST_KEY
from shkej.lib.texts import with_names

CHANGE = "participants.change_participant"
MORE = 3  # lines that the button adds
HOUSEMATES_SHOWN = 5
LINE = re.compile(rf"({ADULTS}|{CHILDREN})-\d{{1,3}}", re.ASCII)


class FamilyForm(Asking, forms.Form):
    """Grown-ups and children, a line each.

    `permission`: by which the user may record people; `centre`: theirs, else it is asked for;
    `told_on`: the day on which ages are told; `asks_presence`: whether each may be there.
    Where more lines are asked for, it shows them, with all that is typed, and is not saved.
    """

    centre = forms.ModelChoiceField(
        label=gettext_lazy("Centre"), queryset=None, empty_label=gettext_lazy("Choose")
    )
    lives_together = forms.BooleanField(
        label=gettext_lazy("They live together: one household"), required=False, initial=True
    )

    def __init__(
        self, data=None, *, user, permission, centre=None, told_on=None, asks_presence=False
    ):
        self.wants_more = bool(data) and data.get("more") in KINDS
        data = _with_more_lines(data, asks_presence) if self.wants_more else data
        super().__init__(data)
        self.user, self.only_centre, self.housemates = user, centre, set()
        self._limit_centres(user, permission)
        circumstances = circumstances_for(
            user, surname=_first_surname(data or {}), told_on=told_on, asks_presence=asks_presence
        )
        self.people = circumstances.people
        for prefix, kind in KINDS.items():
            lines = kind(data, prefix=prefix, form_kwargs={"circumstances": circumstances})
            setattr(self, prefix, lines)
        self.all_lines = AllLines(self.adults, self.children)

    def _limit_centres(self, user, permission):
        centres = centres_for(user, permission)
        if self.only_centre is None and len(centres) == 1:
            self.only_centre = centres[0]
        if self.only_centre:
            del self.fields["centre"]
        else:
            self.fields["centre"].queryset = centres

    @property
    def lines(self):
        """Grown-ups and children with something typed, in the order of the page."""
        return [*self.adults.filled, *self.children.filled]

    @property
    def chosen_centre(self):
        """The centre at which they are recorded; None where that is not said yet."""
        return self.only_centre or self.cleaned_data.get("centre")

    def is_valid(self):
        """Whether all of it may be saved."""
        return not self.wants_more and super().is_valid() and not self._is_wrong()

    def _is_wrong(self):
        """Whether something is wrong in the lines."""
        return bool(self.all_lines.total_error_count())

    @property
    def has_sound_lines(self):
        """Whether each line by itself, and each tie, is right."""
        return self.is_bound and not self.wants_more and not self._is_wrong()

    def clean(self):
        """Refuse an empty family, somebody twice, and ties that cannot be."""
        cleaned = super().clean()
        if self._is_wrong():
            return cleaned
        if not self.lines and not self.wants_more:
            raise ValidationError(_("Write at least one name."))
        known = set()
        for line in self.lines:
            if line.is_linked and line.person.pk in known:
                line.add_error("known", _("This person is in another line already."))
            known.add(line.person.pk)
        if not self._is_wrong() and self.children.filled:
            self._check_ties()
        return cleaned

    def _check_ties(self):
        for adult in self.adults.filled:
            if adult.tie is None:
                adult.add_error("sex", _("Say the sex, or choose another relationship."))
            for child in self.children.filled if adult.tie else ():
                try:
                    refuse_tie(adult.person, child.person)
                except ValidationError as refusal:
                    child.add_error(None, refusal)

    def questions(self):
        """What is unlikely about ages and ties, each line by itself and each pair."""
        if self._is_wrong():
            return []
        asked = self._of_only_line()
        for line in self.lines:
            if not line.is_linked:
                asked += self._of_line(line)
        for adult in self.adults.filled if self.children.filled else ():
            for child in self.children.filled if adult.tie else ():
                asked += self._of_tie(adult, child)
        return [*asked, *self._of_relations(), *self._of_home()]

    def _of_only_line(self):
        """Whether one person alone is meant: mostly the others were forgotten."""
        if len(self.lines) != 1:
            return []
        (line,) = self.lines
        text = _("%(name)s is the only person on this page: is there nobody else to add?")
        return [Question(f"alone-{line.prefix}", with_names(text, name=line.person))]

    def _of_line(self, line):
        for question in age_questions(line.person.category, line.person.age_on(today())):
            said = with_names("%(name)s: %(said)s", name=line.person, said=question.sentence)
            yield Question(f"{line.prefix}-{question.key}", said)

    def _of_tie(self, adult, child):
        pair = f"{adult.prefix}-{child.prefix}"
        for question in tie_questions(adult.person, child.person, adult.tie):
            yield Question(f"{pair}-{question.key}", question.sentence)

    def _of_relations(self):
        """Two mothers or two fathers on one page; with those of before `tie_questions` compares."""
        for relation in ONCE:
            lines = [line for line in self.adults.filled if line.tie == relation]
            if len(lines) > 1 and self.children.filled:
                text = _("%(names)s are both recorded as: %(relation)s.")
                names = ", ".join(str(line.person) for line in lines)
                label = Guardianship.Relation(relation).label.lower()
                key = f"both-{relation}-" + "-".join(line.prefix for line in lines)
                yield Question(key, with_names(text, names=names, relation=label))

    def _of_home(self):
        """Who else lives where those of the page are to live."""
        people = [line.person for line in self.lines]
        home = home_of(people) if self.cleaned_data["lives_together"] and len(people) > 1 else None
        if home is None or all(person.household_id for person in people):
            return
        others = others_at(home, people)
        self.housemates = set(others.order_by("pk").values_list("pk", flat=True))
        if not self.housemates:
            return
        seen = Participant.objects.visible_to(self.user).current().filter(pk__in=self.housemates)
        seen = tell_apart(seen.order_by("sort_name", "pk"))
        named = ", ".join(person.listed_name for person in seen[:HOUSEMATES_SHOWN])
        if not seen:
            text = _("%(name)s lives with others who are not on this page. So does everybody here.")
        elif len(self.housemates) > len(seen[:HOUSEMATES_SHOWN]):
            text = _("%(name)s lives with %(names)s and others. So does everybody on this page.")
        else:
            text = _("%(name)s lives with %(names)s. So does everybody on this page.")
        lives_there = next(person for person in people if person.household_id == home.pk)
        keys = "-".join(str(person.pk) for person in seen)
        key = f"home-{home.pk}-{len(self.housemates)}-{keys}"
        yield Question(key, with_names(text, name=lives_there, names=named))

    def ask_who_it_is(self):
        """Show at each line known people who may be the one; whether nobody is to be asked about.

        Those who were shown before for the same name, with the answer that it is somebody new, are
        not asked again.
        """
        self.people_asked_of = self._people_as_they_are()
        among = self.people.with_times_seen(self.user)
        is_settled = True
        for line in self.lines:
            if line.is_linked:
                continue
            alike = possible_duplicates(line.person, among, ALIKE_SHOWN)
            line.alike = with_parents(alike, self.user)
            is_answered = line.is_said_new and line.is_of_name
            if {person.pk for person in line.alike} - (line.keys_seen if is_answered else set()):
                line.ask_again()
                is_settled = False
        return is_settled

    def people_changed(self):
        """Whether any of those who may be linked came, went or changed since they were looked for.

        One query: it is asked while others wait.
        """
        return self._people_as_they_are() != self.people_asked_of

    def _people_as_they_are(self):
        facts = {"times": Count("pk"), "keys": Sum("pk"), "last": Max("updated_at")}
        return self.people.order_by().aggregate(**facts)

    def members(self):
        """(grown-ups, children) as `record_family` takes them."""
        for line in self.lines:
            if not line.is_linked:
                line.person.centre = self.chosen_centre
        adults = [
            Member(
                line.person,
                apart=() if line.is_linked else line.alike,
                relation=line.tie if self.children.filled else "",
                may_collect=line.cleaned_data["may_collect"],
                phone=line.cleaned_data["phone"],
            )
            for line in self.adults.filled
        ]
        children = [
            Member(line.person, apart=() if line.is_linked else line.alike)
            for line in self.children.filled
        ]
        return adults, children

    def present(self):
        """Those who were said to be there, once the family is saved."""
        return [line.person for line in self.lines if line.cleaned_data.get("is_present")]


def circumstances_for(user, *, surname="", told_on=None, asks_presence=False):
    """What holds for the lines that `user` fills in."""
    people = Participant.objects.visible_to(user, CHANGE, few=True).current()
    return FamilyCircumstances(people, surname, told_on or today(), asks_presence)


def line_being_typed(data, user):
    """The line that a script sends while a name is typed, with who is called nearly so; or None."""
    prefix = data.get("line", "")
    if not LINE.fullmatch(prefix):
        return None
    circumstances = circumstances_for(user)
    form = KINDS[prefix.partition("-")[0]].form
    line = form(data, prefix=prefix, circumstances=circumstances)
    people = circumstances.people.with_times_seen(user)
    if not line.has_long_name:
        alike = nearest(people, line.words_typed, ALIKE_SHOWN)
        line.alike = with_parents(tell_apart(alike), user)
    found = {person.pk for person in line.alike}
    chosen = line["known"].data or ""
    line.is_settled = chosen != NEW or found == line.keys_seen
    is_key = chosen.isascii() and chosen.isdecimal() and len(chosen) <= LONGEST_KEY
    if is_key and int(chosen) not in found:
        line.is_settled = False  # shown still, and no longer taken for whoever is named now
        line.alike += with_parents(people.filter(pk=chosen), user)
    return line


def _first_surname(data):
    """The first surname on the page: that of the lines where none is typed."""
    for prefix in KINDS:
        for number in range(100):
            name = data.get(f"{prefix}-{number}-last_name", "")
            if name.strip():
                return " ".join(name.split())
    return ""


def _with_more_lines(data, asks_presence):
    """What was sent with more lines of one kind, which begin as all of that kind do."""
    data, kind = data.copy(), data["more"]
    total = data.get(f"{kind}-TOTAL_FORMS", "")
    if total.isascii() and total.isdecimal() and len(total) < 4:
        data[f"{kind}-TOTAL_FORMS"] = str(int(total) + MORE)
        for number in range(int(total), int(total) + MORE):
            if asks_presence and kind == CHILDREN:
                data[f"{kind}-{number}-is_present"] = "on"
    return data
