"""Landed migrations are not edited, and from the version that landed last one gets to the newest.

`make landed` writes both files of this folder anew after each landing. Until then a new migration
is on no list: it may still be edited, and what landed before it is upgraded by it.
"""
