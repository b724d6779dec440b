"""Play whole respondents against a server: `python -m benchmarks.respondents http://127.0.0.1:8000 --closed 16`.

The diagnostics stay on that server: never play against one that holds real answers.
"""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks.load.client import AS_BROWSERS, Target
from benchmarks.load.crowds import Burst, ClosedLoop, Crowd, OpenLoop, play
from benchmarks.load.respondent import Behaviour


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.respondents", description=__doc__)
    parser.add_argument("url", help="where the server is, such as http://127.0.0.1:8000")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--closed", type=int, metavar="N", help="N people at once; each begins again when done")
    how.add_argument("--open", type=int, metavar="N", help="N people come during the time given, whatever happens")
    how.add_argument("--burst", type=int, metavar="N", help="N people send their first answers within a second")
    parser.add_argument("--seconds", type=float, default=20, help="how long (20)")
    parser.add_argument(
        "--warm", type=float, default=0, help="closed: seconds during which people come, uncounted (0)"
    )
    parser.add_argument("--think", type=float, default=0, help="seconds spent on each page, on average (0)")
    parser.add_argument("--pdf", type=float, default=0, help="share of people who download the PDF (0)")
    parser.add_argument("--notes", type=float, default=0.1, help="share of questions given a note (0.1)")
    parser.add_argument("--short", type=float, default=0, help="share of people on the short path (0)")
    parser.add_argument("--assets", action="store_true", help="fetch the style sheets and scripts too")
    parser.add_argument("--processes", type=int, default=1, help="processes of the generator (1)")
    parser.add_argument("--encoding", default=AS_BROWSERS, help="Accept-Encoding; empty: nothing compressed")
    parser.add_argument("--seed", type=int, help="the same seed gives the same people (default: the time)")
    parser.add_argument("--any-host", action="store_true", help="allow another machine than this one")
    return parser.parse_args()


def main() -> None:
    """Play, then print the figures; the exit code is 1 when there was an error."""
    options = _options()
    target = Target.of(options.url, any_host=options.any_host, encoding=options.encoding)
    behaviour = Behaviour(
        think=options.think, pdf=options.pdf, notes=options.notes, short=options.short, assets=options.assets
    )
    crowd: Crowd = ClosedLoop(options.closed or 8, options.seconds, options.warm)
    if options.open:
        crowd = OpenLoop(options.open, options.seconds)
    elif options.burst:
        crowd = Burst(options.burst)
    seed = options.seed if options.seed is not None else int(time.time())
    figures = play(target, behaviour, crowd, processes=options.processes, seed=seed)
    sys.stdout.write(f"{crowd}, seed {seed}\n\n{figures.summary()}\n")
    sys.exit(1 if figures.errors else 0)


if __name__ == "__main__":
    main()
