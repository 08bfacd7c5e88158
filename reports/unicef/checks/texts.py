"""Checks of what people wrote: ratings, narratives, texts in both languages."""

from django.urls import reverse

from reports.models import OutputAssessment
from reports.models.reports import LONGEST_TEXT
from reports.unicef.checks.findings import Base, Finding
from shkej.lib.bilingual import texts_of

Rating = OutputAssessment.Rating
TEXTS = ("challenges", "way_forward", "partner_contribution")


class TextChecks(Base):
    """What PRP asks for in words, and figures that were typed in."""

    def typed(self):
        sources = set(self.report.manual_sources.values_list("indicator", flat=True))
        return [
            Finding(
                f"{indicator.code} {indicator.title}",
                reverse("reports:manual_figures", args=[self.report.pk, indicator.pk]),
            )
            for indicator in self.counted.indicators
            if indicator.counting.is_typed and indicator.pk not in sources
        ]

    def ratings(self):
        return [self.output_finding(row) for row in self.counted.outputs if not row["rating"]]

    def narratives(self):
        free = ("", Rating.MET, Rating.NO_PROGRESS)
        return [
            self.output_finding(row)
            for row in self.counted.outputs
            if row["rating"] not in free and not any(row["narrative"].values())
        ]

    def _texts(self):
        """[(label, text in both languages, address), …] of everything that was written."""
        for name in TEXTS:
            texts = texts_of(self.report, name)
            label = self.report._meta.get_field(name).verbose_name
            yield str(label), texts, f"{self.report_url}#texts"
        for output in self.counted.outputs:
            finding = self.output_finding(output)
            yield finding.label, output["narrative"], finding.url

    def long_texts(self):
        return [
            Finding(f"{label} ({code})", url)
            for label, texts, url in self._texts()
            for code, text in texts.items()
            if len(text) > LONGEST_TEXT
        ]

    def translations(self):
        found = [
            Finding(f"{label} ({code})", url)
            for label, texts, url in self._texts()
            for code, text in texts.items()
            if any(texts.values()) and not text
        ]
        setup = reverse("reports:setup", args=[self.counted.project.pk])
        for output in self.counted.outputs:
            for row in (output, *output["indicators"]):
                found += [
                    Finding(f"{row['code']} ({code})", setup)
                    for code, text in row["title"].items()
                    if not text
                ]
        return found

    def missing_info(self):
        wanted = [*TEXTS, "financial_contribution", "currency"]
        empty = [name for name in wanted if getattr(self.report, name) in (None, "")]
        fields = (self.report._meta.get_field(name) for name in empty)
        return [Finding(str(each.verbose_name), f"{self.report_url}#texts") for each in fields]
