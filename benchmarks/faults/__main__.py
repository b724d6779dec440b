"""`python -m benchmarks.faults`: inject faults, print the outcome. The exit code is 1 when a promise was broken."""

from __future__ import annotations

import argparse
import random
import signal
import sys
from pathlib import Path

from benchmarks.faults.run import Plan, play, tell
from questionnaire.config import RESOURCES


def main() -> int:
    """Read the options, inject the faults, print the outcome."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="the plan is drawn from it (default: a new one)")
    parser.add_argument("--faults", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--respondents", type=int, default=16, help="how many people play (default: 16)")
    parser.add_argument("--minutes", type=float, default=15.0, help="stop injecting after that (default: 15)")
    parser.add_argument("--database", default="", help="an empty database to play on (default: SQLite)")
    parser.add_argument(
        "--criteria", type=Path, default=RESOURCES / "criteria.yaml", help="the criteria to begin with"
    )
    parser.add_argument("--folder", type=Path, default=None, help="where to put what is temporary")
    parser.add_argument("--log", type=Path, default=None, help="keep the server's journal in this file")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(10**6)  # noqa: S311
    plan = Plan(
        seed,
        options.faults,
        options.respondents,
        options.database,
        options.minutes,
        options.criteria,
        folder=options.folder,
    )

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that nothing is left running or mounted
    say(f"seed {seed}")
    outcome = play(plan, say)
    tell(outcome)
    if options.log:
        options.log.write_text(outcome.log, encoding="utf-8")
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
