"""What tests of headcounts read on a page."""

HTMX = {"HX-Request": "true"}


def counts(event):
    """{(category, sex, age_from, age_to): people}."""
    rows = event.headcounts.values_list("category__code", "sex", "age_from", "age_to", "count")
    return {tuple(group): count for *group, count in rows}


def text(response):
    return response.content.decode()


def undo_of(response):
    """The addresses of the ways back that the answer offers."""
    tags = [message.extra_tags for message in response.context["messages"]]
    return [tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")]
