"""Rules of the house that no type checker and no import contract sees."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "decisions"
FILES = sorted(path for path in DECISIONS.rglob("*.py") if "migrations" not in path.parts)
PROJECT_FILES = [*FILES, *sorted((ROOT / "casetracker").glob("*.py"))]
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *DECISIONS.rglob("*.html")])

WRITES = {
    "save", "create", "update", "delete",
    "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete",
    "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
}  # fmt: skip
# Besides the actions: the ledger, and the manager that Django's createsuperuser calls.
WRITERS = {"ledger.py", "models/account.py"}
# Things that have a method of such a name but are no records: a hash, a dict, a visit that calls the actions.
NOT_RECORDS = {"digest", "self._sum", "context", "editing"}

# Actions that only read the database, so that nothing needs to be atomic.
READING_ACTIONS = {"accounts.system_usernames", "audit.audit_head", "audit.verify", "releases.draft"}
ACTIONS = [path.stem for path in sorted((DECISIONS / "actions").glob("*.py")) if path.stem != "__init__"]


def name(path: Path) -> str:
    return path.relative_to(DECISIONS).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def imports(path: Path) -> Iterator[str]:
    """The full names of everything that a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def writes(path: Path) -> Iterator[str]:
    for call in calls(path):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
            continue
        without_writing = any(keyword.arg == "commit" for keyword in call.keywords)
        if ast.unparse(call.func.value) not in NOT_RECORDS and not without_writing:
            yield f"{name(path)}:{call.lineno}: {ast.unparse(call.func)}"


def test_the_files_are_found():
    assert {"policy.py", "actions/rulings.py", "models/ruling.py"} <= {name(path) for path in FILES}
    assert {"rulings", "workflow", "corpus", "reference", "accounts"} <= set(ACTIONS)
    assert any(writes(DECISIONS / "ledger.py"))


def test_only_actions_write():
    others = [path for path in FILES if path.parent.name != "actions" and name(path) not in WRITERS]

    assert [line for path in others for line in writes(path)] == []


def test_nothing_but_policy_starts_from_all_rulings():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in FILES
        if name(path) != "policy.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and ast.unparse(node.value).split(".")[-1] == "Ruling"
    ]

    assert found == []


def public_functions(module_name: str) -> dict[str, object]:
    module = import_module(f"decisions.actions.{module_name}")
    return {
        f"{module_name}.{name}": function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


PUBLIC = {name: function for module in ACTIONS for name, function in public_functions(module).items()}


@pytest.mark.parametrize("action", PUBLIC)
def test_actions_take_their_arguments_by_name(action):
    kinds = {parameter.kind for parameter in inspect.signature(PUBLIC[action]).parameters.values()}

    assert kinds <= {inspect.Parameter.KEYWORD_ONLY}


def decorators() -> dict[str, list[str]]:
    return {
        f"{module}.{node.name}": [ast.unparse(decorator) for decorator in node.decorator_list]
        for module in ACTIONS
        for node in tree(DECISIONS / "actions" / f"{module}.py").body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("action", sorted(PUBLIC.keys() - READING_ACTIONS))
def test_actions_are_atomic(action):
    assert "transaction.atomic" in decorators()[action]


@pytest.mark.parametrize("path", PROJECT_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_happens_behind_your_back_and_no_html_is_trusted(path):
    banned = ("django.db.models.signals", "django.dispatch", "django.core.signals", "django.utils.safestring")

    assert [used for used in imports(path) if used.startswith(banned)] == []
    assert not [node for node in ast.walk(tree(path)) if getattr(node, "id", "") == "mark_safe"]


def test_models_do_no_work_when_they_are_saved():
    hooks = {"save", "delete", "full_clean", "clean", "save_base", "__init_subclass__"}
    found = [
        f"{name(path)}: {item.name}"
        for path in (DECISIONS / "models").glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in hooks
    ]

    assert found == []


@pytest.mark.parametrize("engine", ["text", "charts", "tables", "archives"])
def test_engines_know_no_django(engine):
    files = list((DECISIONS / engine).glob("*.py"))
    outside = ("django", "decisions.models", "decisions.vocabulary", "simple_history", "casetracker")

    assert files
    assert [used for path in files for used in imports(path) if used.startswith(outside)] == []


def test_no_import_stands_inside_a_function():
    found = [
        f"{name(path)}:{inner.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_trusts_html(path):
    text = path.read_text(encoding="utf-8").replace(" ", "")

    assert not [mark for mark in ("|safe", "autoescapeoff", "|safeseq") if mark in text]
