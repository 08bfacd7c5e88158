"""Which rows of a large register are on which page, and which page somebody looks at."""

from django.core.paginator import Paginator
from django.db.models import Q

from events.models import Registration
from shkej.lib.dates import today
from shkej.lib.queries.prepared import Prepared

PAGED_FROM, ROWS_A_PAGE = 300, 150


def page_asked(request):
    """The number of the page that is looked at, as text; "" where none is said.

    A device sends with each act and question which page of the register it shows.
    """
    number = request.GET.get("page") or request.headers.get("X-Page", "")
    return number if number.isascii() and number.isdigit() and len(number) < 6 else ""


def rows_of(event, number):
    """(rows, page): all rows of `event`, and no page; of a large register those of one page.

    One query for a register without pages, two for a page.
    """
    first = [] if number else _first_rows(event)
    if not number and len(first) < PAGED_FROM:
        return first, None
    places = event.registrations.active().for_register()
    pages = Paginator(places, ROWS_A_PAGE)
    if pages.count < PAGED_FROM:
        return list(places), None
    page = pages.get_page(number or 1)
    return first[:ROWS_A_PAGE] or list(page.object_list), page


def _first_rows(event):
    rows = FIRST.rows(event.pk, on=today())
    for row in rows:
        row.event = event
    return rows


FIRST = Prepared(
    lambda event_id, on: (
        Registration.objects.filter(event=event_id).active().for_register(on=on)[:PAGED_FROM]
    )
)


def changed_rows_of(event, number, changed):
    """Of the rows with the ids `changed` those that page `number` may show; all, where it is "".

    These are its own and those of the pages beside it: who was added or taken off meanwhile moved
    some of them, and a device shows no row that it does not have.
    """
    places = event.registrations.active()
    if number:
        first, last = max(int(number) - 2, 0) * ROWS_A_PAGE, (int(number) + 1) * ROWS_A_PAGE
        keys = places.values_list("pk", flat=True)[first:last]
        changed = changed.intersection(keys)
    return list(places.for_register().filter(pk__in=changed))


def page_with(registration):
    """The number of the page on which a place is; None where its register has but one."""
    places = registration.event.registrations.active().order_by()
    if places.count() < PAGED_FROM:
        return None
    name = registration.participant.sort_name
    before = Q(participant__sort_name__lt=name) | Q(
        participant__sort_name=name, pk__lt=registration.pk
    )
    return places.filter(before).count() // ROWS_A_PAGE + 1
