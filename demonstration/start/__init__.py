"""Where somebody begins who tries it: six people to be, three tours, the mails that were sent.

Routes, table of access and the sign-in page of a demonstration: settings name them where
DEMONSTRATION is on, and a real installation has none of them.
"""
