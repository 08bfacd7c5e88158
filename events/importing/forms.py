"""The form that takes a file of attendance."""

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background.locked_files import CannotBeOpened, is_locked, unlocked
from events.importing.files.cells import MAX_BYTES, MAX_MEGABYTES, MAX_ROWS
from events.models import Centre
from partners.models import Project
from shkej.lib.forms.layout import inner_helper
from shkej.lib.numbers import number
from shkej.lib.uploads.reading import check_table
from shkej.lib.uploads.scanning import check_for_viruses

MAX_PASTED = 500_000


class ImportForm(forms.Form):
    """A file or a pasted list, its centre, and a project for the events that name none."""

    file = forms.FileField(
        label=gettext_lazy("File (Excel, LibreOffice, CSV or text)"),
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.txt,.tsv,.xlsx,.xlsm,.xls,.ods,text/csv,text/plain,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
        required=False,
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste a list"),
        help_text=gettext_lazy("A table from Excel or Word, or names, one on each line."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MAX_PASTED,
        required=False,
    )
    password = forms.CharField(
        label=gettext_lazy("Password of the file"),
        help_text=gettext_lazy("Only for a file that is locked."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=255,
        required=False,
        strip=True,
    )
    centre = forms.ModelChoiceField(
        Centre.objects.none(), label=gettext_lazy("Centre"), empty_label=None
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("For events for which the file names no project."),
    )
    create_projects = forms.BooleanField(
        label=gettext_lazy("Make projects that do not exist yet"),
        required=False,
        help_text=gettext_lazy("They are marked to be completed."),
    )

    afresh = forms.BooleanField(
        label=gettext_lazy("Take in again what was changed or taken off since an earlier import"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise a file imported a second time leaves all corrections as they are."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        limits = {"mb": MAX_MEGABYTES, "rows": number(MAX_ROWS)}
        self.fields["file"].help_text = (
            _("At most %(mb)s MB and %(rows)s rows. It is checked first.") % limits
        )
        centres = Centre.objects.visible_to(user, "events.add_import")
        self.fields["centre"].queryset = centres
        self.fields["project"].queryset = Project.objects.visible_to(user)
        layout = ["file", "password", "pasted", "project"]
        if len(centres) == 1:
            self.fields["centre"].initial = centres[0]
            self.fields["centre"].required = False
            self.only_centre = centres[0]
        else:
            self.only_centre = None
            layout.insert(3, Field("centre", wrapper_class="width-20"))
        if user.has_perm("partners.change_project"):
            layout.append("create_projects")
        else:
            del self.fields["create_projects"]
        layout += ["afresh"]
        self.helper = inner_helper(*layout)

    def clean_file(self):
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is too large (limit %(mb)s MB).") % {"mb": MAX_MEGABYTES}
            )
        if file:
            check_table(file)
        return file

    def clean(self):
        """Refuse a form with neither of the two, and a locked file that is not opened."""
        super().clean()
        if self.errors:
            return
        if self.cleaned_data["file"]:
            self._content = self._opened(self.cleaned_data["file"].read())
        elif self.cleaned_data["pasted"]:
            self._content = self.cleaned_data["pasted"].encode()
        else:
            self.add_error("file", _("Choose a file or paste a list."))

    def _opened(self, content):
        """The bytes of a file; of a locked one of what is in it."""
        if not is_locked(content):
            return content
        if not self.cleaned_data["password"]:
            self.add_error(
                "password", _("This file is locked. Choose it again, and type its password.")
            )
            return b""
        try:
            opened = unlocked(content, self.cleaned_data["password"])
            check_for_viruses(opened)
            return opened
        except CannotBeOpened:
            self.add_error(
                "password", _("This password does not open the file. Choose the file again.")
            )
            return b""

    def content(self):
        """The bytes of the list: of the file where there is one."""
        return self._content

    def clean_centre(self):
        """The only centre where there is no choice."""
        return self.only_centre or self.cleaned_data["centre"]

    def options(self):
        """What the import is told, as the session can keep it."""
        data = self.cleaned_data
        return {
            "centre": data["centre"].code,
            "project_code": data["project"].code if data["project"] else "",
            "create_projects": data.get("create_projects", False),
            "afresh": data["afresh"],
        }
