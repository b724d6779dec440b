"""The process that typesets: a line of JSON in, the length of a PDF and its bytes out. It imports Typst and nothing of ours.

Typst keeps what it worked out, about 170 MB after twenty notes: apart from the pages, that memory is bounded and given
back when this process ends.
"""

import datetime
import json
import resource
import sys
from pathlib import Path

import typst

MOST_BYTES = 3 * 1024**3  # of addresses, not of memory in use: Typst reserves much and uses little


def main(template: Path, fonts: Path) -> None:
    """Answer each line until there is none."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    families = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    compiler = typst.Compiler(template, root=template.parent, font_paths=families, ignore_system_fonts=True)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        day = datetime.date.fromisoformat(asked["date"])
        made = compiler.compile(
            format="pdf",
            sys_inputs={"report": asked["report"]},
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC),
        )
        assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file, and no output file was named
        sys.stdout.buffer.write(b"%d\n" % len(made) + made)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Exception as error:  # its message may quote what someone wrote
        sys.exit(f"a PDF could not be made: {type(error).__qualname__}")
