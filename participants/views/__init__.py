from participants.consents.text_views import ConsentTextCreateView, ConsentTextListView
from participants.consents.views import (
    RenewalListView,
    consent_create,
    consent_file,
    consent_received,
    consent_withdraw,
)
from participants.person.views import participant_card, participant_detail, reveal_contacts
from participants.views.categories import CategoryListView, CategoryUpdateView
from participants.views.duplicates import (
    duplicate_create,
    duplicate_dismiss,
    duplicate_list,
    duplicate_review,
    duplicate_search,
    merge_undo,
)
from participants.views.families import (
    guardianship_create,
    guardianship_remove,
    guardianship_update,
    household_join,
    household_leave,
)
from participants.views.nicknames import (
    NicknameCreateView,
    NicknameListView,
    nickname_remove,
)
from participants.views.people import (
    ParticipantCreateView,
    ParticipantListView,
    ParticipantUpdateView,
)
from participants.views.readers import participant_readers

__all__ = [
    "CategoryListView",
    "CategoryUpdateView",
    "NicknameCreateView",
    "NicknameListView",
    "ConsentTextCreateView",
    "ConsentTextListView",
    "ParticipantCreateView",
    "ParticipantListView",
    "ParticipantUpdateView",
    "RenewalListView",
    "consent_create",
    "consent_file",
    "consent_received",
    "consent_withdraw",
    "duplicate_create",
    "duplicate_dismiss",
    "duplicate_list",
    "duplicate_review",
    "duplicate_search",
    "guardianship_create",
    "guardianship_remove",
    "guardianship_update",
    "household_join",
    "household_leave",
    "merge_undo",
    "nickname_remove",
    "participant_card",
    "participant_detail",
    "participant_readers",
    "reveal_contacts",
]
