"""What the forms of the set-up have in common."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import say_too_long
from shkej.lib.forms.layout import inner_helper


class SetupForm(GuardedForm):
    """A form of one row: what a constraint of the table refuses is said at its field.

    `places`: constraint → the field where its refusal is shown. `owner`: the field to whose row
    this one belongs; it is given, and not asked.
    """

    places = {}
    owner = "project"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_too_long(self)
        self.helper = inner_helper()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {self.owner}

    def _update_errors(self, errors):
        """Move the refusals of constraints to their fields, where there is no other error yet."""
        sentences = {
            str(constraint.violation_error_message): self.places[constraint.name]
            for constraint in self.instance._meta.constraints
            if constraint.name in self.places
        }
        by_field = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: []}
        moved = {name: list(found) for name, found in by_field.items() if name != NON_FIELD_ERRORS}
        for error in by_field.get(NON_FIELD_ERRORS, []):
            name = sentences.get(str(error.message), NON_FIELD_ERRORS)
            moved.setdefault(name, []).append(error)
        super()._update_errors(ValidationError(moved) if moved else errors)
