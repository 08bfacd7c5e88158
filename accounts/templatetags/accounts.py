"""How users, their devices and the lines of the log are shown."""

from urllib.parse import urlsplit

from django import template
from django.apps import apps
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import second_factor
from accounts.locking import devices, session
from accounts.passkeys import relying_party
from accounts.reading import details

register = template.Library()


@register.simple_tag(takes_context=True)
def lock_facts(context):
    """What a page of somebody signed in says of its lock: the number of the last one, the PIN."""
    request = context["request"]
    return {"number": session.lock_number(request), "pin": devices.facts_of(request)["pin"]}


# The first that is found in a browser's description of itself: others name Chrome and Safari too.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}
# The routes that are asked for again because names leave the house by them.
FILES_WITH_NAMES = {
    "backups:export",
    "backups:export_made",
    "backups:export_take",
    "events:register_download",
    "events:register_download_file",
    "reports:export_names",
    "reports:export_names_file",
}
# Details of log lines: what they are called, and their values in words.
DETAILS = {
    "reason": gettext_lazy("reason"),
    "by": gettext_lazy("by"),
    "change": gettext_lazy("change"),
    "kind": gettext_lazy("kind"),
    "role": gettext_lazy("role"),
    "centre": gettext_lazy("centre"),
    "organisation": gettext_lazy("organisation"),
    "project": gettext_lazy("project"),
    "sees_sensitive": gettext_lazy("sensitive details"),
    "exports": gettext_lazy("may export"),
    "exports_names": gettext_lazy("may export names"),
    "recipient": gettext_lazy("recipient"),
    "request": gettext_lazy("access request"),
    "device": gettext_lazy("device"),
    "step": gettext_lazy("step"),
    "shown": gettext_lazy("persons shown"),
    "words": gettext_lazy("code of the search"),
    "names": gettext_lazy("names"),
    "ages": gettext_lazy("with ages"),
    "contacts": gettext_lazy("saw phone and email"),
    "household": gettext_lazy("household"),
    "merged": gettext_lazy("merged record"),
    "report": gettext_lazy("report"),
    "small_cells": gettext_lazy("small numbers"),
    "reference": gettext_lazy("UNICEF document reference"),
    "rows": gettext_lazy("rows"),
    "rejected": gettext_lazy("rows left out"),
    "events": gettext_lazy("events"),
    "participants": gettext_lazy("participants"),
    "registrations": gettext_lazy("registrations"),
    "headcounts": gettext_lazy("headcounts"),
    "format": gettext_lazy("format"),
    "language": gettext_lazy("language"),
    "start": gettext_lazy("from"),
    "end": gettext_lazy("until"),
    "status": gettext_lazy("state"),
    "version": gettext_lazy("version"),
    "why": gettext_lazy("reason"),
    "scope": gettext_lazy("which events"),
    "figures": gettext_lazy("figures"),
    "undone": gettext_lazy("undone"),
    "changes": gettext_lazy("changes"),
    "asked_by": gettext_lazy("asked by"),
    "contact": gettext_lazy("new address"),
    "sha256": "SHA-256",
}
VALUES = {
    "locked": gettext_lazy("waits after five wrong attempts"),
    "refused": gettext_lazy("wrong email or password"),
    "second_factor": gettext_lazy("wrong code"),
    "passkey": gettext_lazy("passkey"),
    "passkey_late": gettext_lazy("passkey, too late or sent twice"),
    "passkey_copied": gettext_lazy("passkey of which there may be a copy"),
    "idle": gettext_lazy("no activity"),
    "absolute": gettext_lazy("12 hours have passed"),
    "given": gettext_lazy("given"),
    "taken": gettext_lazy("taken back"),
    "created": gettext_lazy("made"),
    "changed": gettext_lazy("changed"),
    "updated": gettext_lazy("changed"),
    "matched": gettext_lazy("known already"),
    "unchanged": gettext_lazy("unchanged"),
    "activated": gettext_lazy("opened"),
    "deactivated": gettext_lazy("closed"),
    "signed_out": gettext_lazy("signed out everywhere"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "renewed": gettext_lazy("renewed"),
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "admin": gettext_lazy("Administration"),
    "coordinator": gettext_lazy("Coordination"),
    "staff": gettext_lazy("Centre staff"),
    "volunteer": gettext_lazy("Volunteer"),
    "partner": gettext_lazy("Partner organisation"),
    "observer": gettext_lazy("Read only"),
    "full": gettext_lazy("first name and surname"),
    "short": gettext_lazy("first name and initial"),
    "codes": gettext_lazy("codes only"),
    "signed_sheet": gettext_lazy("Signed attendance list"),
    "photo": gettext_lazy("Photo"),
    "document": gettext_lazy("Document"),
    "consent_form": gettext_lazy("Signed consent form"),
    "manual_source": gettext_lazy("source of typed figures"),
    "participant": gettext_lazy("participant"),
    "guardianship": gettext_lazy("guardianship"),
    "consent": gettext_lazy("consent"),
    "registration": gettext_lazy("registration"),
    "complete": gettext_lazy("completes records"),
    "duplicates": gettext_lazy("joins records of one person"),
    "everything": gettext_lazy("everything"),
    "moving": gettext_lazy("moves to another program"),
    "keeping": gettext_lazy("keeps a copy that opens without SHKEJ"),
    "authority": gettext_lazy("an authority asks for it in writing"),
    "known": gettext_lazy("something else, of which the coordinators know"),
    "call": gettext_lazy("calls families"),
    "report": gettext_lazy("checks figures before a report"),
    "other": gettext_lazy("something else"),
    "asked": gettext_lazy("asked for"),
    "confirmed": gettext_lazy("confirmed"),
    "declined": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("taken back"),
    "done": gettext_lazy("done"),
    "set": gettext_lazy("set"),
    "ended": gettext_lazy("ended"),
    "answered": gettext_lazy("answered"),
    "needless": gettext_lazy("no longer needed"),
    "mistake": gettext_lazy("recorded by mistake"),
    "invited_again": gettext_lazy("invited again"),
    "invitation_revoked": gettext_lazy("invitation revoked"),
    "told_figures": gettext_lazy("People reached in each quarter"),
    "partner_figures": gettext_lazy("Figures of our events"),
    "agreement": gettext_lazy("as an agreement asks for"),
    "donor": gettext_lazy("for a donor or partner, as agreed"),
    "house": gettext_lazy("for our own work"),
    "case": gettext_lazy("the partner takes over the care"),
    "check": gettext_lazy("the partner checks who took part"),
    "draft": gettext_lazy("Draft"),
    "checked": gettext_lazy("Checked"),
    "frozen": gettext_lazy("Frozen"),
    "entered": gettext_lazy("Entered in PRP"),
    "submitted": gettext_lazy("Submitted"),
    "sent_back": gettext_lazy("Sent back"),
    "accepted": gettext_lazy("Accepted"),
    "shared": gettext_lazy("All events shared with us"),
    "own": gettext_lazy("Only our events"),
    "project": gettext_lazy("Events of one project"),
    "sq": gettext_lazy("Albanian"),
    "en": gettext_lazy("English"),
    "both": gettext_lazy("Albanian and English"),
    "undone": gettext_lazy("undone"),
    "used": gettext_lazy("used since"),
    "closed": gettext_lazy("the register is closed, or the event was called off"),
    "kept_back": gettext_lazy("of a sensitive event: only for those who may see its names"),
}
# Values that mean something else under this name.
SENSES = {
    ("change", "refused"): gettext_lazy("refused"),
    ("change", "refused_late"): gettext_lazy("refused after it was confirmed"),
}

register.filter("must_enrol", second_factor.must_enrol)
register.filter("has_app", second_factor.has_app)
register.filter("takes_passkeys", relying_party.are_usable)


@register.filter
def in_groups(text):
    """Letters in groups of four, as one reads them out."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def browser(user_agent):
    """A browser and its system in two words: "Firefox on Windows"."""
    name = next((word for sign, word in BROWSERS.items() if sign in user_agent), None)
    system = next((word for sign, word in SYSTEMS.items() if sign in user_agent), None)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("Unknown browser")


@register.filter
def object_words(entry):
    """What a line of the log is about: "participant 12"."""
    if not entry.object_type:
        return ""
    try:
        name = apps.get_model(entry.object_type)._meta.verbose_name
    except LookupError:
        name = entry.object_type
    return f"{name} {entry.object_id}"


@register.filter
def detail_words(entry):
    """The details of a line of the log as (name, value) in words, without the empty ones."""
    return [
        (
            details.called(name, entry) or DETAILS.get(name, name),
            details.in_words(name, entry)
            or SENSES.get((name, str(value)))
            or _value_in_words(value),
        )
        for name, value in entry.detail.items()
        if value not in (None, "", False)
    ]


def _value_in_words(value):
    if value is True:
        return _("yes")
    if isinstance(value, dict):
        return ", ".join(f"{VALUES.get(name, name)} {n}" for name, n in value.items() if n)
    return VALUES.get(value, value) if isinstance(value, str) else value


@register.simple_tag(takes_context=True)
def why_asked_again(context):
    """What somebody shows once more who they are for: known by the page that comes next."""
    try:
        found = resolve(urlsplit(context.get("redirect_field_value") or "").path)
    except Resolver404:
        return _("Show that it is you who is sitting here.")
    if found.view_name in FILES_WITH_NAMES:
        return _("A file with people’s names comes next. Show that it is you who is sitting here.")
    if not found.namespaces or found.namespaces[0] in ("accounts", "partners"):
        return _("This changes who may get in. Show that it is you who is sitting here.")
    return _("Show that it is you who is sitting here.")
