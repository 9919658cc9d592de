#!/usr/bin/env bash
# serve.sh demo | development: sets up and serves on 127.0.0.1:$PORT. "serve.sh setup" stops before serving.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:?say demo, development or setup}
port=${PORT:-8000}
python=.venv/bin/python
export CASETRACKER_ENV=$mode
[ "$mode" != setup ] || CASETRACKER_ENV=demo
export SITE_URL="${SITE_URL:-http://127.0.0.1:$port}"

require_free_port() {
    if ! [[ "$port" =~ ^[1-9][0-9]{0,4}$ ]] || [ "$port" -gt 65535 ]; then
        echo "PORT must be a number from 1 to 65535, not \"$port\"." >&2
        exit 1
    fi
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        echo "Port $port is taken by another program. Choose another one, for example PORT=8010." >&2
        exit 1
    fi
}

[ "$mode" = setup ] || require_free_port
bash .ci/venv.sh run
"$python" manage.py setup_demo
[ "$mode" != setup ] || exit 0

echo "casetracker is at http://127.0.0.1:$port/ (Ctrl-C stops it)"
# Imports are done by a worker beside the site; it comes and goes with it.
"$python" manage.py db_worker --no-startup-delay --no-reload &
worker=$!
if [ "$mode" = development ]; then
    "$python" manage.py runserver "127.0.0.1:$port" &
else
    "$python" -m gunicorn --config python:casetracker.serving casetracker.wsgi --bind "127.0.0.1:$port" &
fi
site=$!
trap 'kill "$site" "$worker" 2>/dev/null; wait' EXIT
trap 'exit 0' INT TERM
wait "$site"
