"""What the account of a database may do: asked before the public is served, so that a mistaken setting is noticed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

# In the head of a SQLite file: this is a copy that `manage.py make_public_copy` made. "ctpc" as a number.
COPY = 0x63747063

# What can be read or written outside the views, be it one column or through a function. The catalogue is everybody's.
_OURS = "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_'"
_RELATIONS = f"""
    SELECT n.nspname || '.' || c.relname {_OURS} AND n.nspname <> 'information_schema'
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT (n.nspname = %(schema)s AND c.relkind = 'v')
    AND (
        has_table_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
        OR has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    )
    UNION ALL
    SELECT n.nspname || '.' || c.relname {_OURS} AND n.nspname = %(schema)s AND c.relkind = 'v'
    AND has_table_privilege(%(role)s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
    UNION ALL
    SELECT n.nspname || '.' || c.relname {_OURS}
    AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(%(role)s, c.oid, 'USAGE, SELECT, UPDATE') END
    UNION ALL
    SELECT n.nspname || '.' || p.proname || '()'
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_' AND p.prosecdef AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
    ORDER BY 1
"""  # noqa: S608
_SCHEMAS = """
    SELECT nspname FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_' AND has_schema_privilege(%(role)s, oid, 'CREATE') ORDER BY 1
"""
_POWERS = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    OR EXISTS (SELECT FROM pg_catalog.pg_auth_members WHERE member = r.oid)
    FROM pg_catalog.pg_roles r WHERE rolname = %(role)s
"""


_VIEWS = "SELECT viewname FROM pg_catalog.pg_views WHERE schemaname = %(schema)s ORDER BY 1"
_DEFINITIONS = "SELECT definition FROM pg_catalog.pg_views WHERE schemaname = %(schema)s ORDER BY viewname"
MOST_NAMES = 5


def faults() -> list[str]:
    """Why this process must not serve the public by itself. Empty: it can read what is published, and nothing else."""
    if connection.vendor == "sqlite":
        return _faults_of_file()
    (role,) = _column("SELECT current_user")
    return faults_of_role(role)


def _faults_of_file() -> list[str]:
    if _column("PRAGMA application_id") == [COPY]:
        return []
    return [_("The database is no copy made by “manage.py make_public_copy”.")]


def faults_of_role(role: str) -> list[str]:
    """What the role may do on PostgreSQL beside reading the views of what is published."""
    named = {"role": role, "schema": settings.PUBLIC_SCHEMA}
    found = []
    if any(_column(_POWERS, named)):
        found.append(_("The role %(role)s has powers of its own, or those of another role.") % named)
    if rights := _column(_RELATIONS, named):
        found.append(
            _("The role %(role)s has rights that it must not have: %(names)s.") % (named | _some(rights))
        )
    if schemas := _column(_SCHEMAS, named):
        sentence = _("The role %(role)s may make tables in these schemas: %(names)s.")
        found.append(sentence % (named | _some(schemas)))
    if not views():
        found.append(_("There are no views of what is published. Run “manage.py make_public_role”."))
    return found


def views() -> list[str]:
    """The names of the views of what is published."""
    return _column(_VIEWS, {"schema": settings.PUBLIC_SCHEMA})


def definitions() -> list[str]:
    """What the views show, in the words of PostgreSQL; nothing where there are none."""
    if connection.vendor != "postgresql":
        return []
    return _column(_DEFINITIONS, {"schema": settings.PUBLIC_SCHEMA})


def role_exists(role: str) -> bool:
    return bool(_column("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %(role)s", {"role": role}))


def _some(names: Sequence[str]) -> dict[str, str]:
    return {"names": ", ".join([*names[:MOST_NAMES], *(["…"] if len(names) > MOST_NAMES else [])])}


def _column(question: str, named: Mapping[str, str] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, named)
        return [row[0] for row in cursor.fetchall()]
