"""Which texts of this app are kept in Albanian and in English."""

from modeltranslation.translator import TranslationOptions, register

from events.models import Centre, ChangeRequest, Event, EventProposal, Quote, Series, Topic


@register(Centre)
class CentreTranslation(TranslationOptions):
    fields = ("name", "address")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "venue", "aim", "results", "next_steps")


@register(EventProposal)
class EventProposalTranslation(TranslationOptions):
    fields = ("title", "venue")


@register(ChangeRequest)
class ChangeRequestTranslation(TranslationOptions):
    fields = ("venue",)


@register(Series)
class SeriesTranslation(TranslationOptions):
    fields = ("title", "venue")


@register(Quote)
class QuoteTranslation(TranslationOptions):
    fields = ("text", "said_by")
