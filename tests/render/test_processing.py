"""The record of processing says what is true of an instance."""

from audit.render import processing


def test_a_record_of_a_network_says_what_is_different_there() -> None:
    facts = processing.Facts(
        is_network=True,
        name="A network",
        address="https://audit.example.org",
        sends_mail=True,
        accounts=3,
        organisations=2,
        declared={},
        kept={"tries": 1},
    )
    made = processing.as_plain(processing.record(facts, "1 November 2026"))
    texts = str(made)
    for words in (
        "A network",
        "https://audit.example.org",
        "mail server named in settings.toml",
        "directory of members",
        "Of whoever signs an audit off: name and role, with the signature.",
        "whatever times are set, and also after the account is deleted",
    ):
        assert words in texts
