from participants.models.categories import Category, CountingSpan
from participants.models.consent_texts import ConsentText
from participants.models.consents import Consent
from participants.models.duplicates import Merge, PossibleDuplicate
from participants.models.families import Guardianship, Household
from participants.models.finding import NameWord, Nickname
from participants.models.people import Disability, Participant, Sex

__all__ = [
    "Category",
    "Consent",
    "ConsentText",
    "CountingSpan",
    "Disability",
    "Guardianship",
    "Household",
    "Merge",
    "NameWord",
    "Nickname",
    "Participant",
    "PossibleDuplicate",
    "Sex",
]
