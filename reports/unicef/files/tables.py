"""The figures for machines: one row per indicator, place and cell as CSV, everything as JSON."""

import csv
import io
import json
import zipfile

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.exporters.csv import BOM
from reports.unicef.files.annex_c import marked_in
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.texts import harmless

MOST_DIMENSIONS = 3


def flat_rows(bundle, said):
    """Each cell and each place's total: [reference, output, code, place, 3 values, v, d, key].

    `said`: what a pair of texts is in the language of the file.
    """
    reference = bundle.figures["project"]["unicef_reference"]
    for output in bundle.figures["outputs"]:
        for row in output["indicators"]:
            names = [
                {value["code"]: said(value["name"]) for value in dimension["values"]}
                for dimension in row["dimensions"]
            ]
            for place in row["locations"]:
                for cell in place["cells"]:
                    labels = [of[code] for of, code in zip(names, cell["values"], strict=True)]
                    labels += [""] * (MOST_DIMENSIONS - len(labels))
                    key = prp_key(bundle, row, cell)
                    yield [
                        *(reference, output["code"], row["code"], place["name"] or ""),
                        *(*labels, cell["v"], cell["d"], key),
                    ]


def prp_key(bundle, row, cell):
    """How PRP calls the cell: its values' ids in ascending order; "" while one is unknown."""
    ids = []
    for dimension, code in zip(row["dimensions"], cell["values"], strict=True):
        ours = next(value["id"] for value in dimension["values"] if value["code"] == code)
        ids.append(bundle.prp_ids["value"].get(ours))
    if None in ids:
        return ""
    inside = ", ".join(map(str, sorted(ids)))
    return f"({inside},)" if len(ids) == 1 else f"({inside})"


def flat_heads():
    """The headings of `flat_rows` in the active language."""
    return [
        capfirst(_("UNICEF document reference")),
        *(_("Output"), _("Indicator"), _("Place")),
        *(_("First dimension"), _("Second dimension"), _("Third dimension")),
        *(_("Numerator or number"), _("Denominator"), _("Key in PRP")),
    ]


def write_csv_zip(bundle):
    """An archive with the table in Albanian and in English, made in one act. Bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for language in LANGUAGES:
            file.writestr(f"{bundle.name}-{language}.csv", _write_csv(bundle, language))
    return archive.getvalue()


def _write_csv(bundle, language):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    with override(language):
        writer.writerow(flat_heads())
    for row in flat_rows(bundle, lambda pair: marked_in(pair, language)):
        writer.writerow([harmless(value) for value in row])
    return (BOM + text.getvalue()).encode()


def write_json(bundle):
    """The figures as they are frozen, with what is known of the freezing. UTF-8 bytes."""
    data = {
        "report": {
            "version": bundle.version,
            "status": bundle.status,
            "frozen_at": bundle.frozen_at.isoformat() if bundle.frozen_at else None,
            "sha256": bundle.sha256 or None,
            "app_version": bundle.app_version,
        },
        "figures": bundle.figures,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
