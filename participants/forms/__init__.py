from participants.forms.categories import CategoryForm
from participants.forms.families import FinderForm, GuardianshipForm, HouseholdForm, TieForm
from participants.forms.filters import ParticipantFilterForm
from participants.forms.merging import MergeForm
from participants.forms.nicknames import NicknameForm
from participants.forms.people import ParticipantForm

__all__ = [
    "CategoryForm",
    "FinderForm",
    "GuardianshipForm",
    "HouseholdForm",
    "MergeForm",
    "NicknameForm",
    "ParticipantFilterForm",
    "ParticipantForm",
    "TieForm",
]
