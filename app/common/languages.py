"""Languages of texts: Dutch first, English and French complete."""

from typing import Any, Final, Literal

Language = Literal["nl", "en", "fr"]
LANGUAGES: Final = ("nl", "en", "fr")
ALL: Final = "all"
Choice = Literal["nl", "en", "fr", "all"]


def preferred(accept_language: str | None) -> Language:
    """The language that a client prefers most among ours; Dutch when it asks for none of them."""
    best: Language = "nl"
    best_weight = 0.0
    for part in (accept_language or "").split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if weight > best_weight:
            for ours in LANGUAGES:
                if language == ours:
                    best, best_weight = ours, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def told(text: Any, language: str) -> Any:
    """A text in one language, or the whole map for `all`."""
    if text is None or language == ALL:
        return text
    return text[language]


def tell(node: Any, language: str) -> Any:
    """Plain data with every text in it told in one language."""
    if isinstance(node, dict):
        if node.keys() == _KEYS:
            return told(node, language)
        return {key: tell(value, language) for key, value in node.items()}
    if isinstance(node, list):
        return [tell(item, language) for item in node]
    return node


_KEYS: Final = frozenset(LANGUAGES)
