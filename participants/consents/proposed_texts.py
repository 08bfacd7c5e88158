"""What a first version may say: a coordinator reads it, changes it and publishes it, or does not.

A lawyer has to confirm the words under the law in force (Law 124/2024).
"""

_TAKE_BACK = {
    "sq": "Pëlqimin mund ta tërhiqni në çdo kohë, pa dhënë arsye. Kjo nuk ndryshon asgjë në "
    "pjesëmarrjen tuaj ose të fëmijës.",
    "en": "You may withdraw this consent at any time and need not say why. It changes nothing "
    "about your or the child’s taking part.",
}
_WHAT = {
    "data": {
        "sq": "Pranoj që qendra të mbajë emrin, moshën, gjininë dhe praninë time ose të fëmijës, "
        "që të organizojë aktivitetet dhe të numërojë sa veta vijnë. Kush i financon ato merr "
        "vetëm numra, asnjëherë emra.",
        "en": "I agree that the centre keeps my or the child’s name, age, sex and attendance, to "
        "run its activities and to count how many people come. Those who fund them receive "
        "numbers only, never names.",
    },
    "photo": {
        "sq": "Pranoj që qendra të bëjë fotografi ku dalim unë ose fëmija dhe t’i përdorë ato për "
        "të treguar punën e saj. Emri nuk shkruhet pranë fotografisë.",
        "en": "I agree that the centre takes photographs in which I or the child can be seen, and "
        "uses them to show its work. No name stands beside the photograph.",
    },
    "sharing": {
        "sq": "Pranoj që qendra t’i japë organizatës së shënuar më poshtë të dhënat e mia ose të "
        "fëmijës që i duhen asaj për të na ndihmuar, dhe asgjë më shumë.",
        "en": "I agree that the centre gives the organisation named below those of my or the "
        "child’s data that it needs to help us, and nothing more.",
    },
    "contact": {
        "sq": "Pranoj që qendra të më telefonojë ose të më shkruajë për aktivitetet e saj, në "
        "mënyrën që kam thënë se është e sigurt për mua.",
        "en": "I agree that the centre phones or writes to me about its activities, in the way "
        "that I said is safe for me.",
    },
}


def proposed(purpose):
    """{"text_sq", "text_en"}: a proposal for `purpose`."""
    return {
        f"text_{code}": f"{text}\n\n{_TAKE_BACK[code]}" for code, text in _WHAT[purpose].items()
    }
