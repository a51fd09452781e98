"""The foot of every page, laid over what wkhtmltopdf has made.

Debian's build prints no page numbers and nothing at the foot. But any one page that is torn out must still
say what it is not (design section 1), so the feet are set by Typst and laid over the pages.
"""

from io import BytesIO

from audit.render import typeset
from audit.render.paper_parts import Sheet


def with_feet(pdf: bytes, sheet: Sheet) -> bytes:
    """Return the PDF with its feet, title and language.

    Raises:
        EngineMissingError: Typst is not installed.
        EngineFailedError: it refused the feet.
    """
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - 0.15 s that only a working copy needs
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415 - see above

    writer = PdfWriter(clone_from=BytesIO(pdf))
    feet = PdfReader(BytesIO(typeset.set_feet(sheet, len(writer.pages))))
    for page, foot in zip(writer.pages, feet.pages, strict=True):
        page.merge_page(foot)
        page.compress_content_streams()
    # The date of the printing would make every copy different, and says nothing about the audit.
    writer.metadata = {"/Title": sheet.title, "/Creator": "Self-Audit"}
    writer.root_object[NameObject("/Lang")] = TextStringObject(sheet.language)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
