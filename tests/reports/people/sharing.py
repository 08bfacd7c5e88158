"""People who came to the events of a project, and agreed to sharing with a partner, or did not."""

from datetime import date

from django.urls import reverse

from participants.models import Consent

PERIOD = {"period": "custom", "start": "2021-10-01", "end": "2021-12-31"}


def agree(person, recipient, answer="given", **more):
    """An answer about sharing with a recipient."""
    return Consent.objects.create(
        participant=person,
        purpose="sharing",
        answer=answer,
        given_by="guardian",
        shared_with=recipient,
        **{"given_on": date(2021, 9, 1)} | more,
    )


def page(client, shared, **more):
    """The page that says what the file would give away."""
    return client.get(reverse("reports:export_people"), shared.asked | more)


def file_of(client, shared, **more):
    """The answer that brings the file."""
    asked = shared.asked | {"format": "csv", "language": "en"} | more
    return client.get(reverse("reports:export_people_file"), asked)


def lines_of(answer):
    """The cells of a CSV, line by line, without the heading."""
    text = answer.content.decode("utf-8-sig")
    return [line.strip('"').split('";"') for line in text.splitlines()[1:]]
