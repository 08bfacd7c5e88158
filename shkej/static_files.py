"""How static files are stored when they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Names that change with the content, also where one ES module imports another."""

    support_js_module_import_aggregation = True
