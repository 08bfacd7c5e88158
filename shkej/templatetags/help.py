"""The "?" of a page: the way to its page of help."""

from django import template

from shkej.help.guides import page_at

register = template.Library()


@register.simple_tag(takes_context=True)
def help_here(context):
    """The page of help for the page that is being shown; None where there is none."""
    match = getattr(context.get("request"), "resolver_match", None)
    return page_at(match.view_name) if match else None
