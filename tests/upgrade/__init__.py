"""Landed migrations are not edited, and from the version that landed last one gets to the newest.

`make landed` writes both files of this folder anew after each landing.
"""
