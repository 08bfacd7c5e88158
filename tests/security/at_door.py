"""What a visitor at a handed-over device can send, and whom they may try."""

import re

from django.urls import reverse

from tests.participants.factories import CategoryFactory

HTMX = {"HX-Request": "true"}
# Whom a visitor may try, and what is true of them; all six names are of one length.
TRIED = {
    "unknown": ("Tomor", "Balata"),
    "known": ("Thoma", "Balaji"),
    "expected": ("Thoma", "Saliaj"),
    "present": ("Elira", "Gjonaj"),
    "absent": ("Arben", "Zogani"),
    "two": ("Drita", "Kodrat"),
}


def address(event, route):
    return reverse(f"events:{route}", args=[event.pk])


def plain(response, *names):
    """What an answer says, without what was typed and without tokens made anew each time."""
    text = response.content.decode()
    for name in names:
        text = re.sub(re.escape(name), "NAME", text, flags=re.IGNORECASE)
    text = re.sub(r'(name="(csrfmiddlewaretoken|form_key|form_mark)"\s+value=)"[^"]*"', r"\1", text)
    text = re.sub(r'nonce="[^"]*"|\?find=[\w-]+', "", text)
    headers = {name: value for name, value in response.items() if name != "Location"}
    headers.pop("Content-Security-Policy", None)
    return response.status_code, headers, text


def searched(door, event, names, headers):
    return plain(
        door.post(address(event, "register_search"), {"q": " ".join(names)}, headers=headers,
                  follow=not headers),
        *names,
    )  # fmt: skip


def arrived(door, event, names, headers, **more):
    first, last = names
    answers = {"first_name": first, "last_name": last, "category": CategoryFactory().code}
    return plain(
        door.post(
            address(event, "add_new_person"),
            answers | more,
            headers=headers,
            follow=not headers,
        ),
        first,
        last,
    )
