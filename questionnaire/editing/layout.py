"""What an edit must preserve around the lines of a text: its byte-order mark, its line ends, its last line end."""

from __future__ import annotations

from dataclasses import dataclass

BOM = "\ufeff"
BYTE_ORDER, LINE_ENDS = "une marque invisible au début (BOM)", "des fins de ligne de Windows"
NOT_KEPT = "Ce fichier avait {} : le brouillon n’en garde pas. Aucun mot n’a changé."
MIXED_ENDS = "les fins de ligne du texte étaient de plusieurs sortes : elles sont maintenant toutes les mêmes."


@dataclass(frozen=True, slots=True)
class Layout:
    """The byte-order mark and line ends of a text: edits work on lines that end with \\n, then restore them."""

    bom: str
    line_end: str
    last_line_ends: bool
    note: str = ""

    def restore(self, lines: str) -> str:
        """Return the text of these lines in this layout."""
        text = lines if self.last_line_ends else lines.removesuffix("\n")
        return self.bom + text.replace("\n", self.line_end)


def layout_words(data: bytes) -> str:
    """Return in French what a draft does not keep of a file, its BOM or its line ends; an empty text when it keeps all."""
    text = data.decode(errors="replace")
    dropped = [BYTE_ORDER] if text.startswith(BOM) else []
    dropped += [LINE_ENDS] if "\r" in text else []
    return NOT_KEPT.format(" et ".join(dropped)) if dropped else ""


def split_layout(text: str) -> tuple[str, Layout]:
    """Return a text with all its lines ended by \\n, and its layout."""
    bom = BOM if text.startswith(BOM) else ""
    body = text.removeprefix(BOM)
    windows, lone = body.count("\r\n"), body.replace("\r\n", "").count("\r")
    mixed = bool(lone) or 0 < windows < body.count("\n")
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    layout = Layout(
        bom, "\r\n" if windows and not mixed else "\n", lines.endswith("\n"), MIXED_ENDS if mixed else ""
    )
    return lines if layout.last_line_ends else f"{lines}\n", layout
