"""Change from which day a category counts: first what it would do, then the change itself."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from participants.categories.counting import change_counting
from participants.lib.effects import effects_of
from participants.models import Category
from reports.categories.forms import CountingForm
from shkej.lib.dates import today


def category_counting(request, category_id):
    """Ask what changes, show what that does to figures, and change it once that was seen."""
    categories = Category.objects.visible_to(request.user, request.permission)
    category = get_object_or_404(categories.on(today()), pk=category_id)
    asked = {"is_counted": "no" if category.is_counted else "yes", "starts_on": today()}
    form = CountingForm(request.POST or None, initial=asked)
    effects = None
    if form.is_valid():
        change = partial(change_counting, category=category, decided_by=request.user, **form.change)
        try:
            if request.POST.get("seen") == form.asked:
                return _changed(request, category, change)
            effects = effects_of(change)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "category": category,
        "form": form,
        "effects": effects,
        "spans": category.spans.select_related("decided_by").order_by("-starts_on"),
    }
    return render(request, "reports/categories/category_counting.html", context)


def _changed(request, category, change):
    change()
    words = _("%(category)s: what counts was changed.") % {"category": category.label}
    messages.success(request, words)
    return redirect("participants:category_list")
