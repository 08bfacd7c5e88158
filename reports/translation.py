"""Which texts of this app are kept in Albanian and in English."""

from modeltranslation.translator import TranslationOptions, register

from reports.models import (
    Dimension,
    DimensionValue,
    Indicator,
    Output,
    OutputAssessment,
    Report,
    Story,
)


@register(Output)
class OutputTranslation(TranslationOptions):
    fields = ("title",)


@register(Dimension)
class DimensionTranslation(TranslationOptions):
    fields = ("name",)


@register(DimensionValue)
class DimensionValueTranslation(TranslationOptions):
    fields = ("name",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("title", "definition", "means_of_verification")


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("challenges", "way_forward", "partner_contribution")


@register(OutputAssessment)
class OutputAssessmentTranslation(TranslationOptions):
    fields = ("narrative",)


@register(Story)
class StoryTranslation(TranslationOptions):
    fields = ("text",)
