"""Our own code runs nothing that it reads: no pickles, no evaluation, no shell, and jobs of RQ in JSON alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("cli", "connectors", "mappings", "syncengine")
OURS = sorted(path for name in FOLDERS for path in (ROOT / name).glob("**/*.py"))

FORBIDDEN_MODULES = frozenset({"pickle", "marshal", "shelve", "dill", "cloudpickle", "subprocess", "ctypes"})
FORBIDDEN_CALLS = frozenset({"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv"})
OF_RQ = frozenset({"Queue", "RQScheduler", "SimpleWorker", "Worker", "BellWorker", "Job.fetch", "BellJob.fetch"})
UNSAFE_YAML = frozenset({"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"})


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def unsafe(source: str) -> list[str]:
    tree = ast.parse(source)
    imported = set(imports(tree))
    found = sorted(imported & FORBIDDEN_MODULES)
    for name, call in calls(tree):
        words = {word.arg: ast.unparse(word.value) for word in call.keywords}
        if name in FORBIDDEN_CALLS | UNSAFE_YAML:
            found.append(name)
        if "rq" in imported and name in OF_RQ and words.get("serializer") != "JSONSerializer":
            found.append(f"{name} without JSONSerializer")
        if name == "BellWorker" and words.get("job_class") != "BellJob":
            found.append("BellWorker without BellJob")
        if name.startswith("yaml.") and words.get("Loader", "yaml.SafeLoader") != "yaml.SafeLoader":
            found.append(f"{name} without SafeLoader")
        if words.get("shell") == "True":
            found.append(f"{name} with a shell")
    return found


def test_nothing_runs_what_it_reads() -> None:
    assert len(OURS) > 200
    found = {path.relative_to(ROOT).as_posix(): unsafe(path.read_text(encoding="utf-8")) for path in OURS}
    assert {path: why for path, why in found.items() if why} == {}


def test_the_search_finds_what_is_there() -> None:
    parts = ("import pickle, rq", "Queue('x')", "yaml.compose(a, Loader=yaml.Loader)", "eval('1')", "yaml.load(x)")
    source = "\n".join([*parts, "run(shell=True)"])
    assert unsafe(source) == [
        "pickle",
        "Queue without JSONSerializer",
        "yaml.compose without SafeLoader",
        "eval",
        "yaml.load",
        "run with a shell",
    ]
