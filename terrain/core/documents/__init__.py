"""Official papers: a report to a judge, a letter, a summary, as DOCX to work on and as PDF to sign, in French and in Arabic.

A room says what stands in the paper and nothing of how it looks::

    paper = Paper(language="ar", title="…", head=("…",), mark="…", parts=(Part("…", (Pairs(…), Paragraph("…"))),))
    as_pdf(paper), as_docx(paper)

The same paper always gives the same bytes.
"""

from terrain.core.documents.certificate import Certificate, certificate_pdf
from terrain.core.documents.docx import as_docx
from terrain.core.documents.paper import Block, Note, Pairs, Paper, Paragraph, Part, Table
from terrain.core.documents.pdf import as_pdf

__all__ = [
    "Block",
    "Certificate",
    "Note",
    "Pairs",
    "Paper",
    "Paragraph",
    "Part",
    "Table",
    "as_docx",
    "as_pdf",
    "certificate_pdf",
]
