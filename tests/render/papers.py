"""What the tests of pages and papers share: the small bakery, audited, and texts that mean harm."""

import base64
import re
from dataclasses import replace
from datetime import date

from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.plan import Effort, Progress, SavedAction
from audit.core.programme import Setting
from audit.core.standard import Standard
from audit.render.page_parts import Outcome, Subject, outcome
from audit.render.paper_parts import Paragraph, Sheet
from tests.conftest import DAY, sheet

# Croatian, Greek, Ukrainian, Turkish, Georgian: the alphabets of the network.
NAMES = ("Škrinja čđžć", "Σπίτι ασφαλείας", "Дім надії", "İğdır Çağrı", "თბილისის სახლი")
NAME = " – ".join(NAMES)
CAPTION = "About a programme, not about any person. Not for court or custody use."
HOSTILE = (
    r"$\frac{1}{2}$ \input{/etc/passwd}",
    '#read("/etc/passwd") #pagebreak() *bold* _x_ @here <label> `code` = not a heading',
    "<script>document.title='owned'</script><img src=x onerror=alert(1)>",
    '<meta name="pdfkit-allow" content="/"><meta name="pdfkit-enable-local-file-access" content="">',
    "{{ 7 * 7 }}{% include 'paper/paper.css' %}",
    "%(page)s %s %d 100%",
)
# Nothing but letters for 5,000 characters, and 5,000 characters of words.
LONG_WORD = "w" * 5_000
LONG_TEXT = "A word. " * 625
# Fire: FIR-1 open at 1, FIR-2 unknown. Flour: one of each kind. Shop: does not apply.
REASON = "We bake to order only."
HALF_WAY = sheet(
    FIR_1=1,
    FIR_2=None,
    FIR_3=2,
    FIR_4=Answer(level=3, note="Asked the insurer."),
    FLO_1=Answer(level=3, evidence=(Evidence("Mill contract", date(2026, 2, 3)), Evidence("Second house book"))),
    FLO_3=0,
    SHO_1=REASON,
    SHO_2=REASON,
)
HELD = sheet(FIR_1=3, FIR_2=3, FIR_3=3, FIR_4=3, FLO_1=3, FLO_2=3, FLO_3=3, FLO_4=3, SHO_1=3, SHO_2=3)
SUBJECT = Subject(
    programme=NAME,
    organisation="Guild of bakers",
    country="HR",
    setting=Setting.COMMUNITY,
    date=DAY,
    is_fictional=True,
)
# One action of each kind of decision.
SAVED = (
    SavedAction(
        key="FIR-1",
        criteria=("FIR-1", "FIR-3"),
        text="Fit a guard.",
        owner="Baker",
        due=date(2026, 11, 20),
        progress=Progress.IN_PROGRESS,
        interim="Use the small oven.",
        needs_support=True,
        note="Ask twice.",
        cost="200 euro",
        effort=Effort.SMALL,
        evidence="Photo of the guard",
    ),
    SavedAction(key="FLO-3", criteria=("FLO-3",), progress=Progress.WILL_NOT_DO, reason="The mill closes."),
    SavedAction(key="FLO-2", criteria=("FLO-2",), outside="The town decides.", progress=Progress.DONE),
    SavedAction(key="FLO-1", criteria=("FLO-1",), progress=Progress.DONE),
    SavedAction(key="own1", criteria=(), text="Paint the door."),
)


def half_way(standard: Standard) -> Outcome:
    """Return the bakery half-way through its audit, with decisions in its plan."""
    return outcome(standard, HALF_WAY, SAVED)


def poisoned(standard: Standard, text: str) -> tuple[Subject, Outcome]:
    """Return an audit with the same text in every place a person can type in."""
    title = text[:300]
    answers = {
        "FIR-1": Answer(level=1, note=text, evidence=(Evidence(title),)),
        "FIR-3": Answer(level=3, evidence=(Evidence(title, DAY),)),
        "FLO-2": Answer(not_applicable=text),
        "FLO-3": Answer(not_sure=True, note=text),
    }
    action = SavedAction(
        key="FIR-1",
        criteria=("FIR-1",),
        text=text,
        interim=text,
        owner=title,
        reason=text,
        outside=text,
        evidence=text,
        cost=title,
        note=text,
    )
    found = outcome(standard, AnswerSheet(HALF_WAY.scope, DAY, answers), (action,))
    return replace(SUBJECT, programme=title, organisation=title), found


def small(text: str = "Bread.") -> Sheet:
    """Return a paper of one paragraph, with the foot that every page must have."""
    return Sheet(
        kind="report",
        title="Paper",
        kicker="k",
        subtitle="s",
        language="en",
        iso_date="2026-11-01",
        running=(CAPTION, text[:60]),
        page_words="Page %(page)s of %(pages)s",
        blocks=(Paragraph(text),),
    )


def around_the_rules(html: str) -> tuple[str, str, str]:
    """Take a page for wkhtmltopdf apart: what stands before its style sheet, the sheet's rules, what stands after."""
    link = r'<link rel="stylesheet" href="data:text/css;charset=utf-8;base64,([^"]+)">'
    before, packed, after = re.split(link, html)
    return before, base64.b64decode(packed).decode("utf-8"), after
