"""The countries a programme can be in."""

import re

from babel import Locale

from audit.core.countries import CODES

# Codes the Unicode data knows and ISO 3166-1 does not: Ascension, Clipperton, Sark, Diego Garcia, Ceuta, Canaries,
# European Union, Eurozone, Outlying Oceania, Tristan da Cunha, United Nations, pseudo-accents and an unknown region.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "IC", "EU", "EZ", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def test_there_are_249_and_kosovo() -> None:
    assert len(CODES) == 250
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in CODES)


def test_they_are_those_of_the_unicode_data() -> None:
    known = {code for code in Locale("en").territories if re.fullmatch(r"[A-Z]{2}", str(code))}
    assert known - NOT_ISO == CODES
