"""The form for one of the counted who is written down for the first time."""

from django.utils.translation import gettext_lazy as _

from events.register.forms import RegisterPersonForm


class NamedPersonForm(RegisterPersonForm):
    """Somebody new who was counted in `headcount`: its category is theirs, the rest is a guess.

    Sex and age are filled in from the group where they are known exactly; what is then typed
    stands.
    """

    @property
    def attends_as(self):
        """The group's category."""
        return self.headcount.category

    def __init__(self, *args, headcount, initial=None, **kwargs):
        self.headcount = headcount
        known = {} if headcount.sex == "unknown" else {"sex": headcount.sex}
        if headcount.age_from is not None and headcount.age_from == headcount.age_to:
            known["age"] = headcount.age_from
        super().__init__(
            *args, categories=[headcount.category], initial=known | (initial or {}), **kwargs
        )
        del self.fields["category"]
        if "age" not in known and (headcount.age_from, headcount.age_to) != (None, None):
            self.fields["age"].help_text = self._range(headcount.age_from, headcount.age_to)
        self.helper.layout = self.layout()

    @staticmethod
    def _range(first, last):
        if last is None:
            return _("Counted as: %(first)s years and older") % {"first": first}
        if first is None:
            return _("Counted as: up to %(last)s years") % {"last": last}
        return _("Counted as: %(first)s–%(last)s years") % {"first": first, "last": last}
