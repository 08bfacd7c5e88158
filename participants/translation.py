"""Which texts of this app are kept in Albanian and in English."""

from modeltranslation.translator import TranslationOptions, register

from participants.models import Category, ConsentText


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("label", "singular")


@register(ConsentText)
class ConsentTextTranslation(TranslationOptions):
    fields = ("text",)
