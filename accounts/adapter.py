"""How sign-in differs from the library's own ways."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts are made by an administrator."""

    def is_open_for_signup(self, request):
        """Refuse: sign-up is closed."""
        return False
