"""The report itself: what was asked, and the answer."""

from django.shortcuts import render

from reports.attendance.answer import Answer
from reports.attendance.forms import QuestionForm
from reports.counting.words import centres_in_words
from reports.exporters.reasons import FiguresForm


def attendance(request):
    """Ask for a project, a centre and a period; show the figures, or what is wrong at its field."""
    form = QuestionForm(request.GET, user=request.user)
    context = {"form": form}
    if form.is_valid():
        reasons = FiguresForm(request.GET, project=form.question.project)
        context |= {
            "question": form.question,
            "centres": centres_in_words(form.question.centres(request.user)),
            "answer": Answer(form.question, request.user, reasons.chosen),
            "reasons": reasons,
        }
    return render(request, "reports/attendance/attendance.html", context)
