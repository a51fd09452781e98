"""The members of the fictional network: made-up names in the languages and scripts of Europe.

No name here is that of a real organisation. ``course`` says how a programme fares over the years (``demo_answers``).
"""
# ruff: noqa: RUF001 - the dotless i of Turkish is meant

from dataclasses import dataclass

from audit.core.programme import Setting, SizeBand, WorkModel


@dataclass(frozen=True, slots=True)
class Running:
    """One programme of a member, and how it fares."""

    name: str
    course: str
    setting: Setting = Setting.COMMUNITY
    size: SizeBand = SizeBand.FROM_25
    models: tuple[WorkModel, ...] = (WorkModel.SOCIAL_EDUCATIONAL,)


@dataclass(frozen=True, slots=True)
class Member:
    """One fictional organisation. ``manual`` is what its handbook is called in its own language."""

    name: str
    country: str
    zone: str
    languages: tuple[str, ...]
    manual: str
    programmes: tuple[Running, ...]


_COMMUNITY, _PROBATION, _PRISON, _HEALTH = Setting.COMMUNITY, Setting.PROBATION, Setting.PRISON, Setting.HEALTH
_SMALL, _MEDIUM, _LARGE, _LARGEST = tuple(SizeBand)
_SOCIAL = (WorkModel.SOCIAL_EDUCATIONAL,)
_THERAPY = (WorkModel.PSYCHOTHERAPEUTIC,)
_BOTH = (WorkModel.SOCIAL_EDUCATIONAL, WorkModel.PSYCHOTHERAPEUTIC)
_CRIME = (WorkModel.CRIMINOLOGICAL,)
_FAMILY = (WorkModel.FAMILY,)

MEMBERS = (
    Member(
        "Udruga Želim drugačije, Đurđevo Polje",
        "HR",
        "Europe/Zagreb",
        ("hr",),
        "Priručnik programa, 2. izdanje",
        (
            Running("Program Želim drugačije", "together"),
            Running("Program Čvrsto tlo u zatvoru", "completing", _PRISON, _SMALL, _CRIME),
        ),
    ),
    Member(
        "Κέντρο Νέα Αρχή, Λευκοχώρι",
        "GR",
        "Europe/Athens",
        ("el",),
        "Εγχειρίδιο προγράμματος, κεφάλαιο 2",
        (Running("Πρόγραμμα Νέα Αρχή", "weak", _COMMUNITY, _SMALL, _THERAPY),),
    ),
    Member(
        "Сдружение „Друг път“, Белодол",
        "BG",
        "Europe/Sofia",
        ("bg",),
        "Наръчник на програмата, част 1",
        (Running("Програма „Друг път“", "steady"),),
    ),
    Member(
        "Удружење „Тиха Вода“, Новоселица",
        "RS",
        "Europe/Belgrade",
        ("sr", "hu"),
        "Приручник програма, треће издање",
        (Running("Програм „Одговорност“", "papers", _COMMUNITY, _MEDIUM, _BOTH),),
    ),
    Member(
        "Громадська організація «Інший шлях», Зеленогай",
        "UA",
        "Europe/Kyiv",
        ("uk",),
        "Посібник програми, розділ 3",
        (Running("Програма «Інший шлях»", "weak", _PROBATION, _MEDIUM, _CRIME),),
    ),
    Member(
        "Yeni Adım Derneği, Gökçeşehir",
        "TR",
        "Europe/Istanbul",
        ("tr", "ku"),
        "Program el kitabı, 4. bölüm",
        (Running("Şiddetsiz Yaşam Programı", "falling", _COMMUNITY, _LARGE, _SOCIAL),),
    ),
    Member(
        "ცენტრი „ახალი ნაბიჯი“, თეთრიხევი",
        "GE",
        "Asia/Tbilisi",
        ("ka",),
        "პროგრამის სახელმძღვანელო, თავი 2",
        (Running("პროგრამა „პასუხისმგებლობა“", "climbing", _PROBATION, _SMALL, _CRIME),),
    ),
    Member(
        "Fundacja Inna Ścieżka, Żółtowo Małe",
        "PL",
        "Europe/Warsaw",
        ("pl",),
        "Podręcznik programu, rozdział 5",
        (Running("Program Bez Przemocy", "solid", _COMMUNITY, _LARGE, _SOCIAL),),
    ),
    Member(
        "Spolek Jiný krok, Třešňová Lhota",
        "CZ",
        "Europe/Prague",
        ("cs",),
        "Příručka programu, 2. vydání",
        (Running("Program Jiný krok", "nearly", _COMMUNITY, _MEDIUM, _THERAPY),),
    ),
    Member(
        "Verein Neuland, Lindenbrück",
        "DE",
        "Europe/Berlin",
        ("de", "tr", "ar"),
        "Handbuch der Täterarbeit, Kapitel 3",
        (
            Running("Täterprogramm Neuland", "strong", _COMMUNITY, _LARGE, _BOTH),
            Running("Programm Neuland in Haft", "climbing", _PRISON, _SMALL, _CRIME),
        ),
    ),
    Member(
        "Verein Gegenwind, Oberau am See",
        "AT",
        "Europe/Vienna",
        ("de",),
        "Handbuch, Abschnitt Sicherheit",
        (Running("Programm Gegenwind", "solid", _COMMUNITY, _MEDIUM, _BOTH),),
    ),
    Member(
        "Association Autre Rive, Sainte-Colombe-des-Prés",
        "FR",
        "Europe/Paris",
        ("fr",),
        "Manuel du programme, chapitre 4",
        (Running("Programme Autre Rive", "papers", _PROBATION, _LARGE, _CRIME),),
    ),
    Member(
        "Asociación Camino Distinto, Villanueva del Almendro",
        "ES",
        "Europe/Madrid",
        ("es", "ca"),
        "Manual del programa, capítulo 2",
        (Running("Programa Camino Distinto", "climbing", _COMMUNITY, _LARGEST, _SOCIAL),),
    ),
    Member(
        "Associação Outro Rumo, São Bento da Ribeira",
        "PT",
        "Europe/Lisbon",
        ("pt",),
        "Manual do programa, 3.ª edição",
        (Running("Programa Outro Rumo", "late", _PROBATION, _MEDIUM, _CRIME),),
    ),
    Member(
        "Centro Voce Nuova, Borgofiore",
        "IT",
        "Europe/Rome",
        ("it",),
        "Manuale del programma, capitolo 6",
        (Running("Programma Voce Nuova", "falling", _HEALTH, _MEDIUM, _THERAPY),),
    ),
    Member(
        "Turning Tide, Ballyfinnan",
        "IE",
        "Europe/Dublin",
        ("en", "ga"),
        "Programme manual, chapter 2",
        (Running("Turning Tide Programme", "strong"),),
    ),
    Member(
        "Föreningen Ny Väg, Åsköping",
        "SE",
        "Europe/Stockholm",
        ("sv", "so"),
        "Programhandbok, kapitel 2",
        (Running("Programmet Ny Väg", "solid", _HEALTH, _MEDIUM, _BOTH),),
    ),
    Member(
        "Yhdistys Uusi Suunta, Järvenkylä",
        "FI",
        "Europe/Helsinki",
        ("fi", "sv"),
        "Ohjelman käsikirja, luku 3",
        (Running("Uusi Suunta -ohjelma", "beginning", _HEALTH, _SMALL, _FAMILY),),
    ),
    Member(
        "Asociația Alt Drum, Valea Frumușelului",
        "RO",
        "Europe/Bucharest",
        ("ro", "hu"),
        "Manualul programului, capitolul 2",
        (Running("Programul Alt Drum", "weak", _PROBATION, _SMALL, _CRIME),),
    ),
    Member(
        "Másik Út Egyesület, Őrhegyfalu",
        "HU",
        "Europe/Budapest",
        ("hu",),
        "A program kézikönyve, 2. fejezet",
        (Running("Másik Út program", "late", _COMMUNITY, _SMALL, _THERAPY),),
    ),
    Member(
        "Asociacija Kitas kelias, Žaliabalė",
        "LT",
        "Europe/Vilnius",
        ("lt",),
        "Programos vadovas, 3 skyrius",
        (Running("Programa „Kitas kelias“", "steady", _PROBATION, _MEDIUM, _CRIME),),
    ),
    Member(
        "Biedrība Cits Ceļš, Bērzaine pie Ūdens",
        "LV",
        "Europe/Riga",
        ("lv",),
        "Programmas rokasgrāmata, 2. nodaļa",
        (Running("Programma „Cits ceļš“", "climbing", _COMMUNITY, _SMALL, _BOTH),),
    ),
    Member(
        "Здружение „Нов чекор“, Горно Езерце",
        "MK",
        "Europe/Skopje",
        ("mk", "sq"),
        "Прирачник на програмата, глава 1",
        (Running("Програма „Нов чекор“", "beginning", _COMMUNITY, _SMALL, _SOCIAL),),
    ),
    Member(
        "Shoqata Hapi i Ri, Fushë e Gjerë",
        "AL",
        "Europe/Tirane",
        ("sq",),
        "Manuali i programit, kapitulli 2",
        (Running("Programi Hapi i Ri", "started", _PRISON, _SMALL, _CRIME),),
    ),
)
