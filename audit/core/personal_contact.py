# ruff: noqa: RUF001, RUF003 - words in Greek and Cyrillic are what is looked for
"""Where a person can be reached: e-mail addresses and phone numbers."""

import re
from collections.abc import Iterator

from audit.core.personal_text import Hit, Kind

# The part before the sign is at most 64 characters long, a label of a domain at most 63 (RFC 5321, RFC 1035).
_AT = r"(?: ?@ ?| ?[\[({] ?(?:@|at|ät|arroba|chiocciola|małpa|kukac|zavináč|monkey|manki) ?[\])}] ?)"
_DOT = r"(?:\.| ?[\[({] ?(?:\.|dot|punkt|punt|point|punto|ponto|točka|tačka|kropka|tečka|nokta) ?[\])}] ?)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w+%-][\w.+%'-]{{0,63}}+{_AT}[\w-]{{1,63}}+(?:{_DOT}[\w-]{{1,63}}+){{0,5}}{_DOT}[^\W\d_]{{2,24}}(?!\w)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Hit]:
    """Yield e-mail addresses, also those written with "(at)" and "[dot]"."""
    for found in _EMAIL.finditer(text):
        yield Hit(Kind.EMAIL, *found.span())


_RUN = re.compile(r"(?<![\w+])\+?(?:\(?[0-9]++\)?+(?: ?[./-] ?| )?+)++")
_PHONE_WORD = re.compile(
    r"(?<!\w)(?:tel|telefon\w*|telephone|telef|tél|téléphone|teléfono|telefone|telefono|telemóvel|phones?|phone(?:s|d)?"
    r"|mobile|mob|cell|cellulare|call|rang|ring|text|sms|whatsapp|viber|signal|handy\w*|mobil\w*|natel|rückruf|anruf\w*"
    r"|portable|appeler|joindre|móvil|llamar|chiamare|zov\w+|nazva\w+|mobitel\w*|gsm|τηλ|τηλέφωνο\w*|κινητό\w*|καλέστε"
    r"|тел|телефон\w*|моб\w*|звон\w+|дзвон\w+|cep|ტელ\w*|მობ\w*|ნომერ\w*|puh|puhelin\w*|puhelimi\w*|bellen|kom"
    r"|komórk\w*|zadzwoni\w*|volat|celular|ligar|hívni|numr?ul|numri|numéro|número|fax)(?!\w)",
    re.IGNORECASE,
)
_WORD_BEFORE = 24
# What stands before a number that is a document's: "no.", "ISBN", "Nr.", "бр.".
_DOCUMENT_WORD = re.compile(
    r"(?:(?<!\w)(?:no\.|(?-i:No)|nr|num|br|бр|isbn|issn|doi|klasa|urbroj|ref|reg|art|αρ|č|poz|budget|budžet|line|version)\.?|№|n[°º]"
    r"|#|§) ?:? ?$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|eur|chf|usd|gbp) ?$", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r" ?(?:%|€|\$|£|‰|(?:eur|euros?|eura|chf|usd|gbp|kn|zł|pln|kč|czk|ft|huf|lei|ron|rsd|din|km|bam|lv|лв|грн|tl|try"
    r"|sek|nok|dkk|gel|kr|mio|million\w*|mal|times|hours?|men|women)(?!\w))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

_FEWEST, _MOST = 6, 15  # The longest number of the world has 15 digits (ITU-T E.164).
_FEWEST_ABROAD, _FEWEST_AT_HOME, _MOST_AT_HOME = 8, 9, 13
# Groups that mean a number without a zero in front: Spain, Portugal, Poland, Czechia, Georgia, Greece, Italy, Norway.
_GROUPS = frozenset({(3, 3, 3), (2, 3, 2, 2), (3, 2, 2, 2), (3, 3, 4), (3, 4, 3), (3, 2, 3)})
# Unbroken: mobile numbers of Spain, Portugal and Italy.
_UNBROKEN = re.compile(r"(?:[679][0-9]{8}|3[0-9]{9})\Z")
# Greece: ten digits however they are grouped. Sweden: eight with an area code.
_GREEK = re.compile(r"(?:69|2[1-8])[0-9]{8}\Z")
_SWEDISH = re.compile(r"0[0-9]{1,3}-[0-9]{2,3} [0-9]{2} [0-9]{2}\Z")
# Such as (351) 910 000 012.
_CODE_IN_BRACKETS = re.compile(r"\([0-9]{2,4}\) ?[0-9](?:[0-9 -]){6,12}\Z")
_FREE_IN_SWEDEN = re.compile(r"020-[0-9 ]{6,8}\Z")
# Nobody's own: free numbers of services, and Europe's harmonised numbers for help.
_OF_SERVICES = re.compile(
    r"(?:0?800|0?808|\+800|00800|\+(?:3[0123469]|4[013-9]|3[578][0-9]|42[0-9]|90|995)800[0-9]{4,7}\Z|116[0-9]{3}\Z)"
)


def phones(text: str) -> Iterator[Hit]:
    """Yield phone numbers: international ones, national ones, and others beside a word for a phone.

    Args:
        text: the plain text; dates, accounts and identity numbers in it are already masked.
    """
    for run in _RUN.finditer(text):
        written = run.group().rstrip(" ./-")
        start = run.start()
        if written.startswith("(") and written.find(")") in {-1, len(written) - 1}:
            start, written = start + 1, written[1:].removesuffix(")")
        if _is_phone(text, start, written):
            yield Hit(Kind.PHONE, start, start + len(written))


def _is_phone(text: str, start: int, written: str) -> bool:
    digits = "".join(re.findall(r"[0-9]+", written))
    groups = tuple(len(group) for group in re.findall(r"[0-9]+", written))
    sign = "+" if written.startswith("+") else ""
    before = text[max(0, start - _WORD_BEFORE) : start].rpartition("\n")[2]
    if _OF_SERVICES.match(sign + digits) or _FREE_IN_SWEDEN.match(written) or not _FEWEST <= len(digits) <= _MOST:
        return False
    if sign or _is_abroad(digits, groups):
        return len(digits) >= _FEWEST_ABROAD and digits.strip("0") != ""
    if _UNIT_AFTER.match(text, start + len(written)) or _MONEY_BEFORE.search(before):
        return False
    if _PHONE_WORD.search(before):
        return not _YEAR.match(written)
    return not _DOCUMENT_WORD.search(before) and _is_national(written, digits, groups)


def _is_abroad(digits: str, groups: tuple[int, ...]) -> bool:
    """Whether it starts with 00 and a country: "0044 1632 …", "00 44 …"."""
    return re.match(r"00[1-9]", digits) is not None and len(digits) >= len("00") + _FEWEST_ABROAD and groups[0] != 1


def _is_national(written: str, digits: str, groups: tuple[int, ...]) -> bool:
    if any(shape.match(written) for shape in (_SWEDISH, _CODE_IN_BRACKETS)) or _GREEK.match(digits):
        return True
    if digits.startswith("0"):
        return _FEWEST_AT_HOME <= len(digits) <= _MOST_AT_HOME and max(groups) > 1 and digits[1:3] != "00"
    if len(groups) == 1:
        return _UNBROKEN.match(digits) is not None
    return groups in _GROUPS and digits[0] != "1" and not digits.endswith("000") and "/" not in written
