"""Meeting to story: a post drafted from an event, its figures taken from the register.

What is typed never holds a figure: it holds places such as `{people}`, which are filled when the
post is shown. So a correction of the register corrects the post. Groups of fewer than five people
are named without a number, or not at all where that gives it away (docs/security.md, P11), and so
is each whose number partners do not read in the event's table, for the two could be held side by
side. Of nobody the name is told. About an event on a sensitive topic there is no post.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext, override

from events.models import Event, EventOrganisation
from participants.models import Category, Participant
from partners.models import ProjectOrganisation
from reports.counting.attended import attended
from reports.counting.suppression import SMALL, suppress_row, total_may_be_shown
from reports.partners.figures import disclosed_categories
from shkej.lib.albanian import fold
from shkej.lib.bilingual import LANGUAGES, said, texts_of
from shkej.lib.numbers import number as written

Part = EventOrganisation.Part
OPENINGS = {
    Event.Kind.AWARENESS_MEETING: gettext_lazy(
        "On {date}, {people} came to an awareness meeting at {place}."
    ),
    Event.Kind.TRAINING: gettext_lazy("On {date}, {people} took part in a training at {place}."),
    Event.Kind.WORKSHOP: gettext_lazy("On {date}, {people} took part in a workshop at {place}."),
    Event.Kind.GROUP_SESSION: gettext_lazy(
        "On {date}, {people} met in a group session at {place}."
    ),
    Event.Kind.INDIVIDUAL_SESSION: gettext_lazy(
        "On {date}, an individual session was held at {place}."
    ),
    Event.Kind.COORDINATION_MEETING: gettext_lazy(
        "On {date}, {people} came to a coordination meeting at {place}."
    ),
    Event.Kind.COMMUNITY_EVENT: gettext_lazy(
        "On {date}, {people} came to a community event at {place}."
    ),
    Event.Kind.OTHER: gettext_lazy("On {date}, {people} met at {place}."),
}
NAMES_SOMEBODY = gettext_lazy(
    "The post names somebody who was on the register: take the name out, here or in the event."
)
US = "shkej"  # as a word of an organisation's name, folded
PLACE = re.compile(r"\{([^{}]*)\}")
NUMBERS = {
    "sq": "pesë gjashtë shtatë tetë nëntë dhjetë njëmbëdhjetë dymbëdhjetë".split(),
    "en": "five six seven eight nine ten eleven twelve".split(),
}
# Words that stand for people: a typed figure before one of them is not from the register.
PEOPLE = {
    "sq": "person prind fëmij pjesëmarrës përfaqësues vajz djem djal gra grua burr rinj ri",
    "en": "people person parent child participant representative girl boy wom men man young",
}
TYPED = re.compile(
    r"\b(\d+|pesë|gjashtë|shtatë|tetë|nëntë|dhjetë|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|njëmbëdhjetë|dymbëdhjetë)\s+(?:të\s+|of\s+the\s+)?(\w+)"
)


def refuse_sensitive(event):
    """Refuse a sensitive event: its number, place or topic alone may point to somebody."""
    if event.is_sensitive:
        raise ValidationError(
            gettext(
                "This event is marked as a sensitive topic: no post is written about it, since its "
                "number of people, place or topic could point to somebody."
            )
        )


def in_words(people, language):
    """A number as a post writes it: in words from five to twelve, else as the language does."""
    words = NUMBERS[language]
    if SMALL <= people < SMALL + len(words):
        return words[people - SMALL]
    with override(language):
        return written(people)


def counted(event):
    """{category's code: people who attended, named or without a name} (docs/counting.md)."""
    found = {}
    for (code, _sex), number in attended([event])[event.pk].items():
        found[code] = found.get(code, 0) + number
    return found


def shown_numbers(people):
    """{group: its number, None where it is hidden}; None where the groups must not be named.

    A group is named because somebody of it came: where each may have been one person, the names
    alone would say how many.
    """
    counts = list(people.values())
    if not total_may_be_shown(counts):
        return None
    hidden = suppress_row(counts)
    return {
        code: None if place in hidden else number
        for place, (code, number) in enumerate(people.items())
    }


def figures(event):
    """What the register says: total and groups, as they are kept with a finished post."""
    people = counted(event)
    return {"people": sum(people.values()), "groups": dict(sorted(people.items()))}


def facts(event, language):
    """{name of a place: its words} in one language."""
    refuse_sensitive(event)
    people = counted(event)
    total = sum(people.values())
    with override(language):
        return {
            "title": getattr(event, f"title_{language}") or event.title,
            "date": date_format(event.local_date),
            "place": event.venue or event.centre.name,
            "people": _people(total, language),
            "groups": _groups(people, disclosed_categories(attended([event])[event.pk])),
            "organisations": _organisations(event),
        }


def _people(total, language):
    if total < SMALL:
        return gettext("fewer than five people")
    return ngettext("%(number)s person", "%(number)s people", total) % {
        "number": in_words(total, language)
    }


def _groups(people, told):
    numbers = shown_numbers(people)
    if not numbers:
        return gettext("participants")
    labels = []
    for category in Category.objects.filter(code__in=people):
        hidden = None in (numbers[category.code], told[category.code])
        number = None if hidden else numbers[category.code]
        labels.append(category.label if number is None else f"{category.label} ({written(number)})")
    return ", ".join(labels)


def _organisations(event):
    return ", ".join(dict.fromkeys(organisation.name for organisation in _with_us(event)))


def _with_us(event):
    """Those who made the meeting with us, the host first.

    Who is only invited may not have come, a funder has a credit line, and we are not "together"
    with ourselves.
    """
    parts = event.parts.filter(part__in=[Part.HOST, Part.CO_ORGANISER])
    parts = parts.exclude(organisation__in=_carrying_out(event))
    parts = parts.select_related("organisation").order_by("-part", "pk")
    return [part.organisation for part in parts if not _is_us(part.organisation)]


def _carrying_out(event):
    """The ids of who carries out the event's projects: that is us.

    Without a project whoever carries out any: nobody else than we would be at such an event.
    """
    implementers = ProjectOrganisation.objects.filter(part=ProjectOrganisation.Part.IMPLEMENTER)
    of_event = implementers.filter(project__in=event.projects.all())
    return (of_event if event.projects.exists() else implementers).values("organisation")


def _is_us(organisation):
    """Whether it bears our name, whatever part it was given."""
    return any(US in _words(name).split() for name in texts_of(organisation, "name").values())


def draft(event):
    """{"sq": text, "en": text}: purpose, who was there and how many, quotes, credit lines."""
    refuse_sensitive(event)
    return {code: _draft_in(code, event) for code in LANGUAGES}


def _draft_in(language, event):
    with override(language):
        lines = ["{title}", str(OPENINGS[event.kind])]
        if shown_numbers(counted(event)):
            lines.append(gettext("Who took part: {groups}."))
        if _with_us(event):
            lines.append(gettext("Together with: {organisations}."))
        lines += [_text(event, name, language) for name in ("aim", "results")]
        for quote in event.quotes.all():
            said_by = _text(quote, "said_by", language) or quote.said_by
            words = _text(quote, "text", language).strip('“”"')
            lines.append(
                gettext("“%(quote)s” – %(who)s") % {"quote": words, "who": said_by}
                if said_by
                else gettext("“%(quote)s”") % {"quote": words}
            )
        steps = _text(event, "next_steps", language)
        if steps:
            lines.append(gettext("What comes next: %(steps)s") % {"steps": steps})
        lines += _credits(event, language)
    return "\n\n".join(line.strip() for line in lines if line and line.strip())


def _text(row, name, language):
    """A text in the language, else in the other one; braces in it are no places."""
    return _without_places(said(texts_of(row, name), language))


def _without_places(text):
    return text.replace("{", "(").replace("}", ")")


def _credits(event, language):
    projects = event.projects.select_related("programme")
    return [_text(project, "credit_line", language) or _credit(project) for project in projects]


def _credit(project):
    """What stands for a credit line: project, programme and donors, in the language in force."""
    sentences = [
        gettext("This activity is part of the project “%(title)s”.") % {"title": project.title}
    ]
    programme = project.programme
    if programme:
        sentences.append(
            gettext("The project is part of the programme “%(title)s”.")
            % {"title": programme.title}
        )
    parts = project.parts.filter(part="donor").select_related("organisation")
    donors = [part.organisation for part in parts]
    donors += programme.funders.all() if programme else []
    if donors:
        names = ", ".join(dict.fromkeys(donor.name for donor in donors))
        sentences.append(gettext("Supported by: %(names)s.") % {"names": names})
    return _without_places(" ".join(sentences))


def unknown_places(text):
    """The names in braces that stand for nothing."""
    known = {"title", "date", "place", "people", "groups", "organisations"}
    return [name for name in PLACE.findall(text) if name not in known]


def filled(text, event, language):
    """The post as it is read: each place with what the register and the event say."""
    words = facts(event, language)
    return PLACE.sub(lambda place: words.get(place[1], place[0]), text)


def typed_figures(text, language):
    """Figures of people that were typed by hand: ["25 parents", …]."""
    stems = PEOPLE[language].split()
    return [
        match[0]
        for match in TYPED.finditer(text)
        if any(match[2].lower().startswith(stem) for stem in stems)
    ]


def names_somebody(texts, event):
    """Whether a post, with its places filled, holds the whole name of somebody on the register.

    `texts`: {language: words as typed}. Found are also the surname first, the father's name
    between, and an Albanian ending (*Zana Kolës*).
    """
    said = " ".join(_words(filled(text, event, code)) for code, text in texts.items())
    people = Participant.objects.filter(registrations__event=event)
    names = {name for person in people for name in _ways_to_write(person) if name}
    stems = (re.sub("[ae]$", "", name) for name in names)
    return any(re.search(rf"\b{stem}\w{{0,4}}\b", said) for stem in stems)


def _ways_to_write(person):
    first, father, last = person.first_name, person.father_name, person.last_name
    return {
        _words(f"{first} {last}"),
        _words(f"{last} {first}"),
        _words(f"{first} {father} {last}"),
    }


def _words(text):
    """Folded letters and digits of a text, one space between two words."""
    return " ".join(re.findall(r"\w+", fold(text)))
