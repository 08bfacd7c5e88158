from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    """How long data are kept, who is erased, and who asks what is held of them."""

    name = "retention"
    verbose_name = _("how long data are kept")

    def ready(self):
        """Say what a merge takes along, and for how long what families are told of is kept."""
        from accounts.reading import details
        from events.paper.periods import tell_periods
        from participants.merging.parts import register
        from retention.merging import PARTS

        register(*PARTS)
        tell_periods(_months)
        details.register("kind", _kind_in_words)
        details.register_names(_kind_called)


def _months():
    from retention.keeping.services import kept_kinds

    return {kept.kind.code: kept.months for kept in kept_kinds()}


def _kind_in_words(line):
    return _kind_called(line.detail["kind"], line)


def _kind_called(code, line):
    from retention.keeping.kinds import BY_CODE

    kind = BY_CODE.get(code) if line.action == "retention" else None
    return kind.label if kind else ""
