"""Each action of the access log is of one kind, so that a new one has to be decided."""

from collections import Counter

from accounts.models.access_log import LEFT, LOOKED, SEARCHED, TAKEN, Action
from participants.breaches.exposure import TELLING

# Nobody learns of people by them, and nothing leaves.
SIGNING_IN = {
    Action.SIGN_IN,
    Action.SIGN_IN_FAILED,
    Action.SIGN_OUT,
    Action.PASSWORD_CHANGED,
    Action.SECOND_FACTOR_CHANGED,
}
RIGHTS = {Action.GRANT_CHANGED, Action.USER_CHANGED, Action.CONTACT_CHANGED, Action.FEED}
LIMITS = {Action.MANY_OPENED, Action.EXPORT_REFUSED}
# Somebody changed or decided something; whom its page shows has a line of its own.
DONE = {
    Action.CHANGE_PARTICIPANT,
    Action.IMPORT,
    Action.MERGE,
    Action.ERASE,
    Action.HOLD,
    Action.RETENTION,
    Action.ACCESS_REQUEST,
    Action.REPORT,
    Action.BREACH,
}


def test_each_action_is_of_one_kind():
    kinds = (LOOKED, SEARCHED, LEFT, SIGNING_IN, RIGHTS, LIMITS, DONE)

    assert Counter(action for kind in kinds for action in kind) == Counter(Action)


def test_what_was_taken_has_left_and_a_breach_asks_for_all_that_tells_of_people():
    assert set(TAKEN) < set(LEFT)
    assert set(TELLING) == {*LOOKED, *SEARCHED, *LEFT}
