"""A standard as plain content, and the hash that names it.

The content is what an audit keeps of the edition it was made with, so that it can always be shown
(design section 4). The hash is SHA-256 over the canonical JSON of RFC 8785.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import rfc8785

from audit.core.standard import (
    Check,
    Claim,
    Criterion,
    Document,
    Domain,
    Kind,
    LevelWord,
    Priority,
    Source,
    Standard,
    Status,
)

_CRITERION_TEXTS = ("id", "theme", "statement", "why", "action", "interim", "lead", "certainty", "not_applicable_when")
_STANDARD_TEXTS = ("id", "edition", "language", "title", "publisher", "basis", "disclaimer")


@lru_cache(maxsize=8)
def canonical(standard: Standard) -> bytes:
    """Return the standard as canonical JSON (RFC 8785), UTF-8 bytes.

    Of the last few standards it is remembered: writing one takes 7 ms, and a standard never changes.
    """
    return rfc8785.dumps(_standard(standard))


def content_hash(standard: Standard) -> str:
    """Return the SHA-256 of the canonical JSON, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(standard)).hexdigest()


def from_content(content: Mapping[str, Any]) -> Standard:
    """Build the standard that ``canonical`` wrote, from its parsed JSON."""
    return Standard(
        status=Status(content["status"]),
        certainties=tuple((letter, words) for letter, words in content["certainties"]),
        documents=tuple(Document(**d) for d in content["documents"]),
        levels=tuple(LevelWord(**w) for w in content["levels"]),
        priorities=tuple(Priority(**p) for p in content["priorities"]),
        domains=tuple(_read_domain(d) for d in content["domains"]),
        checks=tuple(_read_check(c) for c in content.get("checks", ())),
        **{key: content[key] for key in _STANDARD_TEXTS},
    )


def _standard(standard: Standard) -> dict[str, Any]:
    return {
        **{key: getattr(standard, key) for key in _STANDARD_TEXTS},
        "status": standard.status.value,
        "certainties": [list(pair) for pair in standard.certainties],
        "documents": [_plain(d, Document.__slots__) for d in standard.documents],
        "levels": [_plain(w, LevelWord.__slots__) for w in standard.levels],
        "priorities": [_plain(p, Priority.__slots__) for p in standard.priorities],
        "domains": [_domain(d) for d in standard.domains],
        # An edition from before there were checks keeps the hash it was published with.
        **({"checks": [_check(c) for c in standard.checks]} if standard.checks else {}),
    }


def _plain(thing: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _domain(domain: Domain) -> dict[str, Any]:
    return {
        "id": domain.id,
        "title": domain.title,
        "summary": domain.summary,
        "criteria": [_criterion(c) for c in domain.criteria],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        **{key: getattr(criterion, key) for key in _CRITERION_TEXTS},
        "kind": criterion.kind.value,
        "levels": list(criterion.levels),
        "evidence": list(criterion.evidence),
        "sources": [_plain(s, Source.__slots__) for s in criterion.sources],
        "articles": list(criterion.articles),
        "second_voice": criterion.second_voice,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "when": _plain(check.when, Claim.__slots__),
        "doubted_by": _plain(check.doubted_by, Claim.__slots__),
        "sentence": check.sentence,
    }


def _read_check(content: Mapping[str, Any]) -> Check:
    when, doubted_by = Claim(**content["when"]), Claim(**content["doubted_by"])
    return Check(content["id"], when, doubted_by, content["sentence"])


def _read_domain(content: Mapping[str, Any]) -> Domain:
    criteria = tuple(_read_criterion(c) for c in content["criteria"])
    return Domain(id=content["id"], title=content["title"], summary=content["summary"], criteria=criteria)


def _read_criterion(content: Mapping[str, Any]) -> Criterion:
    none, some, most, every = content["levels"]
    return Criterion(
        kind=Kind(content["kind"]),
        levels=(none, some, most, every),
        evidence=tuple(content["evidence"]),
        sources=tuple(Source(**s) for s in content["sources"]),
        articles=tuple(content["articles"]),
        second_voice=content["second_voice"],
        **{key: content[key] for key in _CRITERION_TEXTS},
    )
