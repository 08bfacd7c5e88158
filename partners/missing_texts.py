"""Which texts of a row exist in one language only."""

from shkej.lib.bilingual import texts_of


def missing_texts(row, names):
    """[(label of the text, code of the language it lacks)], where the other language has it."""
    missing = []
    for name in names:
        texts = texts_of(row, name)
        label = row._meta.get_field(name).verbose_name
        if any(texts.values()):
            missing += [(label, code) for code, text in texts.items() if not text]
    return missing
