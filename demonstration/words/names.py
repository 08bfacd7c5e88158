"""Invented names: a surname for each family, and given names of which none is another's slip."""

WOMEN = (
    "Dhurata Teuta Shpresa Luljeta Zhaneta Mimoza Drita Blerina Vjosa Roza Fatbardha Kumrije "
    "Sanije Eglantina Merita Pranvera Violeta Yllka Hatixhe Lindita"
).split()
MEN = (
    "Gjergj Çlirim Fatmir Llazar Thoma Rrapo Besnik Agron Skënder Petrit Vangjel Bujar Zef "
    "Kujtim Hysen"
).split()
GIRLS = (
    "Xhoana Njomza Elira Ajla Klea Sidorela Migena Uendi Brikena Fjolla Ornela Denisa Rea "
    "Gerta Kejsi Jonida Xhensila Suela Megi Dafina Ilda Noemi"
).split()
BOYS = (
    "Ergi Denis Kristi Joel Arbër Leart Noel Fabio Rigers Dion Klajdi Samuel Enea Orges Ted "
    "Mateo Xhulio Brajan Eljo Hekuran Ledjan Amar"
).split()
# One for each family: no two of them sound alike.
SURNAMES = (
    "Çela Hoxha Gurakuqi Sulejmani Xibraku Cuka Gjoni Dervishi Kola Leka Marku Rama Shehu Toska "
    "Zeneli Prifti Basha Lumturi Vathi Ndoja Bregu Frashëri Qosja Hysa Mema Tafaj Pupa Skënderi "
    "Jorgji Ymeri Alushi Dauti Meksi Elezi Nikolla Bushati Kuqi Thanasi Sinani Voci Agolli Beqiri "
    "Lamaj Doda Fishta Gruda Hasani Karaj Llupi Mulla"
).split()
# Who comes for their work bears a surname of no family.
COLLEAGUES = [
    ("Valdete", "Rusi", "female"),
    ("Genc", "Pojani", "male"),
    ("Ilir", "Cani", "male"),
    ("Mirjeta", "Zogaj", "female"),
    ("Entela", "Brahimi", "female"),
    ("Ardian", "Topalli", "male"),
    ("Silvana", "Kasemi", "female"),
    ("Hajdar", "Uruçi", "male"),
]
