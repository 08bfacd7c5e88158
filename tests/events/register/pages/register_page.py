"""What somebody does with the page of a register, and what it answers."""

from django.urls import reverse

HTMX = {"HX-Request": "true"}
LONG = "ë" * 300


class Register:
    def __init__(self, client, event):
        self.client, self.event = client, event

    def url(self, route, *arguments):
        return reverse(f"events:{route}", args=[self.event.pk, *arguments])

    def get(self, route="register", data=None, **options):
        return self.client.get(self.url(route), data, **options)

    def post(self, route, *arguments, data=None, **options):
        return self.client.post(self.url(route, *arguments), data or {}, **options)

    def mark(self, registration, attendance, **options):
        return self.post("mark", registration.pk, data={"attendance": attendance}, **options)

    def add_new(self, *, answers, **options):
        return self.post("add_new_person", data=NEW | answers, **options)


NEW = {
    "first_name": "Drita",
    "last_name": "Çela",
    "sex": "female",
    "age": "34",
    "birth_year": "",
    "category": "parent",
    "organisation": "",
}


def text(response):
    return response.content.decode()


def undo_of(response):
    *_earlier, message = list(response.context["messages"])
    [tag] = [tag for tag in message.extra_tags.split() if tag.startswith("undo:")]
    return tag.removeprefix("undo:")
