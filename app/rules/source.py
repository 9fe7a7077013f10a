"""Rules as Python source: an expression with all its parts becomes one function, as a call costs more than most tests.

An expression reads `c`, the case's array, and `p`, the participant's. Values stand in it by reference and never in its text, so
that expressions of the same shape share one code object.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Run = Callable[[list[Any], list[Any]], Any]
Ask = Callable[[list[Any], list[Any]], int]
MOST_SHAPES = 10 * 1000


class Name:
    """A name of its own for what an expression reckons on the way."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A value that an expression refers to: a figure, a set of codes, a function."""

    value: Any


Part = str | Held | Name


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """An expression in parts. `weight` tells how much work it is, in tests."""

    parts: tuple[Part, ...]
    weight: int = 1

    def function(self) -> Run:
        """The function that works it out for a case and a participant."""
        names: dict[int, str] = {}
        held: list[Any] = []
        text: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                text.append(part)
                continue
            name = names.get(id(part))
            if name is None:
                name = names[id(part)] = f"k{len(held)}" if isinstance(part, Held) else f"t{len(names)}"
                if isinstance(part, Held):
                    held.append(part.value)
            text.append(name)
        made: Run = _maker("".join(text), len(held))(*held)
        return made


def source(*parts: "Part | Source", weight: int | None = None) -> Source:
    """An expression made of text, values, names and other expressions; it weighs what these weigh, unless told otherwise."""
    flat: list[Part] = []
    inside = 0
    for part in parts:
        if isinstance(part, Source):
            flat += part.parts
            inside += part.weight
        else:
            flat.append(part)
    return Source(tuple(flat), inside if weight is None else weight)


def held(value: Any) -> Source:
    """A value by itself."""
    return Source((Held(value),), 0)


def joined(parts: list[Source], between: str) -> Source:
    """Expressions one after the other."""
    spread: list[Part | Source] = [parts[0]]
    for part in parts[1:]:
        spread += (between, part)
    return source(*spread)


@lru_cache(MOST_SHAPES)
def _maker(text: str, values: int) -> Callable[..., Run]:
    """Makes functions of one shape from the values they hold."""
    names = ", ".join(f"k{n}" for n in range(values))
    maker: Callable[..., Run] = eval(f"lambda {names}: lambda c, p: {text}", {"__builtins__": {}})  # noqa: S307 - text of rules only
    return maker
