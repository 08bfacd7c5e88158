"""The pages of whoever tries it out: become somebody by one click, take a tour, read the mails."""

from functools import wraps
from io import BytesIO

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.demonstration import DOMAIN, is_demonstration
from accounts.models import Role, User
from demonstration.start.mailbox import mail_at, sent_mails
from demonstration.start.template import template_of
from demonstration.start.tours import tours
from reports.models import Report
from shkej.lib.bilingual import reading
from shkej.serving.loopback import is_local


def in_demonstration(view):
    """A page that is there where a demonstration is served, to this machine alone."""

    @wraps(view)
    def guarded(request, *arguments, **keywords):
        is_here = settings.DEMONSTRATION and is_local(request.META)
        if not (is_here and is_demonstration()):
            raise Http404
        return view(request, *arguments, **keywords)

    return guarded


@in_demonstration
def start_here(request):
    """Six people, three tours, and where the mails are."""
    return render(request, "demonstration/start_here.html", {"people": people(), "tours": tours()})


@in_demonstration
def be_somebody(request):
    """Sign in as one of the six, and go where their tour begins; whoever was here goes first.

    They speak the language in which the visitor read this page, not that of whoever was them last.
    """
    user = get_object_or_404(User, email=f"{_role(request)}@{DOMAIN}", is_active=True)
    if user.language != reading():
        user.language = reading()
        user.save(update_fields=["language"])
    wanted = request.POST.get("tour", "")
    begins = {tour.key: tour.address for tour in tours()}
    if request.user.is_authenticated:
        logout(request)
    return perform_login(
        request,
        user,
        email_verification="none",
        redirect_url=begins.get(wanted) or reverse("home"),
    )


def _role(request):
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    return role


def people():
    """[(role, its label, name)] of who can be signed in as."""
    named = dict(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", "name"))
    names = [(role, named.get(f"{role}@{DOMAIN}")) for role in Role]
    return [(role, role.label, name) for role, name in names if name]


@in_demonstration
def mails(request):
    """What was sent, the newest first."""
    return render(request, "demonstration/mails.html", {"mails": sent_mails()})


@in_demonstration
def mail(request, number):
    """One mail as it was sent; its links lead on."""
    found = mail_at(number)
    if found is None:
        raise Http404
    return render(request, "demonstration/mail.html", {"mail": found})


@in_demonstration
def template(request, report_id):
    """What UNICEF's portal would give to be filled in with a report."""
    report = get_object_or_404(Report.objects.select_related("period__project"), pk=report_id)
    name, content = template_of(report)
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)
