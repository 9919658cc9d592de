# casetracker with gunicorn and whitenoise; docker-compose.yml adds PostgreSQL. No secret is in the image.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app

COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/run.txt

COPY manage.py LICENSE-DATA.md ./
COPY casetracker casetracker
COPY decisions decisions
COPY templates templates

# Production refuses to start without keys, and an image must hold none: so the files are collected in
# demo mode, and the keys that it makes for itself are gone before the layer is written.
RUN CASETRACKER_ENV=demo python manage.py collectstatic --noinput --verbosity 0 \
    && find var -mindepth 1 -maxdepth 1 ! -name static -exec rm -r {} +

# The program belongs to root, so that the account it runs as cannot change it.
RUN useradd --system --no-create-home --shell /usr/sbin/nologin casetracker \
    && install --directory --owner casetracker --mode 700 /documents \
    && install --directory --owner casetracker --mode 700 /backups \
    && install --directory --owner casetracker --mode 755 /releases
USER casetracker

# Reachable from outside the container, with scratch files in memory.
ENV GUNICORN_CMD_ARGS="--config python:casetracker.serving --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm"
EXPOSE 8000
CMD ["gunicorn", "casetracker.wsgi"]
