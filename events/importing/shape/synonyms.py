"""Headings as people write them, beside those of the product, and lines that end a list."""

import re
from functools import lru_cache

from django.utils import translation
from rapidfuzz import fuzz, process

from events.importing.columns import COLUMNS, keyed, label, plain
from shkej.lib.bilingual import LANGUAGES

# What a column holds that is no key of the contract.
FULL_NAME, SURNAME_FIRST, THREE_NAMES = "full_name", "surname_first", "three_names"
FEMALE, MALE, DAY, CLOCK = "is_female", "is_male", "day", "clock"
IGNORED, IDENTITY = "ignored", "identity"

SYNONYMS = {
    "event": "aktivitet, takimi, emri i aktivitetit, titulli i aktivitetit, tema, tema e takimit, "
    "takimi me teme, activity, event name, event title, meeting, meeting title, topic",
    DAY: "data, dt, date, data e aktivitetit, data e takimit, event date, meeting date, dita",
    CLOCK: "ora, orari, koha, time, hour, ora e fillimit, start time",
    "starts_at": "start, starts, filloi, data dhe ora, start date",
    "venue": "vend, vendi i takimit, vendi i zhvillimit, salla, place, location",
    "project": "projekt, programi",
    "first_name": "emer, emrat, emri i femijes, emri i nxenesit, emri i pjesemarresit, first, "
    "given name, forename, name of child, emri juaj, nome, ονομα",
    "father_name": "atesi, emri i babait, babai, emri i atit, fathers name, father name, father",
    "last_name": "mbiemer, mbiemrat, mbiemri i femijes, mbiemri i nxenesit, surname, last, "
    "family name, mbiemri juaj, cognome, επωνυμο",
    FULL_NAME: "emer mbiemer, emri mbiemri, emri dhe mbiemri, emer dhe mbiemer, pjesemarresi, "
    "pjesemarresit, nxenesi, nxenesit, emer mbiemer i nxenesit, emri mbiemri i nxenesit, "
    "emri dhe mbiemri i nxenesit, emer mbiemer i femijes, emri mbiemri i femijes, "
    "emri dhe mbiemri i femijes, emri i plote, full name, name, names, name and surname, "
    "participant, participants, name original name, attendee, user name, emri juaj i plote, "
    "nome e cognome, ονοματεπωνυμο",
    SURNAME_FIRST: "mbiemer emer, mbiemri emri, mbiemri dhe emri, surname and name",
    THREE_NAMES: "emer atesi mbiemer, emri atesia mbiemri, emri atesia dhe mbiemri",
    "sex": "gjini, seksi, gender, gjinia f m, gjinia m f, gjinia v d, gj, gjin, f m, m f, v d, "
    "d v, gjinia e femijes, gjinia e nxenesit, vajze djale, djale vajze, vajza djem, "
    "femer mashkull, mashkull femer, sesso, φυλο",
    FEMALE: "f, femer, femra, vajza, vajze, female, girls",
    MALE: "m, mashkull, meshkuj, djem, djale, male, boys",
    "birth_date": "datelindje, dtl, data e lindjes, ditelindja, dob, birthday, born, "
    "datelindja e femijes, datelindja e nxenesit, data di nascita, ημερομηνια γεννησης",
    "birth_year": "viti lindjes, vitlindja, viti i lindjes, year born, birth year",
    "age": "mosha, moshe, moshat, vjec, age years, mosha vjec, sa vjec jeni, mosha e femijes, "
    "mosha e nxenesit, age of child, eta, ηλικια",
    "category": "kategori, grupi, roli, role, group, type of participant",
    "organisation": "institucioni, institucion, institucionet, organizatë, institution, "
    "organization, agency, shkolla, school, organizata institucioni, institucioni organizata",
    "disability": "paaftesia, pak, aftesi ndryshe, disabled, person with disability",
    "phone": "telefon, tel, nr tel, nr telefoni, nr i telefonit, celulari, cel, kontakti, kontakt, "
    "numri i kontaktit, mobile, phone number, telephone, contact, "
    "telefono, cellulare, τηλεφωνο",
    "attendance": "prezence, pjesemarrje, prezent, prania, pranishem, attended, present, "
    "mori pjese, presenza, παρουσια",
    "headcount": "numri i pjesemarresve, sa veta, number of participants, number of people, count",
    IGNORED: "nr, nr rendor, numri rendor, no, number, nenshkrimi, nenshkrim, firma, signature, "
    "signed, timestamp, submission time, completion time, id, index, submitted by, "
    "user email, email, e mail, email address, email adresa, join time, leave time, first join, "
    "last leave, duration minutes, duration, in meeting duration, guest, recording consent, "
    "gjithsej, totali, total, shuma, "
    "in waiting room, participant id upn, vula kohore, start time utc, last modified time",
    IDENTITY: "nr id, nr i id, numri personal, nr personal, nid, numri i identitetit, "
    "numri i leternjoftimit, leternjoftimi, leternjoftim, karta e identitetit, id card, "
    "identity number, national id, passport, pasaporta, numri i pasaportes",
}
KNOWN = {plain(word): key for key, words in SYNONYMS.items() for word in words.split(",")}
OF_KOBO = ("_uuid", "_submission_time", "_index", "_id")
SEAL = r"vula(?!\s+(?!dhe\b|e\b)[^\W\d_])"  # Vula is a surname too
ENDS = re.compile(
    r"^\W*(totali?|gjithsej|shuma|sum|total|nentotali|subtotal|pergatiti|pergatitur|nenshkrimi|"
    rf"firma|miratoi|prepared by|signature|signed|{SEAL})\b",
    re.IGNORECASE,
)
# Who signed a list, as `fold` has it: what they did, or their post alone.
SIGNS = re.compile(
    r"\W*(?:(?:pergatiti|pergatitur|hartoi|punoi|pranoi|miratoi|verifikoi|kontrolloi|konfirmoi|"
    rf"vertetoi|dorezoi|mori ne dorezim|nenshkrimi|nenshkruan|firma|{SEAL}|"
    r"koordinatori|koordinatorja|coordinator|prepared by|approved by|checked by|"
    r"verified by|confirmed by|signature|signed)\b|"
    r"(?:koordinatore?|drejtori?|drejtoresha|drejtoreshe|mesues(?:i|ja|e)?|edukatorja|facilitatorja|"
    r"lehtesuesja|pergjegjesi|pergjegjesja|administratori|administratorja|director|"
    r"punonjes(?:i|e|ja)? sociale?|asistent(?:i|e|ja)? sociale?|social worker|psikolog(?:u|e|ia)?|"
    r"titullari|kryetar(?:i|e|ja)?|sekretar(?:i|e|ja)|menaxher(?:i|e|ja)?|teacher)"
    r"(?: (?:kujdestar\w*|pergjegjes\w*|[ie] (?:shkolles|qendres|klases|projektit|kopshtit)))?"
    r"\s*(?:$|:))"
)
NEAR = 90
BETWEEN_LANGUAGES = re.compile(r"[/()|–—-]")


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """{plain label: key} of the product's own words, in both languages."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {plain(str(label(key))): key for key in COLUMNS}
    return found


def _in_two_languages(heading: str) -> str | None:
    """The key of a heading such as "Gjinia (Sex)", where each part of it means the same."""
    parts = [part for part in BETWEEN_LANGUAGES.split(heading) if plain(part)]
    keys = {keyed(part) or _labels().get(plain(part)) or KNOWN.get(plain(part)) for part in parts}
    return keys.pop() if len(parts) > 1 and len(keys) == 1 else None


@lru_cache(maxsize=2048)
def meaning_of(heading: str) -> str | None:
    """The key of a heading as people write it, or None; a group's name before "/" tells nothing."""
    exact = keyed(heading) or _labels().get(plain(heading)) or KNOWN.get(plain(heading))
    if exact or (exact := _in_two_languages(heading)):
        return exact
    if "/" in heading and (found := meaning_of(heading.rpartition("/")[2])):
        return found
    if len(plain(heading)) < 5:
        return None
    near = process.extractOne(
        plain(heading), [*KNOWN, *_labels()], scorer=fuzz.ratio, score_cutoff=NEAR
    )
    return (KNOWN | _labels()).get(near[0]) if near else None
