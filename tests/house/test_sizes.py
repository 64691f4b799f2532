"""A ratchet: what is larger than a screen is split, and exceptions may only become fewer."""

import ast

from tests import REPOSITORY

SOURCE, FUNCTION, TEMPLATE, TEST = 400, 40, 150, 800
EXCEPTIONS: dict[str, int] = {}


def lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def small_enough(paths, limit) -> list[str]:
    found = []
    for path in paths:
        name = str(path.relative_to(REPOSITORY))
        if lines(path) > EXCEPTIONS.get(name, limit):
            found.append(f"{name}: {lines(path)}")
    return found


def sources():
    return [p for p in (REPOSITORY / "terrain").rglob("*.py") if "migrations" not in p.parts]


def test_source_files_fit_400_lines():
    assert not small_enough(sources(), SOURCE)


def test_templates_fit_150_lines():
    assert not small_enough((REPOSITORY / "terrain").rglob("templates/**/*.html"), TEMPLATE)


def test_test_files_fit_800_lines():
    assert not small_enough((REPOSITORY / "tests").rglob("*.py"), TEST)


def test_functions_fit_a_screen():
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = node.body[0].end_lineno if ast.get_docstring(node) else node.lineno
                if node.end_lineno - start + 1 > FUNCTION:
                    found.append(f"{path.relative_to(REPOSITORY)}:{node.lineno} {node.name}")
    assert not found


def test_public_functions_of_the_rules_say_what_they_do():
    found = []
    for path in sources():
        if path.stem not in {"actions", "policies", "facts", "public"} and path.parent.name != "core":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                typed = node.returns is not None and all(a.annotation for a in node.args.args + node.args.kwonlyargs)
                if not typed or not ast.get_docstring(node):
                    found.append(f"{path.relative_to(REPOSITORY)}:{node.lineno} {node.name}")
    assert not found
