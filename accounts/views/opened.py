"""Why somebody opens so many people."""

from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.addresses import is_own_address
from accounts.forms.opened import ManyOpenedForm
from accounts.reading.limits import MOST_OPENED, go_on_with


def many_opened(request):
    """Ask for the reason; then lead on to the person who was about to be opened."""
    form = ManyOpenedForm(request.POST or None)
    asked = request.POST.get("next") or request.GET.get("next", "")
    page = asked if is_own_address(request, asked) else reverse("home")
    if form.is_valid():
        go_on_with(request, form.cleaned_data["reason"])
        return redirect(page)
    context = {"form": form, "next": page, "number": MOST_OPENED}
    return render(request, "accounts/many_opened.html", context)
