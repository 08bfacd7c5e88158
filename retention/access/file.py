"""The file that is handed over: JSON for machines, a readable document in both languages."""

import io
import json
import zipfile
from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from retention.access.gathering import gather
from retention.models import AccessRequest
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.file_names import file_name
from shkej.lib.pdf import PdfUnavailable, write_pages

ANSWER = "retention.answer_request"
TYPE = "application/zip"


@makes_file(_("All that is held of a person"), longest=timedelta(hours=1))
def access_file(user, request_id):
    """Gather what is held of whoever the request is about, as far as `user` still may."""
    rows = AccessRequest.objects.visible_to(user, ANSWER).select_related("participant")
    asked = rows.filter(pk=request_id).first()
    if asked is None:
        raise CannotBeDone(NO_LONGER)
    name = file_name(
        pgettext_lazy("name of a file", "all-about"), asked.participant.code, language=user.language
    )
    content, logged = packed(asked), {"request": asked.pk}
    return MadeFile(f"{name}.zip", content, TYPE, logged, people=[asked.participant_id])


def packed(asked):
    """The bytes of the ZIP: `data.json`, and one document for each language."""
    pages, data = {}, {}
    for language in LANGUAGES:
        with override(language):
            sections = gather(asked.participant, is_self=asked.asked_by == "self")
            context = {"sections": sections, "asked": asked, "language": language}
            pages[language] = render_to_string("retention/access_document.html", context)
            data[language] = _plain(sections)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        said = {"made_at": timezone.now().isoformat(), "about": data}
        archive.writestr("data.json", json.dumps(said, ensure_ascii=False, indent=1))
        for language, page in pages.items():
            ending, content = _document(page)
            archive.writestr(f"{language}.{ending}", content)
    return file.getvalue()


def _plain(sections):
    """{section: [{field: value}]}, for machines."""
    return {
        section.code: [{code: value for code, _label, value in row} for row in section.rows]
        for section in sections
    }


def _document(page):
    try:
        return "pdf", write_pages([page])
    except PdfUnavailable:
        return "html", page
