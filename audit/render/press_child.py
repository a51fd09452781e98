"""The press itself: a process that sets and checks papers one after another until its input ends.

It is started by ``press`` as a script, isolated, and imports nothing of ours. A message is a line of JSON, a
length in eight bytes, and so many bytes: a PDF, or nothing.
"""

import json
import struct
import sys
from contextlib import suppress
from datetime import datetime
from typing import IO, Any

LENGTH = struct.Struct(">Q")


def send(out: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message."""
    out.write(json.dumps(head).encode("ascii") + b"\n" + LENGTH.pack(len(body)) + body)
    out.flush()


def receive(source: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; ``None`` where the other side has gone."""
    line = source.readline()
    size = source.read(LENGTH.size)
    if len(size) < LENGTH.size:
        return None
    return json.loads(line), source.read(*LENGTH.unpack(size))


def main() -> None:
    """Answer every message with the paper, the verdict, or what was wrong."""
    fonts: dict[str, Any] = {}
    with suppress(ImportError):
        # Half a second that passes while the charts are drawn; its absence is told to whoever asks for a paper.
        import typst  # noqa: F401, PLC0415 - see above
    while (message := receive(sys.stdin.buffer)) is not None:
        head, body = message
        try:
            answer = _check(head, body) if "profile" in head else _set(head, fonts)
        except ImportError as error:
            answer = {"missing": error.name}, b""
        send(sys.stdout.buffer, *answer)


def _set(head: dict[str, Any], fonts: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    import typst  # noqa: PLC0415 - its absence is an answer

    folder = head["fonts"]
    if folder not in fonts:
        fonts[folder] = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    try:
        made = typst.compile(
            head["template"],
            root=head["root"],
            font_paths=fonts[folder],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=head["inputs"],
            pdf_standards=head["standards"],
            timestamp=datetime.fromisoformat(head["day"]),
        )
    except typst.TypstError as error:
        return {"refused": str(error.message)}, b""
    return {}, bytes(made)


def _check(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    import page  # noqa: PLC0415 - its absence is an answer

    report = page.validate_pdf_bytes(body, profile=head["profile"])
    failed = [] if report.is_compliant else sorted({f.rule_id for f in report.failures})
    return {"passed": int(report.rules.passed), "complies": bool(report.is_compliant), "failed": failed}, b""


if __name__ == "__main__":
    main()
