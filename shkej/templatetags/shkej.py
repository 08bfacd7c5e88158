"""How figures, days and texts in two languages are shown: what `shkej.lib` has, for templates."""

from django import template

from shkej.lib.bilingual import LANGUAGES, bilingual, marked_title, other_side
from shkej.lib.dates import near_date
from shkej.lib.numbers import number
from shkej.lib.phones import spoken
from shkej.lib.queries.ordering import in_shown_order
from shkej.lib.texts import marked_up

register = template.Library()
register.filter(number)
register.filter(near_date)
register.filter("phone", spoken)
register.filter(in_shown_order)
register.simple_tag(bilingual)
register.simple_tag(other_side)
register.filter(marked_title)


@register.simple_tag
def chosen_files(field):
    """The names of the files that were chosen for a field of a form that comes back."""
    files = field.form.files
    uploads = files.getlist(field.html_name) if hasattr(files, "getlist") else []
    return [upload.name for upload in uploads]


@register.simple_tag
def chosen_is_gone(widget):
    """Whether a select would show its first choice though another one was chosen, now gone."""
    options = [option for _group, options, _index in widget["optgroups"] for option in options]
    is_single = not widget["attrs"].get("multiple")
    was_chosen = any(widget["value"] or ()) and not any(option["selected"] for option in options)
    return is_single and was_chosen and not any(option["value"] == "" for option in options)


@register.simple_tag
def other_languages(code):
    """[(code, name)] of the languages a reader of `code` can change to, each named in itself."""
    return [(other, name) for other, name in LANGUAGES.items() if other != code]


@register.filter
def named(person):
    """The name of a person as it stands on their list, marked as one that nobody translates.

    Also of a name that is already text, or of somebody who has an account.
    """
    return marked_up(getattr(person, "listed_name", person))
