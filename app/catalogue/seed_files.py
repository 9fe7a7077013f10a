"""Reading the seed: strict YAML with the line of everything, so that a mistake is reported where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import compile as pattern
from typing import Any

import yaml

Where = tuple[str | int, ...]

_INTEGER = pattern(r"[-+]?(0|[1-9]\d*)")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
KINDS = {
    "codes": "codes",
    "law": "law",
    "rules": "rule",
    "instruments": "instrument",
    "organizations": "organization",
    "tables": "table",
}


# Files that hold all documents of a kind, by id.
WHOLE_FILES = {"facts.yaml": "fact", "sources.yaml": "source", "synonyms.yaml": "synonym"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in the seed: file, line, path inside the file, and why."""

    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path or '(document)'}: {self.reason}"


class SeedRefused(Exception):
    """The seed has mistakes; nothing of it is published."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = sorted(set(problems))


@dataclass(slots=True)
class SeedDocument:
    """One document as plain JSON data, with the line of each path in its file.

    Decimals and dates are strings, so that nothing is lost on the way through JSON.
    """

    kind: str
    id: str
    data: Any
    file: str = ""
    lines: dict[Where, int] = field(default_factory=dict)
    prefix: Where = ()

    def problem(self, path: Where, reason: str) -> Problem:
        """A problem at a path; the line is that of the nearest known part."""
        near = path
        while near not in self.lines and near:
            near = near[:-1]
        return Problem(self.file, self.lines.get(near, 1), ".".join(map(str, (*self.prefix, *path))), reason)


def read_seed(folder: Path) -> list[SeedDocument]:
    """All documents of a seed folder; raises `SeedRefused` for what is no strict YAML."""
    documents: list[SeedDocument] = []
    problems: list[Problem] = []
    for file in sorted(folder.rglob("*.yaml")):
        try:
            documents.extend(_documents(folder, file))
        except SeedRefused as refused:
            problems.extend(refused.problems)
    if problems:
        raise SeedRefused(problems)
    return documents


def _documents(folder: Path, file: Path) -> Iterator[SeedDocument]:
    name = file.relative_to(folder).as_posix()
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SeedRefused([Problem(name, 1, "", f"no text in UTF-8: {error.reason}")]) from error
    data, lines = read_yaml(text, name)
    section, stem = name.partition("/")[0], file.stem
    if name in WHOLE_FILES:
        if not isinstance(data, dict) or set(data) != {stem}:
            raise SeedRefused([Problem(name, 1, "", f"expected one mapping named {stem}")])
        if not isinstance(data[stem], dict):
            raise SeedRefused([Problem(name, lines.get((stem,), 1), stem, "a mapping is expected")])
        kind = WHOLE_FILES[name]
        for order, (key, item) in enumerate(data[stem].items()):
            inner = {path[2:]: line for path, line in lines.items() if path[:2] == (stem, key)}
            document = {**item, "order": order} if kind == "fact" and isinstance(item, dict) else item
            yield SeedDocument(kind, key, document, name, inner, (stem, key))
        return
    if section not in KINDS:
        raise SeedRefused([Problem(name, 1, "", f"no such part of the seed; known: facts, sources, synonyms, {', '.join(KINDS)}")])
    if section == "codes":
        if not isinstance(data, dict):
            raise SeedRefused([Problem(name, 1, "", "a mapping of codes to labels is expected")])
        data = {"id": stem, "codes": [_code(code, entry) for code, entry in data.items()]}
    elif not isinstance(data, dict) or data.get("id") != stem:
        raise SeedRefused([Problem(name, lines.get(("id",), 1), "id", f"the id must be the name of the file, {stem}")])
    yield SeedDocument(KINDS[section], stem, data, name, lines)


# What a code may have beside its label: the codes of another list that it stands for, and in which languages it is a proper name.
BESIDE_LABEL = ("means", "proper")


def _code(code: str, entry: Any) -> dict[str, Any]:
    """A code with its label and what it has beside that."""
    beside = {key: entry[key] for key in BESIDE_LABEL if key in entry} if isinstance(entry, dict) else {}
    return {"code": code, "label": {key: text for key, text in entry.items() if key not in beside} if beside else entry, **beside}


def read_yaml(text: str, name: str) -> tuple[Any, dict[Where, int]]:
    """Plain data and the line of each path.

    Stricter than YAML: a repeated key is refused, and only true, false, null and whole numbers are not text.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise SeedRefused([Problem(name, line, "", f"no valid YAML: {getattr(error, 'problem', None) or error}")]) from error
    lines: dict[Where, int] = {}
    problems: list[Problem] = []

    def plain(node: yaml.Node | None, path: Where) -> Any:
        if node is None:
            return None
        lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            mapping: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                line = key_node.start_mark.line + 1
                if key in mapping:
                    problems.append(Problem(name, line, ".".join(map(str, (*path, key))), "the key stands here twice"))
                mapping[key] = plain(value_node, (*path, key))
                lines[(*path, key)] = line
            return mapping
        if isinstance(node, yaml.SequenceNode):
            return [plain(item, (*path, n)) for n, item in enumerate(node.value)]
        return scalar(node.value, quoted=bool(getattr(node, "style", None)))

    data = plain(root, ())
    if problems:
        raise SeedRefused(problems)
    return data, lines


def walk(node: Any, path: Where = (), key: Any = None) -> Iterator[tuple[Where, Any, Any]]:
    """Plain data and all that is in it: path, the key it stands under (`None` in a list), and the data itself."""
    yield path, key, node
    if isinstance(node, dict):
        for name, value in node.items():
            yield from walk(value, (*path, name), name)
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from walk(value, (*path, n), None)


def scalar(value: str, *, quoted: bool) -> Any:
    """A plain word of YAML as data; decimals and dates stay text."""
    if quoted:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    return value
