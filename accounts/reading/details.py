"""What details of a line of the log mean: each app says it in words of its own.

An app above this one names them in `AppConfig.ready`, for what is no word or number by itself.
"""

_words = {}


def register(name, words_of):
    """`words_of(line)` gives the detail `name` of a line in words; "" where it is not its own."""
    _words.setdefault(name, []).append(words_of)


def in_words(name, line):
    """What the apps say of this detail; the first that knows it."""
    return next(filter(None, (words_of(line) for words_of in _words.get(name, ()))), "")
