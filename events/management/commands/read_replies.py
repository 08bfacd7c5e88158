"""Read the answers that calendars sent, as the worker does every five minutes."""

from django.conf import settings
from django.core.management.base import CommandError

from events.inviting.replies.mailbox import MailboxAway
from events.inviting.replies.taking import read_replies
from events.models import ReadReply
from shkej.lib.shell import ShellCommand

Outcome = ReadReply.Outcome


class Command(ShellCommand):
    """Take over what is in the mailbox of REPLIES_URL and was not read yet."""

    help = "Reads the mailbox of REPLIES_URL and takes over the answers of calendars."

    def handle(self, **options):
        """Say what was done; CommandError where there is no mailbox, or it cannot be reached."""
        if settings.REPLIES is None:
            raise CommandError("No mailbox is set up: REPLIES_URL is not set (see .env.example).")
        try:
            done = read_replies(settings.REPLIES)
        except MailboxAway as error:
            raise CommandError(
                f"The mailbox cannot be reached: {error}. The answers wait there."
            ) from error
        if done is None:
            self.stdout.write("Another process is reading already.")
        elif done:
            self.stdout.write(
                f"Answers taken over: {done.get(Outcome.TAKEN, 0)}. "
                f"Refused: {done.get(Outcome.REFUSED, 0)}. "
                f"Not understood: {done.get(Outcome.UNREADABLE, 0)}. "
                f"Passed over: {done.get(Outcome.IGNORED, 0)}."
            )
