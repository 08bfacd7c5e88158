"""Who speaks for an organisation: its contact, and whoever acts for it."""

from accounts.models import User


def addresses_of(organisation):
    """{address: language} of those who get its mail: its contact, and whoever acts for it."""
    return addresses_of_each([organisation])[organisation.pk]


def addresses_of_each(organisations):
    """{id of an organisation: its `addresses_of`}, of all of them in one query."""
    found = {organisation.pk: {} for organisation in organisations}
    active = [organisation for organisation in organisations if organisation.is_active]
    for organisation in active:
        if organisation.contact_email:
            address = organisation.contact_email.lower()
            found[organisation.pk][address] = organisation.language
    users = User.objects.acting_for_any(active)
    for pk, address, language in users.values_list("grants__organisation", "email", "language"):
        found[pk][address] = language
    return found


def languages_of(organisation, addresses=None):
    """The languages in which it is told; of one that is called, its own.

    `addresses`: its `addresses_of`, where they are at hand.
    """
    if addresses is None:
        addresses = addresses_of(organisation)
    return set(addresses.values()) or {organisation.language}
