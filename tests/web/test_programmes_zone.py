"""The time zone follows the country until a person chooses one."""

from importlib import resources
from pathlib import Path

import pytest

from audit.core.countries import CODES
from audit.core.programme import Organisation
from audit.store import organisations
from audit.store.database import Store
from audit.web import choices
from tests.web.conftest import PROGRAMME, Page, Post, last_part

NOWHERE = Path("/nowhere")
UNCHOSEN = {**PROGRAMME, "zone": ""}


def owner(store: Store) -> Organisation:
    with store.reading() as db:
        return organisations.listing(db)[0]


def test_a_new_organisation_gets_the_zone_of_its_country(page: Page, post: Post, store: Store) -> None:
    assert '<option value="" selected>The usual one of the country</option>' in page("/programmes/new")
    made = last_part(post("/programmes/new", {**UNCHOSEN, "country": "GE"}))
    assert (owner(store).zone, owner(store).zone_chosen) == ("Asia/Tbilisi", False)
    assert "Asia/Tbilisi, the usual one of the country" in page(f"/programmes/{made}")


def test_a_zone_that_was_chosen_stays(page: Page, post: Post, store: Store, programme: str) -> None:
    assert (owner(store).zone, owner(store).zone_chosen) == ("Europe/Zagreb", True)
    post(f"/programmes/{programme}/edit", {**PROGRAMME, "version": "1", "country": "GE"})
    assert (owner(store).zone, owner(store).country) == ("Europe/Zagreb", "GE")
    assert "The time zone is now" not in page(f"/programmes/{programme}")


def test_the_zone_goes_with_a_country_that_is_mended(page: Page, post: Post, store: Store) -> None:
    made = last_part(post("/programmes/new", {**UNCHOSEN, "country": "AD"}))
    post(f"/programmes/{made}/edit", {**PROGRAMME, "version": "1", "country": "GR"})
    assert (owner(store).zone, owner(store).country, owner(store).version) == ("Europe/Athens", "GR", 2)
    assert "The time zone is now Europe/Athens. You can change it below." in page(f"/programmes/{made}")


def test_the_zone_of_several_programmes_does_not_go_with_one(post: Post, store: Store) -> None:
    made = last_part(post("/programmes/new", UNCHOSEN))
    post("/programmes/new", {**PROGRAMME, "name": "Second"})
    post(f"/programmes/{made}/edit", {**PROGRAMME, "version": "1", "country": "GR"})
    assert (owner(store).zone, owner(store).country) == ("Europe/Zagreb", "HR")


def test_who_chooses_another_zone_has_chosen_who_saves_the_same_has_not(post: Post, store: Store) -> None:
    path = f"/programmes/{last_part(post('/programmes/new', UNCHOSEN))}/organisation"
    post(path, {"version": "1", "organisation": "New name", "zone": "Europe/Zagreb"})
    assert not owner(store).zone_chosen
    post(path, {"version": "2", "organisation": "New name", "zone": "Europe/Rome"})
    post(path, {"version": "3", "organisation": "New name", "zone": "Europe/Zagreb"})
    assert owner(store).zone_chosen


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("HR", "Europe/Zagreb"),
        ("ES", "Europe/Madrid"),
        ("PT", "Europe/Lisbon"),
        ("UA", "Europe/Kyiv"),
        ("RU", "Europe/Moscow"),
        ("CY", "Asia/Nicosia"),
        ("XK", "Europe/Belgrade"),
        ("US", "America/New_York"),
        ("CA", "America/Toronto"),
        ("AU", "Australia/Sydney"),
        ("BV", choices.FALLBACK_ZONE),
    ],
)
def test_where_a_country_has_several_the_one_of_most_people_is_usual(country: str, zone: str) -> None:
    assert choices.usual_zone(country, NOWHERE) == zone


def test_every_country_has_a_zone_that_can_be_chosen() -> None:
    assert {choices.usual_zone(country, NOWHERE) for country in CODES} <= dict(choices.zones()).keys()


def test_where_this_machine_is_in_the_country_its_zone_is_usual(tmp_path: Path) -> None:
    place = tmp_path / "zoneinfo" / "Atlantic" / "Canary"
    place.parent.mkdir(parents=True)
    place.touch()
    (tmp_path / "localtime").symlink_to(place)
    assert choices.usual_zone("ES", tmp_path / "localtime") == "Atlantic/Canary"
    assert choices.usual_zone("HR", tmp_path / "localtime") == "Europe/Zagreb"


def test_without_the_package_the_list_of_the_system_serves_and_without_both_the_fallback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(resources, "files", missing)
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path / "none"), str(tmp_path)))
    (tmp_path / "zone.tab").write_text("# a list\nHR\t+4548+01558\tEurope/Zagreb\n", encoding="utf-8")
    choices._zones_by_country.cache_clear()
    try:
        assert choices.usual_zone("HR", NOWHERE) == "Europe/Zagreb"
        choices._zones_by_country.cache_clear()
        (tmp_path / "zone.tab").unlink()
        assert choices.usual_zone("HR", NOWHERE) == choices.FALLBACK_ZONE
        assert choices.usual_zone("UA", NOWHERE) == "Europe/Kyiv"
    finally:
        choices._zones_by_country.cache_clear()
