"""The names of the country: usual ones put together by chance, of nobody in particular."""

WOMEN = """Ajkuna Albana Alma Anila Arjana Besa Blerina Çeljeta Dallëndyshe Dhurata Diana
Donika Drita Eda Elira Elsa Ema Enkeleda Era Esmeralda Fatbardha Fjolla Flutura
Gentiana Hana Ina Irma Jeta Jonida Klea Kozeta Lindita Ledina Luljeta Majlinda
Manjola Mimoza Mirela Nertila Nora Ornela Rovena Rudina Sara Shpresa Sidorela Teuta
Valbona Vjollca Xhensila Yllka Zamira""".split()
MEN = """Agim Agron Altin Andi Arben Ardian Artan Asim Bardhyl Bekim Besnik Blerim Çlirim
Dardan Dritan Edmond Elton Endrit Enea Ermal Erion Fatmir Flamur Florian Gazmend
Gent Gëzim Gjergj Hysen Ilir Jetmir Kastriot Klajdi Kreshnik Ledio Leonard Luan
Marsel Mentor Naim Olsi Petrit Qemal Rinor Rrapo Sokol Shpëtim Taulant Valon Xhevdet
Ylli Zef""".split()
SURNAMES = """Alia Arapi Balla Basha Bardhi Beqiri Bregu Cani Cela Çela Çoku Dajti Deda Dema
Dervishi Doda Duka Elezi Ferati Frashëri Gashi Gega Gjata Gjini Gjoka Halili Hasa
Hoxha Hysa Ismaili Jaku Kaja Kola Koçi Krasniqi Kuqi Lala Leka Lika Lleshi Loka
Malaj Marku Mema Meta Muça Murati Musta Ndreu Nika Noka Osmani Paja Pasha Pepa
Prifti Qato Qosja Rama Rexha Rroku Rruga Sala Selimi Shala Shehu Shkurti Sinani
Spahiu Stafa Tafa Toska Troka Tushi Uka Vata Veli Vogli Xhafa Xhaferi Ymeri Zajmi
Zeneli Zeqiri Zhegu""".split()
MEETINGS = [
    ("group_session", "Grupi i leximit", "Reading group"),
    ("group_session", "Klubi i vajzave", "Girls’ club"),
    ("group_session", "Grupi i prindërve", "Parents’ group"),
    ("training", "Siguria në internet", "Safety online"),
    ("training", "Aftësi digjitale", "Digital skills"),
    ("workshop", "Punëtori arti", "Art workshop"),
    ("workshop", "Orientim për punë", "Finding one’s way to work"),
    ("awareness_meeting", "Bashkë kundër trafikimit", "Together against trafficking"),
    ("awareness_meeting", "Të drejtat e fëmijëve", "Children’s rights"),
    ("community_event", "Festa e lagjes", "Neighbourhood feast"),
    ("coordination_meeting", "Takim me partnerët", "Meeting with partners"),
    ("individual_session", "Bisedë këshilluese", "Counselling talk"),
]
ORGANISATIONS = [
    ("state_institution", "Drejtoria Arsimore", "Education Office"),
    ("state_police", "Komisariati i Policisë", "Police Station"),
    ("ngo", "Shoqata “Ndihma”", "Association “Ndihma”"),
    ("service_provider", "Qendra Shëndetësore", "Health Centre"),
    ("school", "Shkolla 9-vjeçare", "Primary School"),
    ("community_group", "Këshilli i Lagjes", "Neighbourhood Council"),
]
