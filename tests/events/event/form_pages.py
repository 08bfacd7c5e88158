"""The form of an event, as a browser sends it back."""

from django.urls import reverse

CREATE = reverse("events:event_create")


def update_url(event):
    return reverse("events:event_update", args=[event.pk])


def page_data(client, url):
    """What the browser would send back if nothing were changed."""
    context = client.get(url).context
    data = {}
    for form in [context["form"], *context["parts"], *context["quotes"]]:
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            if hasattr(value, "__iter__") and not isinstance(value, str):
                value = [getattr(row, "pk", row) for row in value]
            elif hasattr(value, "strftime"):
                value = field.field.widget.format_value(value)
            data[field.html_name] = value
    for rows in (context["parts"], context["quotes"]):
        for field in rows.management_form:
            data[field.html_name] = field.value()
    return data
