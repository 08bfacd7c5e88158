"""What SHKEJ itself wrote about the meeting of 6 October 2021, in Albanian and in English.

From its public post "Të gjithë së bashku kundër trafikimit të qenieve njerëzore". The spelling
*cenueshme* is the standard one, which SHKEJ's newsletter uses too.
"""

PROGRAMME = {
    "title_sq": (
        "Transformimi i Përgjigjes Kombëtare ndaj Trafikimit të Qenieve Njerëzore "
        "në dhe nga Shqipëria"
    ),
    "title_en": "Transforming the National Response to Human Trafficking in and from Albania",
}

PROJECT = {
    "title_sq": (
        "Akses i barabartë në aftësitë digjitale dhe sigurinë online për fëmijët dhe të rinjtë "
        "nga shtresat më të cenueshme në Shqipëri"
    ),
    "title_en": (
        "Equal access to digital skills and online security for the most vulnerable children "
        "and young people in Albania"
    ),
    "credit_line_sq": (
        "Ky aktivitet u realizua si pjesë e projektit “Akses i barabartë në aftësitë digjitale "
        "dhe sigurinë online për fëmijët dhe të rinjtë nga shtresat më të cenueshme në Shqipëri”, "
        "implementuar nga SHKEJ në partneritet me UNICEF Albania. Projekti realizohet në kuadër "
        "të programit “Transformimi i Përgjigjes Kombëtare ndaj Trafikimit të Qenieve Njerëzore "
        "në dhe nga Shqipëria”, i cili mbështetet nga qeveria e Mbretërisë së Bashkuar dhe "
        "udhëhiqet nga UNICEF Albania."
    ),
    "credit_line_en": (
        "This activity is part of the intervention “Equal access to digital skills and online "
        "security for the most vulnerable children and young people in Albania”, implemented by "
        "SHKEJ in partnership with UNICEF Albania. It was held in view of the programme "
        "“Transforming the National Response to Human Trafficking in and from Albania”, supported "
        "by the British Government and led by UNICEF Albania."
    ),
}

PARTS = [("shkej", "implementer"), ("unicef", "partner"), ("uk", "donor")]

# Invented: the year that runs today.
SECOND_PHASE = {
    "title_sq": f"{PROJECT['title_sq']}: faza e dytë",
    "title_en": f"{PROJECT['title_en']}: second phase",
    "credit_line_sq": PROJECT["credit_line_sq"],
    "credit_line_en": PROJECT["credit_line_en"],
}

MEETING = {
    "title_sq": "Të gjithë së bashku kundër trafikimit të qenieve njerëzore",
    "title_en": "All together against human trafficking",
    "aim_sq": (
        "Qëllimi i këtij takimi ishte informimi dhe sensibilizimi i prindërve të këtyre "
        "komuniteteve."
    ),
    "aim_en": (
        "The purpose of this meeting was to inform and raise more awareness among the parents of "
        "these communities."
    ),
    "results_sq": (
        "Ky takim solli në vëmendje faktorët e rrezikut dhe ekspozimit ndaj fenomenit të "
        "shfrytëzimit dhe trafikimit; rolin e strukturave shtetërore në nivel lokal dhe të "
        "policisë së shtetit, si dhe të ofruesve të shërbimeve, për t’u ardhur në ndihmë "
        "komuniteteve vulnerabël për parandalimin dhe trajtimin e rasteve të trafikimit, "
        "kryesisht tek fëmijët."
    ),
    "results_en": (
        "It brought to their attention the risk factors and the exposure to the phenomenon of "
        "exploitation and trafficking; the role of state structures and the state police at the "
        "local level, as well as partner service providers that assist vulnerable communities in "
        "preventing and dealing with cases of trafficking, mainly children."
    ),
}

QUOTE = {
    "text_sq": (
        "Komuniteti në këto zona ka shumë probleme, dhe të vetëm nuk mund t’ja dalim për t’i "
        "ndihmuar, ndaj nëse ne bëhemi bashkë, duke ofruar secili sadopak në ndihmë të "
        "komunitetit, mund të kemi shanse më të mira për të arritur rezultate."
    ),
    "text_en": (
        "The community in these areas has a lot of problems, and we alone cannot help them, so if "
        "we come together, offering each of us something to help the community, we have an "
        "increased chance to achieve results."
    ),
    "said_by_sq": "SPZ i zonës në rrugën “Jordan Misja”, Tiranë",
    "said_by_en": "SPZ of “Jordan Misja” street, Tirana",
}

SATURDAY = {
    "title_sq": "Takim me prindër e fëmijë",
    "title_en": "Meeting with parents and children",
}
TODAY = {
    "title_sq": "Siguria online: takimi i sotëm",
    "title_en": "Online safety: today’s meeting",
}
NEXT_WEEK = {
    "title_sq": "Aftësi digjitale: takimi i javës tjetër",
    "title_en": "Digital skills: next week’s meeting",
}
PUBLIC = {
    "title_sq": "Ditë e hapur: njihuni me qendrën",
    "title_en": "Open day: get to know the centre",
    "aim_sq": "Familjet e zonës njihen me stafin, grupet dhe shërbimet e qendrës.",
    "aim_en": "Families of the area get to know the staff, the groups and the services.",
}

# Invented, like all that the demonstration plans ahead.
PROPOSAL = {
    "title_sq": "Panair i shërbimeve për familjet",
    "title_en": "Fair of services for families",
    "venue_sq": "Sheshi para bashkisë",
    "venue_en": "Square in front of the municipality",
    "note": "Do të kemi tenda për tri organizata.",
}

ACCEPTED_EVENT = {
    "title_sq": "Orë informimi për shërbimet sociale",
    "title_en": "Information hour on social services",
    "venue_sq": "Salla e bashkisë",
    "venue_en": "Hall of the municipality",
}
OWN_EVENT = {
    "title_sq": "Ditë e hapur për familjet",
    "title_en": "Open day for families",
    "venue_sq": "Salla e bashkisë",
    "venue_en": "Hall of the municipality",
}
ASKED = {
    "venue_sq": "Biblioteka e qytetit",
    "venue_en": "The city library",
    "reason": "Atë ditë salla është e zënë.",
}

COUNSELLING = {
    "title_sq": "Këshillim për një nënë",
    "title_en": "Counselling for a mother",
    "venue_sq": "Zyra e këshillimit",
    "venue_en": "The counselling room",
}

ORGANISATIONS = {
    "shkej": ("SHKEJ", "SHKEJ", "ngo"),
    "unicef": ("UNICEF Albania", "UNICEF Albania", "un_agency"),
    "uk": (
        "Qeveria e Mbretërisë së Bashkuar",
        "Government of the United Kingdom",
        "donor",
    ),
    "embassy": (
        "Ambasada e Mbretërisë së Bashkuar në Tiranë",
        "British Embassy Tirana",
        "embassy",
    ),
    "municipality": ("Bashkia Tiranë", "Municipality of Tirana", "state_institution"),
    "police": ("Policia e Shtetit", "State Police", "state_police"),
    "protection": (
        "Njësia për Mbrojtjen e Fëmijës",
        "Child Protection Unit",
        "state_institution",
    ),
    "school": ("Shkolla 9-vjeçare e zonës", "Primary school of the area", "school"),
    "services": ("Shërbimet sociale", "Social services", "service_provider"),
}

# A number of no real line.
CENTRE = {"email": "qendra@demo.shkej.example", "phone": "04 200 0009"}

# Whom the partners' meeting is for, and how each is reached; numbers of no real line.
INVITED = {
    "municipality": {"contact_email": "bashkia@demo.shkej.example", "contact_phone": "04 200 0001"},
    "unicef": {
        "contact_name": "Zyra e UNICEF-it",
        "contact_email": "unicef@demo.shkej.example",
        "language": "en",
    },
    "police": {"contact_name": "Dhoma e turnit", "contact_phone": "04 200 0002"},
    "protection": {"contact_email": "njmf@demo.shkej.example", "contact_phone": "04 200 0003"},
}
REPRESENTATIVES = [("Hana", "Kola", "female"), ("Artan", "Meta", "male")]
