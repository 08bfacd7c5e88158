"""What a person is called where a name is shown, and where names are compared."""

from django.utils.translation import gettext

from accounts.reading.shown_people import note

NAMELESS = "–"  # the first name of who was erased or kept for as long as a name may be kept


class PersonNames:
    """The names of a person, made of `first_name` and `last_name`.

    Who is read here to be shown is noted for the access log; what compares takes a plain one.
    """

    # Set for the list on which a person stands (`names.tell_apart`).
    apart, surname_letters = "", 1

    @property
    def full_name(self):
        """Given name and surname, as people say them; who has no surname yet, the given name."""
        note(self.pk)
        return self.plain_name

    @property
    def listed_name(self):
        """The full name with what tells it apart from others on the list (`names.tell_apart`)."""
        return f"{self.full_name} ({self.apart})" if self.apart else self.full_name

    @property
    def given_name(self):
        """The given name alone: of a parent who is named to tell their child apart."""
        note(self.pk)
        return gettext("Nameless record") if self.first_name == NAMELESS else self.first_name

    @property
    def short_name(self):
        """Given name and the surname's initial: for lists that others may look at.

        More letters of it where others on the list have that initial (`names.tell_apart`).
        """
        note(self.pk)
        return self.plain_short_name

    @property
    def plain_name(self):
        """The full name, for what compares names and shows none."""
        if self.first_name == NAMELESS:
            return gettext("Nameless record")
        return f"{self.first_name} {self.last_name}".rstrip()

    @property
    def plain_short_name(self):
        """The short name, for what compares names and shows none."""
        if self.first_name == NAMELESS:
            return gettext("Nameless record")
        letters = self.last_name[: self.surname_letters]
        is_cut = len(letters) == 1 or len(letters) < len(self.last_name)
        return f"{self.first_name} {letters}{'.' if is_cut else ''}".rstrip()
