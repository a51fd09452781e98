# ruff: noqa: RUF001 - words in Greek and Cyrillic are what is looked for
"""Numbers that stand for one person: identity numbers with their check digits, bank accounts, numbers of cases.

The check digits follow python-stdnum 2.2 (module named beside each), whose modules name the law or register behind
them. A number counts when its check digits are right, or when a word such as "passport" stands before it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from operator import mul

from audit.core.personal_text import Hit, Kind, listed

# Length of an IBAN by country: Europe and its neighbours (register of ISO 13616, as in stdnum/iban.dat).
_IBAN_LENGTHS = {
    word[:2]: int(word[2:])
    for word in listed(
        "AD24 AL28 AT20 AZ28 BA20 BE16 BG22 BY28 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18"
        " GR27 HR21 HU28 IE22 IL23 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22"
        " SE24 SI19 SK24 SM27 TR26 UA29 VA22 XK20"
    )
}
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}[0-9]{2}(?=[ ]?[A-Za-z0-9])")
_LONGEST_IBAN = 42  # 34 signs with a space after each four


def accounts(text: str) -> Iterator[Hit]:
    """Yield every IBAN whose length is that of its country and whose check digits are right (ISO 7064, 97-10)."""
    for found in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(found.group()[:2].upper(), 0)
        end = _end_of_signs(text, found.start(), length)
        signs = text[found.start() : end].replace(" ", "").upper()
        is_whole = length and len(signs) == length and not text[end : end + 1].isalnum()
        if is_whole and signs.isalnum() and signs.isascii() and _mod_97(signs) == 1:
            yield Hit(Kind.ACCOUNT, found.start(), end)


def _end_of_signs(text: str, start: int, number: int) -> int:
    """Return where the given number of signs, spaces not counted, ends."""
    end = start
    for sign in text[start : start + _LONGEST_IBAN]:
        if not number:
            break
        number -= sign != " "
        end += 1
    return end


def _mod_97(iban: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(map(mul, map(int, digits), weights))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _born(digits: str) -> bool:
    """Whether year (two digits), month and day stand at the start; either century will do."""
    year, month, day = (int(digits[at : at + 2]) for at in (0, 2, 4))
    return _is_day(1900 + year, month, day) or _is_day(2000 + year, month, day)


def _born_backwards(digits: str) -> bool:
    """Whether day, month and year (two digits) stand at the start."""
    return _born(digits[4:6] + digits[2:4] + digits[:2])


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _mod_11_10(digits: str) -> bool:
    """ISO 7064: Croatia's OIB (hr.oib) and Germany's tax number (de.idnr)."""
    check = 5
    for digit in digits:
        check = (((check or 10) * 2) % 11 + int(digit)) % 10
    return check == 1


def _pesel(digits: str) -> bool:
    """Poland (pl.pesel): the month also holds the century."""
    month = f"{int(digits[2:4]) % 20:02}"
    return _weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0 and _born(digits[:2] + month + digits[4:])


def _baltic(digits: str) -> bool:
    """Estonia (ee.ik) and Lithuania (lt.asmens)."""
    check = _weighed(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:  # noqa: PLR2004 - the rest that is no digit: then the second row of weights counts
        check = _weighed(digits, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11
    return check % 10 == int(digits[-1]) and digits[0] in "12345678" and _born(digits[1:])


def _turkish(digits: str) -> bool:
    """Türkiye (tr.tckimlik)."""
    first = -_weighed(digits, (3, 1, 3, 1, 3, 1, 3, 1, 3)) % 10
    second = (first + sum(map(int, digits[:9]))) % 10
    return digits[0] != "0" and digits[9:] == f"{first}{second}"


def _belgian(digits: str) -> bool:
    """Belgium (be.nn): those born from 2000 on are counted with a 2 in front."""
    rests = {97 - int(front + digits[:9]) % 97 for front in ("", "2")}
    return int(digits[9:]) in rests and _born(digits)


def _greek(digits: str) -> bool:
    """Greece (gr.amka)."""
    return _luhn(digits) and _born_backwards(digits)


def _norwegian(digits: str) -> bool:
    """Norway (no.fodselsnummer)."""
    return (
        _weighed(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and _weighed(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
        and _born_backwards(digits)
    )


def _yugoslav(digits: str) -> bool:
    """Bosnia and Herzegovina, Montenegro, North Macedonia, Serbia, Slovenia (rs.jmbg, si.emso)."""
    check = -_weighed(digits, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11 % 10
    return check == int(digits[-1]) and _born_backwards(digits[:4] + digits[5:7])


def _romanian(digits: str) -> bool:
    """Romania (ro.cnp)."""
    rest = _weighed(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return min(rest, 10) % 10 + rest // 10 == int(digits[-1]) and digits[0] != "0" and _born(digits[1:])


def _swiss(digits: str) -> bool:
    """Switzerland (ch.ssn): 756 and the check digit of an EAN."""
    return digits.startswith("756") and _weighed(digits, (1, 3) * 6 + (1,)) % 10 == 0


def _french(signs: str) -> bool:
    """France (fr.nir); Corsica's 2A and 2B count as 19 and 18."""
    digits = signs.replace("2A", "19").replace("2B", "18")
    return digits[0] in "12" and digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _bulgarian(digits: str) -> bool:
    """Bulgaria (bg.egn): 20 or 40 added to the month tell the century."""
    month = f"{int(digits[2:4]) % 20:02}"
    check = _weighed(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return check == int(digits[-1]) and _born(digits[:2] + month + digits[4:])


def _czech(digits: str) -> bool:
    """Czechia and Slovakia (cz.rc): 20, 50 or 70 are added to the month."""
    month = f"{int(digits[2:4]) % 50 % 20:02}"
    return int(digits[:-1]) % 11 % 10 == int(digits[-1]) and _born(digits[:2] + month + digits[4:])


def _swedish(digits: str) -> bool:
    """Sweden (se.personnummer)."""
    return _luhn(digits[-10:]) and _born(digits[-10:])


def _finnish(signs: str) -> bool:
    """Finland (fi.hetu)."""
    letter = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(signs[:6] + signs[7:10]) % 31]
    return signs[-1] == letter and _born_backwards(signs)


def _spanish(signs: str) -> bool:
    """Spain (es.dni, es.nie): X, Y and Z count as 0, 1 and 2."""
    number = signs[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == signs[-1]


def _italian(signs: str) -> bool:
    """Italy (it.codicefiscale)."""
    odd = dict(
        zip("0123456789ABCDEFGHIJ", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21) * 2, strict=True),
        **dict(zip("KLMNOPQRSTUVWXYZ", (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23), strict=True)),
    )
    total = sum(odd[sign] for sign in signs[:15:2]) + sum(_even(sign) for sign in signs[1:15:2])
    return chr(ord("A") + total % 26) == signs[-1]


def _even(sign: str) -> int:
    return int(sign) if sign.isdigit() else ord(sign) - ord("A")


_Check = Callable[[str], bool]
_ELEVEN: tuple[_Check, ...] = (_mod_11_10, _pesel, _baltic, _turkish, _belgian, _greek, _norwegian)
# How a number is written, what is left out of it, and the checks of which one must hold.
_SCHEMES: tuple[tuple[re.Pattern[str], tuple[_Check, ...]], ...] = tuple(
    (re.compile(rf"(?<![\w./+-])(?<!\+[0-9]{{2}} )(?:{shape})(?![\w/-]|\.[0-9])"), checks)
    for shape, checks in (
        (r"[0-9]{11}", _ELEVEN),
        (r"[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}", (_mod_11_10,)),
        (r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}[ .-][0-9]{2}", (_belgian,)),
        (r"[0-9]{6} [0-9]{5}", (_norwegian,)),
        (r"[0-9]{13}", (_yugoslav, _romanian, _swiss)),
        (r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}", (_swiss,)),
        (r"[12] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}", (_french,)),
        (r"[0-9]{10}", (_bulgarian,)),
        (r"[0-9]{6}/[0-9]{4}", (_czech,)),
        (r"(?:19|20)?[0-9]{6}[-+][0-9]{4}", (_swedish,)),
        (r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", (_finnish,)),
        (r"[0-9]{8}-?[A-Z]|[XYZ]-?[0-9]{7}-?[A-Z]", (_spanish,)),
        (r"[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]", (_italian,)),
    )
)
_BETWEEN = re.compile(r"[ ./-]")

_PAPERS = (
    r"OIB|JMBG|ЈМБГ|ЕМБГ|EMBG|EMŠO|EGN|ЕГН|PESEL|CNP|DNI|NIE|NIF|NIR|BSN|SVNR|AMKA|ΑΜΚΑ|ΑΦΜ|ΑΔΤ|РНОКПП|ІПН"
    r"|(?i:codice fiscale|sécurité sociale|steuer-?id\w*|(?:sozial|renten)versicherungsn\w+|AHV\w*(?:-nummer)?"
    r"|personnummer|fødselsnummer|cpr-?n\w+|henkilötunnus|rodné číslo|isikukood|asmens kodas|personas kods"
    r"|kimlik(?: no)?|passport|reisepass\w*|personalausweis\w*|passeport|pasaporte|passaporto|putovnic\w+|pasoš\w*"
    r"|паспорт\w*|пасош\w*|διαβατήριο|pasaport\w*|pașaport\w*|paszport\w*|პასპორტ\w*|პირადი ნომერი|identity card"
    r"|ID card|osobn[aeu] iskaznic\w+|ličn[aeu] kart\w+|личн[аеу] карт\w+|лична карта|dowód osobisty|ταυτότητα\w*"
    r"|national insurance|NHS|social security|driving licen[cs]e)"
)
_AFTER_A_PAPER = re.compile(
    rf"(?<!\w)(?:{_PAPERS})(?: ?(?:number|no|nr|num|n°|br|бр|номер|αρ|№|nummer)\b)?[ .:#]{{0,3}}"
    r"(?P<number>[A-ZΑ-ΩА-Я]{0,3}[ -]?[0-9][0-9 ./-]{3,22}[0-9][ -]?[A-Z]?(?![^\W_]))"
)
_FEWEST_DIGITS = 6


def identities(text: str) -> Iterator[Hit]:
    """Yield numbers whose check digits are right, and numbers that a word says to be of a person's papers."""
    for found in _AFTER_A_PAPER.finditer(text):
        if sum(map(str.isdigit, found["number"])) >= _FEWEST_DIGITS:
            yield Hit(Kind.IDENTITY, *found.span("number"))
    for shape, checks in _SCHEMES:
        for found in shape.finditer(text):
            signs = found.group()
            bare = signs if checks == (_finnish,) else _BETWEEN.sub("", signs).replace("+", "")
            if any(check(bare) for check in checks):
                yield Hit(Kind.IDENTITY, *found.span())


_CASE = re.compile(
    r"(?<!\w)(?:"
    r"(?i:(?:case|client|file|marac|court|docket|police|crime|incident) (?:no|nr|number|id|ref|reference)\b"
    r"|aktenzeichen|geschäftszahl|fallnummer|klienten?nummer|numéro de dossier|(?:dossier|affaire) n[°o]"
    r"|expediente n\.?[º°o]?|n\.?[º°] de expediente|(?:fascicolo|pratica) n|broj (?:predmeta|spisa)|predmet br"
    r"|број (?:предмета|списа)|предмет бр|sygn\w*\.? akt|αριθμός υπόθεσης|υπόθεση αρ|дело №|справа №|dosya no|esas no"
    r"|საქმე №|ügyszám|dosar(?:ul)? nr|(?:dossier|zaak)nummer|ärendenr|processo n\.?[º°o]?|asianumero|dosja nr"
    r"|sp\. ?zn)|Az\.|Gz\.)[ .:#№º°]{0,3}"
    r"(?P<number>(?:[^\W\d_]{1,4}[ -]?)?[0-9][\w/.-]{0,20}(?: [A-Z][^\W\d_]{0,2} [0-9][\w/.-]{1,20})?)"
)
_FEWEST_CASE_DIGITS = 3


def cases(text: str) -> Iterator[Hit]:
    """Yield the numbers that a word before them says to be a case's or a client's: advisory, there is no check."""
    for found in _CASE.finditer(text):
        number = found["number"].rstrip("./-")
        if sum(map(str.isdigit, number)) >= _FEWEST_CASE_DIGITS:
            start = found.start("number")
            yield Hit(Kind.CASE, start, start + len(number))
