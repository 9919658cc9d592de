#!/usr/bin/env bash
# Every check that runs no test. One line each; all of them run, and one that fails shows its output.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
PATH="$PWD/.venv/bin:$PATH"
failed=0
# A var/ of its own: no check reads or writes a person's data.
export CASETRACKER_ENV=demo CASETRACKER_VAR="$work"
unset DATABASE_URL SECRET_KEY AUDIT_KEYS SITE_URL ALLOWED_HOSTS CASETRACKER_HTTPS

step() {
    local name=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        cat "$work/output"
        failed=1
    fi
}

templates=()
while IFS= read -r file; do templates+=("$file"); done < <(find templates decisions -name '*.html' | sort)

# A production installation must have nothing to say about its own security. The keys serve this check only.
check_deployment() {
    CASETRACKER_ENV=production SITE_URL=https://casetracker.example AUDIT_KEYS=not-a-secret \
        IDENTITY_KEYS=bm90LWEtc2VjcmV0LWJ1dC0zMi1ieXRlcy1sb25nLSE= \
        SECRET_KEY=not-a-secret-but-as-long-and-as-varied-as-one-0123456789 \
        python manage.py check --deploy --fail-level WARNING &&
        CASETRACKER_ENV=production CASETRACKER_SITE=public SITE_URL=https://casetracker.example \
            DATABASE_URL="sqlite:///$work/public.sqlite3" python manage.py check --deploy --fail-level WARNING
}

step "lint (ruff)" ruff check --quiet .
step "format (ruff)" ruff format --quiet --diff .
step "types (mypy)" mypy
step "floors (import-linter)" lint-imports --no-cache --no-logo
step "templates: tags (djade)" djade --check "${templates[@]}"
step "templates: indentation (djhtml)" djhtml --check --tabwidth 2 "${templates[@]}"
step "templates: lint (djlint)" djlint --lint --quiet "${templates[@]}"
step "django check" python manage.py check --fail-level WARNING
step "django check --deploy" check_deployment
step "migrations" python manage.py makemigrations --check --dry-run
python .ci/advisories.py
exit "$failed"
