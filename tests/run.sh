#!/bin/sh
# Everything that must hold before a change lands. Called by make test, with .venv/bin first in PATH.
set -eu
cd "$(dirname "$0")/.."
# one more than the processors: some tests wait in real time, for a lock, a fault, the delay of a page's script
workers=${TEST_WORKERS:-$(($(getconf _NPROCESSORS_ONLN) + 1))}
unset PYTHONDONTWRITEBYTECODE # else every worker and every server compiles all that it imports, each time
if [ -z "${TMPDIR:-}" ] && [ "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -gt 4000000 ] 2>/dev/null; then
  TMPDIR=$(mktemp -d /dev/shm/essai-XXXXXX) # in memory: thousands of commits there wait for no disk
  chmod 755 "$TMPDIR" # PostgreSQL runs under another account
  export TMPDIR
  memory=$TMPDIR
  trap 'rm -rf "$memory"' EXIT
  trap 'exit 1' INT TERM
fi
step() { printf '\n== %s\n' "$1"; }

step "What the tests need from the system"
sh tests/system.sh
types=$(mktemp)
covered=$(mktemp)
checker=
trap 'kill $checker 2>/dev/null || :; rm -rf "$types" "$covered" ${memory:+"$memory"}' EXIT
mypy >"$types" 2>&1 & # it takes one core: the core's tests run meanwhile
checker=$!
step "Linters"
ruff check .
ruff format --check --quiet .
djlint templates --lint --quiet
step "Import rules"
lint-imports --no-logo
step "Dependencies"
python -m pip check
step "Content"
questionnaire check
step "The core; on SQLite, and in a browser"
rm -f .coverage .coverage.*
# in a new clone: each process would compile the modules of tests for itself; a fault in one is told by the next command
[ -d tests/__pycache__ ] || python -m pytest -q --collect-only >/dev/null || true
python -m pytest -q -n "$workers" --dist worksteal --cov --cov-report= --cov-fail-under=0
coverage report >"$covered" 2>&1 & # it takes one core: PostgreSQL's tests begin meanwhile
reporter=$!
step "Types"
wait "$checker" || { checker=; cat "$types"; exit 1; }
checker=
cat "$types"
step "On PostgreSQL"
tried=0
python -m tests.support.postgresql python -m pytest -q -n "$workers" --dist worksteal -m "database and not browser" || tried=$?
step "Every branch of the core is covered"
wait "$reporter" || tried=$?
cat "$covered"
exit "$tried"
