"""Make the first administrator of an installation."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email

from accounts.models import Grant, Role, User
from accounts.password_links import set_password_path
from accounts.services import create_account
from shkej.lib.queries.schema import WritingCommand


class Command(WritingCommand):
    """`manage.py create_admin EMAIL`: prints a link by which the administrator sets a password."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", help="as shown on the pages (default: the e-mail address)")
        parser.add_argument(
            "--base-url",
            default=default_base_url(),
            help="the address at which SHKEJ is served (default: %(default)s)",
        )

    def handle(self, *, email, name, base_url, **options):
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is a user {email} already; nothing was changed.")
        if not base_url.startswith(("http://", "https://")):
            raise CommandError("--base-url must begin with http:// or https://.")
        name = name or email
        _refuse_long("email", email, "Is that the right one?")
        _refuse_long("name", name, "Give a shorter one with --name.")
        user = User(email=email, name=name)
        create_account(user=user, grant=Grant(role=Role.ADMIN))
        self.stdout.write(f"Made the administrator {email}. To set a password, open this link:")
        self.stdout.write(base_url.rstrip("/") + set_password_path(user))
        self.stdout.write("It works once, within one hour.")


def _refuse_long(field, text, advice):
    most = User._meta.get_field(field).max_length
    if len(text) > most:
        raise CommandError(f"The {field} has {len(text)} characters, at most {most} fit. {advice}")


def default_base_url():
    """The address of the first allowed host, as far as the settings tell."""
    scheme = "https" if settings.SERVED_OVER_TLS else "http"
    host = next((name for name in settings.ALLOWED_HOSTS if "*" not in name), "localhost")
    return f"{scheme}://{host.lstrip('.')}"
