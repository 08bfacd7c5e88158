"""Every page of the product, opened by somebody who may, and the forms on it."""

from django.test import Client

from accounts.access import access_table
from accounts.models import Role
from drafts.kinds import SIGN_IN
from tests.drafts.pages import page_of
from tests.routes import all_routes

TABLE = access_table()
ARGUMENTS = dict(all_routes())
OPENED = sorted(
    name
    for name, rule in TABLE["routes"].items()
    if "GET" in rule["methods"]
    and rule["permission"] != "anybody"
    and name in ARGUMENTS
    and not name.startswith(SIGN_IN)
)
# A page that the device keeps, for whoever is at it then: its script knows by itself who that is.
KEPT_ON_THE_DEVICE = {"events:register_offline"}


def somebody_for(world, route):
    permission = TABLE["routes"][route]["permission"]
    carriers = TABLE["permissions"].get(permission, [Role.COORDINATOR])
    roles = [Role.COORDINATOR, Role.STAFF, *carriers]
    return world.users[next(role for role in roles if role in carriers)]


def opened(world, route):
    browser = Client()
    user = somebody_for(world, route)
    browser.force_login(user)
    address = world.address(route, ARGUMENTS[route])
    return browser, user, address, browser.get(address)


def forms_of_every_page(world):
    """(route, browser, user, address, form) of every form by POST on every page."""
    for route in OPENED:
        browser, user, address, response = opened(world, route)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code != 200 or response.streaming or not is_page:
            continue
        if not response.content.strip() or route in KEPT_ON_THE_DEVICE:
            continue
        for form in page_of(response).forms:
            if form.method == "POST":
                yield route, browser, user, address, form
