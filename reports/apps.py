from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What is promised to UNICEF, the counting engine, reports, pages and exporters."""

    name = "reports"
    verbose_name = _("reports")

    def ready(self):
        from accounts.reading import details
        from events.importing.undoing.reported import tell_reports
        from participants.lib.effects import register_figures
        from reports import models
        from reports.attendance.logged import report_in_words
        from reports.unicef.freezing.touched import reports_that_count
        from reports.unicef.pages.effects import figures_to_compare
        from reports.unicef.pages.logged import indicator_in_words
        from shkej.lib.queries.versions import register

        for model in (
            models.ProgrammeDocument,
            models.Output,
            models.Dimension,
            models.DimensionValue,
            models.ReportingPeriod,
            models.Report,
            models.OutputAssessment,
            models.ManualSource,
            models.ManualFigure,
            models.Story,
        ):
            register(model)
        register_figures(figures_to_compare)
        tell_reports(reports_that_count)
        details.register("report", report_in_words)
        details.register("report", indicator_in_words)
