"""The languages of SHKEJ, and the texts that are kept in each: which is shown, and what is missing.

The one place that lists the languages; settings.py, models, forms and files take them from here.
"""

from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

# Each named in itself; the first is what a reader gets who has chosen none.
LANGUAGES = {"sq": "Shqip", "en": "English"}
FIRST = next(iter(LANGUAGES))
# What readers of either call them, and what is said of a text that lacks in one.
NAMES = {"sq": gettext_lazy("Albanian"), "en": gettext_lazy("English")}
SOURCE = "en"  # in which the texts of the code are written
MISSING = {"sq": gettext_lazy("missing in Albanian"), "en": gettext_lazy("missing in English")}
LABELLED = {
    "sq": gettext_lazy("%(label)s (Albanian)"),
    "en": gettext_lazy("%(label)s (English)"),
}
SENSITIVE = gettext_lazy("sensitive topic")
BOTH = "both"  # how addresses and commands ask for a file in each language


def label_in_language(label, code):
    """The label of one side of a pair in the reader's language: "Title (Albanian)"."""
    return LABELLED[code] % {"label": label}


def reading():
    """The code of the language in which the reader reads."""
    code = (get_language() or FIRST)[:2]
    return code if code in LANGUAGES else FIRST


def asked_for(language):
    """The codes that `language`, a code or "both", stands for."""
    return list(LANGUAGES) if language == BOTH else [language]


def sides(*names):
    """The columns of texts that are kept in each language: ["title_sq", "title_en", …]."""
    return [f"{name}_{code}" for name in names for code in LANGUAGES]


def texts_of(row, name):
    """{code: text} of a row's text, each without white space around it, "" where it lacks."""
    return {code: (getattr(row, f"{name}_{code}") or "").strip() for code in LANGUAGES}


def typed_in(data, name):
    """What a form's `data` says of a pair in the first language that has something, else ""."""
    return next((data[side] for side in sides(name) if data.get(side)), "")


def said_in(texts, language):
    """The text of `texts`, {code: text}, in `language`, else the other one: (text, its code).

    Where both lack, ("", language).
    """
    for code in [language, *LANGUAGES]:
        if text := (texts.get(code) or "").strip():
            return text, code
    return "", language


def said(texts, language=None):
    """The text of `texts`, {code: text}, in `language` (the reader's), else in the other one."""
    return said_in(texts, language or reading())[0]


def in_each(make):
    """{code: what `make()` says while that is the language}."""
    words = {}
    for code in LANGUAGES:
        with override(code):
            words[code] = make()
    return words


def in_both_languages(words, **values):
    """The sentence `words` in each language, the first one first; once where they are equal.

    For whoever reads it where nobody has chosen a language: on a terminal, in a log.
    """
    lines = in_each(lambda: _(words) % values if values else _(words))
    return list(dict.fromkeys(lines.values()))


def other_side(row, name):
    """The text of a row in the language that is not the reader's: {"code": …, "text": …}."""
    code = next(code for code in LANGUAGES if code != reading())
    return {"code": code, "text": texts_of(row, name)[code]}


def marked_title(row):
    """The title of a row as plain text, for whoever may know what is sensitive: it bears its mark.

    The same as `bilingual` where no markup can stand.
    """
    return _with_mark(row, said(texts_of(row, "title")))


def _with_mark(row, title):
    return f"◆ {SENSITIVE}: {title}" if getattr(row, "is_sensitive", False) else title


def bilingual(row, name, chip=True, paragraphs=False):
    """The text of a row in the reader's language, else in the other one, marked as such.

    `chip=False` leaves out the words that it is missing; `paragraphs=True` keeps its line breaks.
    The title of what is sensitive bears that mark, on screen and paper: who reads it here knows.
    """
    language = reading()
    text, code = said_in(texts_of(row, name), language)
    if name == "title":
        text = _with_mark(row, text)
    if paragraphs:
        text = mark_safe(linebreaks(text, autoescape=True)) if text else ""  # noqa: S308
    if code == language:
        return format_html("{}", text)
    marked = format_html(
        '<div lang="{}">{}</div>' if paragraphs else '<span lang="{}">{}</span>', code, text
    )
    if not chip:
        return marked
    return format_html('{} <span class="chip chip-quiet">{}</span>', marked, MISSING[language])
