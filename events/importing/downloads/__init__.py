"""The register of an event as a file that can be imported again, and how its lines are known.

Its event and its lines bear names made for this one file at random. What they stand for is
remembered as of an imported row (`events.importing.remembered`), so that the file taken in again
changes what was changed in it, and nothing else.
"""
