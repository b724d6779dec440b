"""What surrounds the lines of a text: its byte-order bom, its line ends, its last line end."""

from __future__ import annotations

from dataclasses import dataclass

BOM = "\ufeff"
BYTE_ORDER, LINE_ENDS = "une marque invisible au début (BOM)", "des fins de ligne de Windows"
NOT_KEPT = "Ce fichier avait {} : le brouillon n’en garde pas. Aucun mot n’a changé."
MIXED_ENDS = "les fins de ligne du texte étaient de plusieurs sortes : elles sont maintenant toutes les mêmes."


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is kept: edits are made on lines that all end with \\n, then put back in this layout."""

    bom: str
    line_end: str
    last_line_ends: bool
    note: str = ""

    def restore(self, lines: str) -> str:
        """Return the text of these lines in this layout."""
        text = lines if self.last_line_ends else lines.removesuffix("\n")
        return self.bom + text.replace("\n", self.line_end)


def layout_words(data: bytes) -> str:
    """Return in French what a draft does not keep of a file: its bom, its Windows or old line ends; else nothing."""
    text = data.decode(errors="replace")
    found = [BYTE_ORDER] if text.startswith(BOM) else []
    found += [LINE_ENDS] if "\r" in text else []
    return NOT_KEPT.format(" et ".join(found)) if found else ""


def split_layout(text: str) -> tuple[str, Layout]:
    """Return the lines of a text, each ended by \\n, and its layout."""
    bom = BOM if text.startswith(BOM) else ""
    body = text.removeprefix(BOM)
    windows, lone = body.count("\r\n"), body.replace("\r\n", "").count("\r")
    mixed = bool(lone) or 0 < windows < body.count("\n")
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    layout = Layout(
        bom, "\r\n" if windows and not mixed else "\n", lines.endswith("\n"), MIXED_ENDS if mixed else ""
    )
    return lines if layout.last_line_ends else f"{lines}\n", layout
