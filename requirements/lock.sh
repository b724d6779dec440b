#!/bin/sh
# Write the pinned lists: names, versions and hashes only, no address. They are installed with --no-deps.
set -eu
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
    --no-annotate --no-header "$@"
}
compile pyproject.toml requirements/build.in -o requirements/run.txt
compile pyproject.toml requirements/build.in --extra dev -c requirements/run.txt -o requirements/test.txt
