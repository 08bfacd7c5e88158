"""How the refusal of a service (a ValidationError) is told: once for all pages."""

from django.contrib import messages
from django.core.exceptions import ValidationError


def tell(request, refusal):
    """Put the sentences of a refusal into the messages of the page that comes next."""
    for sentence in refusal.messages:
        messages.error(request, sentence)


def tell_at(form, refusal):
    """Put a refusal into `form`: at its fields where it names some that the form has.

    `form.asked_as`, where there is one, says at which field a fact is asked for that is kept under
    another name.
    """
    asked_as = getattr(form, "asked_as", {})
    by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {None: [refusal]}
    for name, errors in by_field.items():
        field = asked_as.get(name, name)
        form.add_error(field if field in form.fields else None, ValidationError(errors))


def one_line(refusal):
    """A refusal as a command says it: one line, whatever its sentences hold."""
    return " ".join(" ".join(refusal.messages).split())
