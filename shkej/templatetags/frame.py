"""The frame of a page: which sections there are, and small helpers of the shared pieces."""

from typing import NamedTuple

from django import template
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import access_table
from accounts.models import Role
from shkej.lib.pages import another_url, kept_url, look_url, saved_url, undo_url

register = template.Library()
for address_of in (undo_url, another_url, saved_url, kept_url, look_url):
    register.filter(address_of)


class MenuSection(NamedTuple):
    """One section of the navigation; `prefixes` are the route names that lie in it."""

    route: str
    label: str
    icon: str
    permission: str | None
    prefixes: tuple
    on_phone: bool = False


SECTIONS = [
    MenuSection("home", _("Today"), "today", None, ("home",), True),
    MenuSection(
        "events:partner_page",
        _("Our page"),
        "organisations",
        "events.answer_invitation",
        (
            "events:partner",
            "events:answer_invitation",
            "events:add_representative",
            "events:ask_to_",
        ),
        True,
    ),
    MenuSection("events:event_list", _("Events"), "events", "events.view_event", ("events:",)),
    MenuSection(
        "events:calendar",
        _("Calendar"),
        "calendar",
        "events.view_event",
        ("events:calendar", "events:feed", "events:proposal", "events:change_asked"),
        True,
    ),
    MenuSection(
        "participants:participant_list",
        _("People"),
        "people",
        "participants.view_participant",
        ("participants:",),
        True,
    ),
    MenuSection(
        "partners:organisation_list",
        _("Organisations"),
        "organisations",
        "partners.view_organisation",
        ("partners:organisation", "reports:partner_figures"),
    ),
    MenuSection(
        "partners:programme_list",
        _("Programmes"),
        "programmes",
        "partners.view_programme",
        ("partners:programme",),
    ),
    MenuSection(
        "partners:project_list",
        _("Projects"),
        "projects",
        "partners.view_project",
        ("partners:project",),
    ),
    MenuSection(
        "reports:attendance",
        _("Reports"),
        "reports",
        "reports.view_attendance",
        ("reports:",),
        True,
    ),
    MenuSection(
        "reports:disclosed_figures",
        _("Figures"),
        "reports",
        "reports.view_told_figures",
        ("reports:disclosed_figures",),
        True,
    ),
    MenuSection(
        "events:invitations",
        _("Invitations"),
        "phone",
        "events.view_invitation",
        ("events:invitation", "events:call_list"),
    ),
    MenuSection("events:import", _("Import"), "import", "events.add_import", ("events:import",)),
    MenuSection(
        "events:centre_list",
        _("Centres"),
        "place",
        "events.change_centre",
        ("events:centre",),
    ),
    MenuSection(
        "participants:category_list",
        _("Categories"),
        "sort",
        "participants.change_category",
        ("participants:category", "reports:category"),
    ),
    MenuSection(
        "accounts:user_list",
        _("Users"),
        "users",
        "accounts.view_user",
        (
            "accounts:user",
            "accounts:grant",
            "background:failures",
            "backups:",
        ),
    ),
    MenuSection(
        "accounts:access_log",
        _("Access log"),
        "clock",
        "accounts.view_accesslog",
        ("accounts:access_log", "accounts:alert", "participants:breach"),
    ),
    MenuSection(
        "events:all_feeds",
        _("Calendar links"),
        "lock",
        "events.revoke_feed",
        ("events:all_feeds", "events:any_feed"),
    ),
    MenuSection("help", _("Help"), "question", None, ("help",)),
]
OPEN = ("anybody", "signed-in")  # to whoever gets as far as the page
MORE = MenuSection("more", _("More"), "more", None, ("more",), True)


def is_partner_only(user):
    """Whether `user` is here for a partner organisation and for nothing else."""
    return user.is_authenticated and user.roles == {Role.PARTNER}


def _current_section(view_name):
    """The section a route lies in: the one with the longest prefix of its name."""
    fitting = [
        (len(prefix), section.route)
        for section in [*SECTIONS, MORE]
        for prefix in section.prefixes
        if view_name.startswith(prefix)
    ]
    return max(fitting)[1] if fitting else None


@register.simple_tag(takes_context=True)
def sections(context, place):
    """The sections this reader may open.

    `place`: "column" (all), "phone" (those of the bottom bar), "more" (what that bar lacks).
    """
    request = context["request"]
    match = request.resolver_match
    view_name = match.view_name if match else ""
    current = _current_section(view_name)
    shown = [*SECTIONS, MORE] if place == "phone" else SECTIONS
    allowed = [
        section
        for section in shown
        if section.permission is None or request.user.has_perm(section.permission)
    ]
    if is_partner_only(request.user):  # their own page is where they begin
        allowed = [section for section in allowed if section.route != "home"]
    if place != "column":
        allowed = [section for section in allowed if section.on_phone == (place == "phone")]
    routes = {section.route for section in allowed}
    if place == "phone" and current and current not in routes:
        current = MORE.route
    return [
        {
            "url": reverse(section.route),
            "label": section.label,
            "icon": section.icon,
            "current": _current(section, view_name, current),
        }
        for section in allowed
    ]


def _current(section, view_name, current):
    """The value of `aria-current`: "page" on the section's own page, "true" below it."""
    if section.route != current:
        return ""
    return "page" if view_name == section.route else "true"


@register.simple_tag(takes_context=True)
def page_address(context):
    """Where the reader finds this page again; where it answers POST alone, the nearest above it."""
    request = context["request"]
    path = request.path
    while not _is_page(path, request.user):
        path = path[: path.rindex("/", 0, -1) + 1]
    return request.get_full_path() if path == request.path else path


def _is_page(path, user):
    """Whether an address answers GET to `user`; the first page does to everybody."""
    try:
        route = access_table()["routes"][resolve(path).view_name]
    except Resolver404:
        return False
    is_open = route["permission"] in OPEN or user.has_perm(route["permission"])
    return is_open and "GET" in route["methods"]
