"""Edits that meet each other: nobody's change is lost without a word."""

from django import forms
from django.utils.translation import gettext as _


class GuardedForm(forms.ModelForm):
    """A form that does not silently overwrite what somebody else saved while it was open.

    The page carries the moment of the last change as `seen_at`; the second save is refused once,
    with everything typed still there. For rows with `updated_at`.
    """

    seen_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    has_conflict = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.changed_at = self.instance.updated_at.isoformat() if self.instance.pk else ""
        self.initial["seen_at"] = self.changed_at

    def clean(self):
        """Refuse when the row has changed since the page was opened."""
        cleaned = super().clean()
        seen_at = self.cleaned_data.get("seen_at")
        if self.changed_at and seen_at and seen_at != self.changed_at:
            self.has_conflict = True
            self.data = self.data.copy()
            self.data[self.add_prefix("seen_at")] = self.changed_at
            self.add_error(
                None,
                _(
                    "Somebody else changed this while you had it open. What you wrote is still "
                    "here: compare it with the page as it is now, and save again to keep yours."
                ),
            )
        return cleaned


def moment_seen(event):
    """What tells one state of an event from the next."""
    return event.updated_at.isoformat()
