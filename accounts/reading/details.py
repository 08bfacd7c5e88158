"""What details of a line of the log mean: each app says it in words of its own.

An app above this one names them in `AppConfig.ready`, for what is no word or number by itself.
"""

_words, _names = {}, []


def register(name, words_of):
    """`words_of(line)` gives the detail `name` of a line in words; "" where it is not its own."""
    _words.setdefault(name, []).append(words_of)


def in_words(name, line):
    """What the apps say of this detail; the first that knows it."""
    return next(filter(None, (words_of(line) for words_of in _words.get(name, ()))), "")


def register_names(name_of):
    """`name_of(name, line)`: what a line's detail `name` is called; "" if it is not its own."""
    _names.append(name_of)


def called(name, line):
    """What the apps call this detail in this line; the first that knows it."""
    return next(filter(None, (name_of(name, line) for name_of in _names)), "")
