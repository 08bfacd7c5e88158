"""Texts that no file format chokes on."""

import re

# What XML 1.0 cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text):
    """`text` without characters that a document cannot hold."""
    return UNWRITABLE.sub("", str(text))
