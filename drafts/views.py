"""Forms that were typed and not saved: the list, one of them, a draft, and one that is refused."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_csrf_failure

from accounts.addresses import is_own_address
from drafts.form_marks import FIELD, read_mark
from drafts.keeping import filled_address, keep_draft
from drafts.middleware import answer_kept, is_by_script
from drafts.models import KeptForm
from drafts.typed import in_words

LONGEST_TEXT = 120


def kept_forms(request):
    """What this user typed and did not save, the newest first."""
    rows = [kept for kept in KeptForm.objects.visible_to(request.user) if kept.typed]
    lines = [(kept, filled_address(kept), beginning_of(kept)) for kept in rows]
    return render(request, "drafts/kept_forms.html", {"lines": lines})


def kept_form(request, kept_id):
    """The texts of a form whose page has no place for them any more."""
    kept = get_object_or_404(KeptForm.objects.visible_to(request.user), pk=kept_id)
    return render(
        request, "drafts/kept_form.html", {"kept": kept, "texts": in_words(kept.typed["fields"])}
    )


def forget_kept_form(request, kept_id):
    """Throw a form away."""
    get_object_or_404(KeptForm.objects.visible_to(request.user), pk=kept_id).delete()
    messages.success(request, _("It was thrown away."))
    back = request.POST.get("next", "")
    return redirect(back if is_own_address(request, back) else "drafts:kept_forms")


def save_draft(request):
    """Keep what is in a form that is being typed; the page asks for it by itself."""
    mark = read_mark(request.POST.get(FIELD))
    if mark is None or mark.user_id != request.user.pk:
        return HttpResponse(status=409)
    return HttpResponse(status=204 if keep_draft(request, mark) else 413)


def csrf_failure(request, reason=""):
    """A page that was open while somebody signed in or out: what was typed on it is kept."""
    mark = None if is_by_script(request) else read_mark(request.POST.get(FIELD))
    answer = answer_kept(request, mark) if mark and request.resolver_match else None
    return answer or plain_csrf_failure(request, reason)


def beginning_of(kept):
    """By which words its writer knows it again."""
    texts = in_words(kept.typed["fields"]) or [value for _name, value in kept.typed["fields"]]
    longest = max(texts, key=len, default="")
    return longest if len(longest) <= LONGEST_TEXT else f"{longest[:LONGEST_TEXT]}…"
