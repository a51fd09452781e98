# ruff: noqa: RUF001 - words in Greek and Cyrillic are what is looked for
"""Street addresses: a word for a street with a name and a number, in the order of each language."""

import itertools
import re
from collections.abc import Iterator

from audit.core.personal_text import Hit, Kind, listed
from audit.core.personal_words import is_known_word

# Latin, Greek and Cyrillic capitals; Georgian has none.
_CAPITALS = "".join(sign for sign in map(chr, range(0x530)) if sign.isupper())
_NAME = rf"[{_CAPITALS}][\w'.-]{{1,30}}+"
_NUMBER = (
    r"(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{1,4}(?: ?[a-zA-Zа-вα-γ](?!\w))?(?:/[0-9]{1,4}[a-z]?)?(?![\w%/]|[.,][0-9])"
)
# Between the name and the number: "12", ", 12", "nr. 12", "No: 12".
_NO = r"(?:,? ?(?:br|бр|nr|no|num|n°|nº|n|αρ|№|буд)?[.:]? ?)"
_GOES_ON = re.compile(r"[ ]?[^\W\d_A-Z]{2,}|:")

# "14 Invented Street", "12, rue de l'Exemple".
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.,/:-])(?:[Ff]lat [0-9]{{1,4}}[a-z]?, )?{_NUMBER}(?: bis| ter)?,? (?:"
    rf"(?P<name>(?:{_NAME} ){{1,3}})(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Close|Crescent|Terrace|Gardens|Grove"
    r"|Boulevard|Square|Mews|Row|Parade|Way|Walk|Court|Hill|Green|Park|Rise|Quay)(?!\w)"
    r"|(?:rue|avenue|boulevard|bd|place|impasse|chemin|allée|quai|cours|route|square)"
    rf" (?:(?:de la|de l'|des|du|de|d'|la|le|les) ?)?{_NAME}(?: (?:(?:de|du|des) )?{_NAME}){{0,2}})"
)
# "Musterstraße 4a", "Erfundenen Straße 12", "Nergenslaan 101", "Ingenstansvägen 5", "Keksittykatu 12".
_COMPOUND = re.compile(rf"(?<![\w-])(?:{_NAME} )?(?P<street>[\w.-]{{3,40}}+) {_NUMBER}")
_SURE_ENDS = (
    "straße strasse strass str. gasse straat laan gracht kade singel gatan gata gränd stigen torget boulevard bulevardi"
    " allé steeg vägen veien vegen vej gade katu kuja polku"
)
_UNSURE_ENDS = "weg platz allee ring damm ufer steig plein dreef stræde"
_SURE, _UNSURE = listed(_SURE_ENDS), listed(_UNSURE_ENDS)
# Words of our work that end like a street: "Therapieplatz 14", "Beschwerdeweg 3".
_NO_STREETS = listed(
    "arbeits therapie beschwerde dienst rechts lösungs schul studien ausbildungs kita melde hilfe zugangs informations"
    " kommunikations behandlungs gruppen frauenhaus schutz beratungs notfall wartelisten warte instanzen um aus kurs"
    " teilnahme betreuungs weiter neben vertrags verfahrens"
)
# "ul. Zmyślonej 12", "calle Inventada 12", "οδό Φανταστική 12", "Rruga e Sajuar, nr. 12".
_BEFORE_A_NAME = (
    # Spain, Italy, Portugal, France and Belgium
    r"calle|c/|avenida|avda\.|avd\.|paseo|carrer|rambla|callejón|pasaje|ronda|camino|glorieta|travesía|urbanización"
    r"|alameda|plaza|via|viale|piazza|corso|vicolo|largo|borgo|contrada|rua|travessa|praça|av|rue|chaussée"
    # Croatia, Bosnia and Herzegovina, Serbia, Slovenia, Bulgaria, North Macedonia, Ukraine
    r"|ul\.|ulic[aeiuyę]|trgu?|bul\.|bulevar\w{0,2}|ул\.|улиц[аеиуы]|улицата|бул\.|булевар\w{0,2}|вул\.|вулиц[яіюи]"
    r"|просп\.|пр-т|проспект|площа|площад|пл\.|шосе|набережна|узвіз"
    # Poland, Czechia, Slovakia
    r"|al\.|alej[aeię]|aleję|placu?|pl\.|os\.|náměstí|náměstie|nám\.|třída|trieda"
    # Romania, Albania, Greece
    r"|strada|str\.|bd\.|b-dul|bulevardul|calea|aleea|intrarea|șoseaua|soseaua|drumul|rrug[aëe]n?|rr\.|bulevardi"
    r"|οδός|οδού?|λεωφόρο\w?|λεωφ\.|πλατεία\w?"
)
_STREET_FIRST = re.compile(
    rf"(?<![\w.])(?P<street>(?i:{_BEFORE_A_NAME}))"
    r"(?P<name>(?: |(?<=[./]) ?)[„\"'«“]?(?:[\w'.-]{1,30}+[”\"'»“]?,? ?){1,4}?)"
    rf"(?:(?<=[ ,]){_NO}|{_NO}(?<=[ ,.:])){_NUMBER}"
)
# Also ordinary words: these need a name with a capital and nothing after the number.
_ALSO_WORDS = frozenset(listed("via corso largo plaza rue av ronda camino contrada"))
# "Izmišljenoj ulici 12", "Kitalált utca 12", "Uydurma Sokak No: 12".
_AFTER_A_NAME = (
    r"ulic[aeiuo]m?|улиц[аеиуо]м?|cest[aeiuo]m?|цест[аеиу]|avenij[aeiu]|utca|út|útja|körút|tér|sétány|fasor|sokağı"
    r"|sokak|sok\.|caddesi|cad\.|bulvarı|mahallesi|mah\.|g\.|gatvė|iela|tn|tänav"
)
_STREET_LAST = re.compile(
    rf"(?<![\w-]){_NAME} (?:[\w'-]{{1,30}}+ )?(?i:{_AFTER_A_NAME})(?: (?i:br|бр|no|nr)[.:]? ?| №? ?){_NUMBER}"
    rf"|(?<!\w)\w{{2,30}}+ (?:ქუჩა|ქუჩის|ქ\.|გამზირი) (?:№|N|#)? ?{_NUMBER}"
)
# "stanuje na Kaptolu 999", "bydlí na Vymyšlené 24": no word for a street, but one for living there.
_LIVES = (
    r"lives? (?:at|in|on)|living at|address(?: is|:)|wohnt|wohnhaft|adresse:|habite|demeure|vive en|domicilio|abita"
    r"|residente|mora na|stanuje|živi|prebiva|adres[aeiu]|живи|живее|живе|проживає|адрес[аеиуі]|mieszka|zamieszkał\w"
    r"|bydlí|býva|bydlisk\w|μένει|διεύθυνση|oturuyor|lakik|lakcím\w*|locuiește|adresă|woont|adres|bor|bopæl|asuu"
    r"|osoite|gyvena|dzīvo|elab|banon"
)
_LIVING = re.compile(
    rf"(?<!\w)(?i:{_LIVES})(?: [^\W\d_]{{1,12}}){{0,3}}?:? (?P<place>{_NAME}(?: [\w'-]{{1,30}}+){{0,2}} {_NUMBER})"
    # Not "lives in Zagreb 3 years".
    r"(?! ?(?i:years?|months?|weeks?|days?|jahre?|monate?|ans|mois|años|meses|anni|mesi|godin|mjesec|годин|месец|lat\b"
    r"|rok|let\b|mies|χρόνια|μήνες|yıl|év|ani\b|luni|jaar|maand|år\b|mån|vuo|vjet))"
)


def addresses(text: str) -> Iterator[Hit]:
    """Yield street addresses with a house number; places may overlap."""
    first = (found for found in _NUMBER_FIRST.finditer(text) if not _has_known_word(found["name"] or ""))
    compound = filter(_ends_like_a_street, _COMPOUND.finditer(text))
    named = (found for found in _STREET_FIRST.finditer(text) if _names_a_street(text, found))
    for found in itertools.chain(first, compound, named, _STREET_LAST.finditer(text)):
        yield Hit(Kind.ADDRESS, *found.span())
    for found in _LIVING.finditer(text):
        yield Hit(Kind.ADDRESS, *found.span("place"))


def _has_known_word(names: str) -> bool:
    return any(map(is_known_word, names.split()))


def _ends_like_a_street(found: re.Match[str]) -> bool:
    word = found["street"]
    low = word.lower()
    if low in _SURE:
        # "Straße 12" alone is no name; "Erfundenen Straße 12" is.
        return found.start() < found.start("street")
    if low.endswith(_SURE):
        return word[0].isupper()
    return low.endswith(_UNSURE) and word[0].isupper() and low not in _UNSURE and not low.startswith(_NO_STREETS)


def _names_a_street(text: str, found: re.Match[str]) -> bool:
    street, names = found["street"], found["name"].split()
    has_capital = any(name.lstrip("„\"'«“")[:1].isupper() for name in names)
    goes_on = _GOES_ON.match(text, found.end()) is not None
    if street.lower() in _ALSO_WORDS:
        has_comma = names[-1].endswith(",")
        return has_capital and (has_comma or not goes_on) and not _has_known_word(found["name"])
    return has_capital or (street[0].isupper() and not goes_on)
