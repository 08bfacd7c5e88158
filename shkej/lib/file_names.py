"""What files are called: in the language of the file, in letters that every system takes."""

import re

from django.utils.translation import override

from shkej.lib.albanian import fold

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(word, *more, language):
    """`word` in `language` and what follows it, without the end: `listeprezence-2021-10-06`.

    `word`: a lazy text; `language`: of the file, and of a file in both that of its reader.
    """
    with override(language):
        said = fold(str(word))
    return UNSAFE.sub("-", "-".join([said, *map(str, more)])).strip("-")
