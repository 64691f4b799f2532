"""Files that no library here writes."""

import io
import zipfile
from xml.sax.saxutils import escape

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(rows: list[list[str]], *, repeat: int = 1, rows_repeat: int = 1, blank_tail: int = 0) -> bytes:
    """An OpenDocument table of texts; the last cell of each row repeated, or followed by blank cells."""
    lines = []
    for cells in rows:
        written = [_cell(text, repeat if place == len(cells) - 1 else 1) for place, text in enumerate(cells)]
        tail = f'<table:table-cell table:number-columns-repeated="{blank_tail}"/>' if blank_tail else ""
        lines.append(
            f'<table:table-row table:number-rows-repeated="{rows_repeat}">{"".join(written)}{tail}</table:table-row>'
        )
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMES}><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", SPREADSHEET)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _cell(text: str, times: int) -> str:
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    return f'<table:table-cell office:value-type="string"{repeated}><text:p>{escape(text)}</text:p></table:table-cell>'
