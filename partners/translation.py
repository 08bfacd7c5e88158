"""Which texts of this app are kept in Albanian and in English."""

from modeltranslation.translator import TranslationOptions, register

from partners.models import Organisation, Programme, Project


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("title",)


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("title", "credit_line")
