"""What a password may not be, beside Django's own rules."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.second_factor import least_password_length
from shkej.lib.albanian import fold

# The first that somebody tries who knows where we work: folded, without spaces.
OUR_WORDS = (
    "shkej engjejt vegjel tirana tirane unicef shqiperi albania jordanmisja aksesi "
    "fjalekalim qendra mireseerdhe perdorues administrator koordinator"
).split()


class LengthValidator:
    """Refuses short passwords; where no second factor is asked for they are longer."""

    def validate(self, password, user=None):
        """Count the characters."""
        MinimumLengthValidator(least_password_length(user)).validate(password, user)

    def get_help_text(self):
        """The rule in words, for whom it is strictest."""
        return MinimumLengthValidator(least_password_length(None)).get_help_text()


class OurWordsValidator:
    """Refuses passwords that are built on the words of our work."""

    def validate(self, password, user=None):
        """Look for the words whatever their case, diacritics, spaces and punctuation."""
        letters = "".join(filter(str.isalnum, fold(password)))
        if any(word in letters for word in OUR_WORDS):
            raise ValidationError(self.get_help_text(), code="password_our_words")

    def get_help_text(self):
        """The rule in words."""
        return _(
            "The password must not contain words that everybody here knows, "
            "such as “shkej”, “engjejt”, “tirana” or “unicef”."
        )


class FewCharactersValidator:
    """Refuses passwords that are long only because they repeat themselves."""

    def validate(self, password, user=None):
        """Ask for five different characters."""
        if len(set(password)) < 5:
            raise ValidationError(self.get_help_text(), code="password_few_characters")

    def get_help_text(self):
        """The rule in words."""
        return _("The password must not repeat the same few characters.")
