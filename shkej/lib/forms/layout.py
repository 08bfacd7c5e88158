"""Pieces of form layouts that every app uses."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from shkej.lib.bilingual import LANGUAGES, sides


def inner_helper(*layout):
    """The helper of a form whose page writes <form> and the token itself; `layout`: its fields."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if layout:
        helper.layout = Layout(*layout)
    return helper


class Bilingual(LayoutObject):
    """The pair `<name>_sq`, `<name>_en` as one group: side by side on a desk, tabs on a phone.

    `legend`: what the text is; where it is left out, the label of the model's field.
    """

    template = "layout/bilingual_fields.html"

    def __init__(self, name, legend=None):
        self.fields = sides(name)
        self.name = name
        self.legend = legend

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        """Render both fields, Albanian first."""
        sides = [
            {
                "code": code,
                "language": language,
                "note": "" if form[field].value() else _("empty"),
                "has_error": bool(form[field].errors),
                "html": mark_safe(  # noqa: S308 - rendered by crispy's own templates
                    render_field(field, form, context, template_pack=template_pack)
                ),
            }
            for field, (code, language) in zip(self.fields, LANGUAGES.items(), strict=True)
        ]
        return render_to_string(self.template, {"legend": self._legend(form), "sides": sides})

    def _legend(self, form):
        if self.legend:
            return self.legend
        model = getattr(getattr(form, "_meta", None), "model", None)
        label = str(model._meta.get_field(self.name).verbose_name) if model else self.name
        return label[:1].upper() + label[1:]


class Fold(LayoutObject):
    """Fields one fold away: closed at first, open where one is wrong or was filled in.

    Fold(_("More about the event"), "aim_sq", Bilingual("results"), …)
    """

    template = "layout/fold.html"

    def __init__(self, legend, *fields, is_open=False):
        self.legend = legend
        self.fields = list(fields)
        self.is_open = is_open

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        """Render the fields inside a <details>."""
        inside = [pointer.name for pointer in self.get_field_names()]
        return render_to_string(
            self.template,
            {
                "legend": self.legend,
                "html": self.get_rendered_fields(form, context, template_pack, **kwargs),
                "is_open": self.is_open or any(_is_touched(form, name) for name in inside),
            },
        )


def _is_touched(form, name):
    """Whether a field is wrong, or was filled in on a form that comes back."""
    field = form[name]
    if field.errors:
        return True
    is_sent = form.is_bound and field.html_name in form.data
    return is_sent and field.field.has_changed(field.initial, field.data)


class PlainForm(forms.Form):
    """A form whose tag, token and button are in the template."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper()
        self.helper.layout = self.layout()

    def layout(self):
        """The fields in the order in which they are asked."""
        return Layout(*self.fields)
