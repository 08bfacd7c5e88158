"""What is promised to UNICEF, and what was reported."""

from reports.models.dimensions import Dimension, DimensionValue
from reports.models.documents import ProgrammeDocument
from reports.models.indicators import Indicator, IndicatorDimension, IndicatorVersion
from reports.models.outputs import Output
from reports.models.periods import ReportingPeriod
from reports.models.prp import PrpMapping
from reports.models.reports import ManualFigure, ManualSource, OutputAssessment, Report
from reports.models.snapshots import Snapshot
from reports.models.stories import Story
from reports.models.texts import TextToReview

__all__ = [
    "Dimension",
    "DimensionValue",
    "Indicator",
    "IndicatorDimension",
    "IndicatorVersion",
    "ManualFigure",
    "ManualSource",
    "Output",
    "OutputAssessment",
    "ProgrammeDocument",
    "PrpMapping",
    "Report",
    "ReportingPeriod",
    "Snapshot",
    "Story",
    "TextToReview",
]
