"""The other language, without losing what is typed: the button sends the form along.

In the finished page the buttons of the language are bound to its form, so that it needs no script.
What was typed is kept and is in the page of the other language, as after a session that ended.
"""

import re
from urllib.parse import urlencode

from django.utils.html import escape

from accounts.locking.session import is_handed_over
from drafts.keeping import keep_fields, names_of_files, noted_at_door, told_what_went
from drafts.typed import own_path, typed_fields

ROUTE = "accounts:set_language"
FORM = re.compile(r"<form\b(?=[^>]*\bdata-unsaved\b)([^>]*)>")
ACTION = re.compile(r'\baction="([^"#?]*)')
NAME = re.compile(r'\bid="([^"]+)"')
BUTTON = re.compile(
    r'<form method="post" action="(?P<address>[^"]+)">(?:(?!</form>).)*?'
    r'<input type="hidden" name="next" value="(?P<next>[^"]*)">(?:(?!</form>).)*?'
    r'(?P<button><button type="submit" class="header-button") '
    r'name="language" value="(?P<code>\w+)"',
    re.DOTALL,
)
FORM_NAME = "typed-form"
SUBMIT = re.compile(r'<button\b(?=[^>]*\btype="submit")([^>]*)>')
ONLY_ITS_OWN = re.compile(r'\s(?:id|class|form|autofocus)(?:="[^"]*")?(?=[\s>]|$)')


def bind_language(html, path, language_address):
    """The page with its language buttons bound to its form; as it is where it has no long form."""
    form = FORM.search(html)
    if form is None:
        return html
    name = NAME.search(form[1])
    action = ACTION.search(form[1])
    if name is None:
        start = form.start() + len("<form")
        html = f'{html[:start]} id="{FORM_NAME}"{html[start:]}'
    form_name = name[1] if name else FORM_NAME
    target = (action and action[1]) or path
    twin = _twin_of_first_button(html, form_name)

    def bound(match):
        if match["address"] != language_address:
            return match[0]
        asked = {"language": match["code"], "action": target}
        address = f"{language_address}?{escape(urlencode(asked))}&amp;next={match['next']}"
        begin = match[0][: match.start("button") - match.start()]
        button = f'{match["button"]} form="{form_name}" formaction="{address}" formnovalidate'
        return f"{begin}{twin}{button}"

    return BUTTON.sub(bound, html)


def _twin_of_first_button(html, form_name):
    """What Enter in a field presses: the form's own first button, not the language above it.

    Of the buttons of a form browsers take the first of the page. Hidden from eyes and readers but
    drawn: some take no button that is not.
    """
    start = FORM.search(html).end()
    button = SUBMIT.search(html, start, html.find("</form>", start))
    own = ONLY_ITS_OWN.sub("", button[1]) if button else ' type="submit"'
    hidden = 'class="visually-hidden" tabindex="-1" aria-hidden="true"'
    return f'<button{own} form="{form_name}" {hidden}></button>'


def keep_for_the_other_language(request, mark):
    """Keep what is typed; None where nothing is, or it may not be kept."""
    action, page = (own_path(request.GET.get(name, "")) for name in ("action", "next"))
    kept = keep_fields(
        user_id=mark.user_id,
        key=mark.key,
        action=action,
        page=page,
        fields=typed_fields(request.POST),
        files=names_of_files(request),
        is_own=not is_handed_over(request),
    )
    return noted_at_door(request, told_what_went(request, kept))
