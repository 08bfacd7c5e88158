"""How what is known about a person is shown."""

from django import template
from django.utils.translation import gettext_lazy as _

from participants.lib.names import set_apart
from participants.models import Guardianship
from shkej.lib import phones
from shkej.lib.dates import today
from shkej.lib.texts import with_names

register = template.Library()

register.filter("masked_phone", phones.masked_phone)
register.filter("masked_email", phones.masked_email)

Relation = Guardianship.Relation
PARENTS = {
    Relation.MOTHER: _("mother: %(name)s"),
    Relation.FATHER: _("father: %(name)s"),
    Relation.GRANDMOTHER: _("grandmother: %(name)s"),
    Relation.GRANDFATHER: _("grandfather: %(name)s"),
    Relation.LEGAL_GUARDIAN: _("legal guardian: %(name)s"),
    Relation.OTHER: _("parent or guardian: %(name)s"),
}


@register.filter
def named_beside(person, other):
    """The full name, with the letters marked in which it differs from that of `other`."""
    return set_apart(person.full_name, other.full_name)


@register.filter
def parent_named(tie):
    """Who answers for somebody, by the given name: "mother: Drita"."""
    return with_names(PARENTS[tie.relation], name=tie.adult.given_name)


@register.filter
def age_today(person):
    """Completed years today, or None where nothing is known."""
    return person.age_on(today())
