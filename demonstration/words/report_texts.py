"""What is said to UNICEF beside the figures, and what a report's warnings were answered with."""

WORDS = {
    "challenges_sq": (
        "Disa prindër punojnë deri në mbrëmje dhe vijnë vetëm në takimet pas orës 17. Në Kamëz "
        "salla e bibliotekës është e zënë dy ditë në javë."
    ),
    "challenges_en": (
        "Some parents work until the evening and come only to meetings after five. In Kamëz the "
        "hall of the library is taken on two days of the week."
    ),
    "way_forward_sq": (
        "Takimet me prindërit mbahen pas orës 17, dhe klubi në Kamëz mblidhet të mërkurave."
    ),
    "way_forward_en": (
        "Meetings with parents are held after five, and the club in Kamëz meets on Wednesdays."
    ),
    "partner_contribution_sq": (
        "Salla e qendrës, dhjetë kompjuterë dhe puna vullnetare e tre studentëve."
    ),
    "partner_contribution_en": (
        "The hall of the centre, ten computers and the voluntary work of three students."
    ),
    "currency": "ALL",
}
NARRATIVES = {
    "1": {
        "narrative_sq": (
            "Institucionet, policia dhe ofruesit e shërbimeve u mblodhën dhe ranë dakord kush "
            "njoftohet i pari kur një fëmijë është në rrezik."
        ),
        "narrative_en": (
            "Institutions, police and service providers met and agreed who is told first when a "
            "child is at risk."
        ),
    },
    "2": {
        "narrative_sq": (
            "Fëmijët mësuan të mbrojnë fjalëkalimet dhe të dallojnë një të panjohur në rrjet; "
            "prindërit biseduan se si ta shohin rrezikun me kohë."
        ),
        "narrative_en": (
            "Children learned to protect their passwords and to recognise a stranger online; "
            "parents talked about how to see a risk in time."
        ),
    },
}
SOURCE = "Testet para dhe pas trajnimit, të numëruara nga trajnerja."
# Why what the check of other municipalities warns of may stay.
ELSEWHERE = "Grupet në Tiranë nuk janë klube të strukturuara: treguesi numëron vetëm Kamzën."
