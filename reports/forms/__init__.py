"""The forms of `reports`: what is asked of it, and the set-up of what is reported."""

from reports.attendance.forms import PERIODS, QUICK, QuestionForm, SelectionForm, days_of

__all__ = ["PERIODS", "QUICK", "QuestionForm", "SelectionForm", "days_of"]
