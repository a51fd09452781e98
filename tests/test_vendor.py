"""What others made and we ship: unchanged since it was checked, fetching nothing, printing every name."""

import hashlib
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

STATIC = Path(__file__).parents[1] / "static"
VENDOR = STATIC / "vendor"
NOTO = VENDOR / "noto"
SCRIPTS = {
    "Croatian": "ČčĆćĐđŠšŽž",
    "Turkish": "ÇçĞğİıÖöŞşÜü",
    "Polish": "ĄąĆćĘęŁłŃńÓóŚśŹźŻż",
    "Romanian": "ĂăÂâÎîȘșȚț",
    "Hungarian": "ÁáÉéÍíÓóÖöŐőÚúÜüŰű",
    "Latvian": "ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽž",
    "Maltese": "ĊċĠġĦħŻż",
    "Icelandic": "ÁáÐðÉéÍíÓóÚúÝýÞþÆæÖö",
    "Greek": "ΑαΆάΈέΉήΊίΰΌόΎύΏώΣσςΩω",
    "Serbian": "ЂђЈјЉљЊњЋћЏџ",
    "Macedonian": "ЃѓЅѕЌќ",
    "Ukrainian": "ҐґЄєІіЇї",
    "Georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "Signs": "–—‘’“”„…·•€№×",
}


def cmap(file: Path) -> set[int]:
    """Return the code points a font can print."""
    with TTFont(file) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("folder", ["govuk-frontend", "noto"])
def test_the_files_are_those_that_were_checked(folder: str) -> None:
    for line in (VENDOR / folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = line.split()
        assert hashlib.sha256((VENDOR / folder / name).read_bytes()).hexdigest() == checksum, name


@pytest.mark.parametrize(("folder", "licence"), [("govuk-frontend", "LICENSE"), ("noto", "OFL.txt")])
def test_each_part_names_its_version_and_licence(folder: str, licence: str) -> None:
    assert (VENDOR / folder / "VERSION").read_text(encoding="utf-8").strip()
    assert "Copyright" in (VENDOR / folder / licence).read_text(encoding="utf-8")


def test_the_style_sheets_fetch_nothing_but_our_fonts() -> None:
    for sheet in STATIC.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "GDS Transport" not in text
        for address in re.findall(r"url\(\"?([^\")]+)", text):
            assert (sheet.parent / address).is_file(), address


def test_the_web_subsets_are_all_used() -> None:
    named = set(re.findall(r"web/([a-z-]+\.woff2)", (STATIC / "audit.css").read_text(encoding="utf-8")))
    assert named == {file.name for file in (NOTO / "web").iterdir()}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("letters", SCRIPTS.values(), ids=SCRIPTS)
def test_every_alphabet_can_be_printed(letters: str, weight: str) -> None:
    printable = cmap(NOTO / f"NotoSans-{weight}.ttf") | cmap(NOTO / f"NotoSansGeorgian-{weight}.ttf")
    assert not {letter for letter in letters if ord(letter) not in printable}


@pytest.mark.parametrize("file", sorted(NOTO.glob("*.ttf")), ids=lambda file: file.name)
def test_the_fonts_for_paper_are_static(file: Path) -> None:
    with TTFont(file) as font:
        assert "fvar" not in font
