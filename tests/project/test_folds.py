"""What is folded away looks like one thing: no fold is drawn as the browser likes."""

import re

from tests.project.test_list_pages import templates


def test_every_fold_has_a_look():
    bare = {
        path.name
        for path in templates()
        if re.search(r"<details(?![^>]*\bclass=)", path.read_text(encoding="utf-8"))
    }

    assert bare == set()
