"""The notice to families, as forms name it."""

from django import template

from events.paper.notices import version_in_words

register = template.Library()

register.simple_tag(version_in_words, name="notice_version")
