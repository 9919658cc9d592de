#!/usr/bin/env bash
# Formats code and templates in place, with the tools that check.sh checks with.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

ruff check --quiet --select I --fix .
ruff format --quiet .
# Both tools exit with an error when they changed something.
find templates -name '*.html' -exec djade {} + >/dev/null 2>&1 || true
find templates -name '*.html' -exec djhtml --tabwidth 2 {} + >/dev/null 2>&1 || true
