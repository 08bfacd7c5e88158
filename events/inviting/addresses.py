"""Who speaks for an organisation: its contact, and whoever acts for it."""

from accounts.models import User


def addresses_of(organisation):
    """{address: language} of those who get its mail: its contact, and whoever acts for it."""
    if not organisation.is_active:
        return {}
    found = {}
    if organisation.contact_email:
        found[organisation.contact_email.lower()] = organisation.language
    users = User.objects.acting_for(organisation)
    found.update(users.values_list("email", "language"))
    return found


def languages_of(organisation):
    """The languages in which it is told; of one that is called, its own."""
    return set(addresses_of(organisation).values()) or {organisation.language}
