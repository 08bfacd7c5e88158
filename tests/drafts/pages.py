"""Reading and sending the forms of a page as a browser would."""

from lxml import html


def page_of(response):
    """The page as a tree."""
    return html.fromstring(response.content.decode())


def form_of(response, path=None, *, page="/"):
    """The page's first form by POST that is sent to `path`, or the one that has most fields."""
    forms = [form for form in page_of(response).forms if form.method == "POST"]
    if path is not None:
        [form, *_more] = [form for form in forms if path_of(form, page) == path]
        return form
    return max(forms, key=lambda form: len(form.fields))


def path_of(form, page):
    """Where a form is sent to, without the query."""
    return (form.action or page).partition("?")[0]


def fields_of(form):
    """{field: value or values} that the form would send as it stands."""
    found = {}
    for area in form.iter("textarea"):  # a browser leaves the first line's end out
        area.text = (area.text or "").removeprefix("\n")
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def open_form(client, url, path=None):
    """What the form on a page would send, its token and mark among it."""
    response = client.get(url)
    assert response.status_code == 200, response
    return fields_of(form_of(response, path, page=url.partition("?")[0]))
