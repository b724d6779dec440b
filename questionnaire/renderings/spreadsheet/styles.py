"""The styles of the spreadsheet, as OpenDocument fragments: cells, column widths, landscape pages, frozen first rows."""

from collections.abc import Sequence
from html import escape

_CELL = (
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.12cm" '
    'fo:border-bottom="0.5pt solid #D9D2C5"{more}/>'
)
STYLES = (
    '<style:style style:name="ligne" style:family="table-row">'
    '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>',
    '<style:style style:name="texte" style:family="table-cell" style:parent-style-name="Default">'
    + _CELL.format(more="")
    + "</style:style>",
    '<style:style style:name="libelle" style:family="table-cell" style:parent-style-name="Default">'
    + _CELL.format(more="")
    + '<style:text-properties fo:font-weight="bold"/></style:style>',
    '<style:style style:name="nombre" style:family="table-cell" style:parent-style-name="Default">'
    + _CELL.format(more="")
    + '<style:paragraph-properties fo:text-align="center"/></style:style>',
    '<style:style style:name="entete" style:family="table-cell" style:parent-style-name="Default">'
    + _CELL.format(more=' fo:background-color="#12303A"')
    + '<style:text-properties fo:color="#FFFFFF" fo:font-weight="bold"/></style:style>',
)
PAGE = (
    '<style:page-layout-properties style:writing-mode="lr-tb" style:print-orientation="landscape" '
    'fo:page-width="29.7cm" fo:page-height="21cm" fo:margin="1.2cm" style:scale-to-X="1" style:scale-to-Y="0"/>'
)
_NAMESPACES = (
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" '
    'xmlns:ooo="http://openoffice.org/2004/office" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"'
)
# split mode 2 is a frozen row; pane 2, below it, is the active one
_FROZEN = (
    ("CursorPositionX", "int", 0), ("CursorPositionY", "int", 1),
    ("HorizontalSplitMode", "short", 0), ("VerticalSplitMode", "short", 2),
    ("HorizontalSplitPosition", "int", 0), ("VerticalSplitPosition", "int", 1),
    ("ActiveSplitRange", "short", 2), ("PositionTop", "int", 0), ("PositionBottom", "int", 1),
)  # fmt: skip


def column_style(width: float) -> str:
    """Return the style of columns of this width, in centimetres."""
    name = f"largeur-{width:g}".replace(".", "-")
    return (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:g}cm"/></style:style>'
    )


def settings(frozen: Sequence[str]) -> bytes:
    """Return settings.xml; `frozen` names the sheets whose first row stays visible when scrolling."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in _FROZEN
    )
    tables = "".join(
        f'<config:config-item-map-entry config:name="{escape(name)}">{items}</config:config-item-map-entry>'
        for name in frozen
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-settings {_NAMESPACES}><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    ).encode()
