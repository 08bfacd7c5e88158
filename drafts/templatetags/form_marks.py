"""`{% csrf_token %}` with the form's mark beside it, so that no form can lack one.

Loaded into every template (settings), in the place of Django's own tag.
"""

from django import template
from django.forms import Textarea
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from accounts.access import ANYBODY
from accounts.middleware import rule_of
from drafts.form_marks import FIELD, make_mark
from drafts.keeping import draft_for
from drafts.models import KeptForm

MANY_FIELDS = 6

register = template.Library()


class MarkedTokenNode(CsrfTokenNode):
    """The token, and who the form was made for."""

    def render(self, context):
        """Both as hidden fields; for visitors the token alone."""
        token = super().render(context)
        request = context.get("request")
        if not token or not _is_of_somebody(request):
            return token
        user = request.user
        mark = make_mark(user.pk)
        return token + format_html('<input type="hidden" name="{}" value="{}">', FIELD, mark)


def _is_of_somebody(request):
    """Whether a page is one for users: what is open to anybody is the same for everybody."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.resolver_match is None:
        return False
    rule = rule_of(request)
    return rule is not None and rule["permission"] != ANYBODY


@register.tag
def csrf_token(parser, token):
    """Render the token and the mark of a form."""
    return MarkedTokenNode()


@register.simple_tag
def is_long(form):
    """Whether a form is so long that it is kept while it is typed: words, or many fields."""
    fields = [field for field in form if not field.is_hidden]
    has_words = any(isinstance(field.field.widget, Textarea) for field in fields)
    return has_words or len(fields) >= MANY_FIELDS


@register.inclusion_tag("drafts/partials/draft_offer.html", takes_context=True)
def draft_offer(context):
    """Offer what was typed into this page's form last time and not saved; for long forms."""
    request = context["request"]
    is_opened = request.method == "GET" and "kept" not in request.GET
    is_opened = is_opened and request.user.is_authenticated
    return {"request": request, "draft": draft_for(request) if is_opened else None}


@register.inclusion_tag("drafts/partials/kept_forms.html", takes_context=True)
def kept_forms(context):
    """Say how many forms this user typed and did not save."""
    user = context["request"].user
    return {"number": KeptForm.objects.visible_to(user).count()}
