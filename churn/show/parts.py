"""Sentences as plain parts: written once, shown as Markdown on the page and as plain text everywhere else."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from churn.show.formats import escape


class Sentence:
    r"""Our own words, and among them parts of other kinds.

    Examples
    --------
    >>> said = Sentence("See ", Bold("column ", Verbatim("*x*")), " on the page ", Page("Data"), ".")
    >>> print(said.markdown())
    See **column \*x\*** on the page *Data*.
    >>> print(said.plain())
    See column *x* on the page Data.
    """

    mark: ClassVar[str] = ""  # what stands around it in Markdown

    def __init__(self, *parts: "str | Sentence") -> None:
        self._parts = parts

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return any(self._parts)

    def markdown(self) -> str:
        """Return it for Streamlit, nothing of a user's text taken for markup."""
        parts = (part if isinstance(part, str) else part.markdown() for part in self._parts)
        return f"{self.mark}{''.join(parts)}{self.mark}"

    def plain(self) -> str:
        """Return it without any markup."""
        return "".join(part if isinstance(part, str) else part.plain() for part in self._parts)


class Bold(Sentence):
    """What the eye should find first."""

    mark = "**"


class Page(Sentence):
    """The name of a page."""

    mark = "*"


class Verbatim(Sentence):
    """A user's name or value, or a text with some in it: on one line, and shown letter for letter."""

    def __init__(self, text: object) -> None:
        super().__init__(" ".join(str(text).split()))

    def markdown(self) -> str:
        """Return it with all that could be markup made harmless."""
        return escape(self.plain())


def joined(parts: Iterable[str | Sentence], between: str = ", ") -> Sentence:
    """Put something between parts.

    Examples
    --------
    >>> joined(["a", Bold("b")]).markdown()
    'a, **b**'
    """
    separated = [each for part in parts for each in (between, part)]
    return Sentence(*separated[1:])


def enumerated(parts: Sequence[str | Sentence], last: str = "and") -> Sentence:
    """Name parts one after another; at least one.

    Examples
    --------
    >>> enumerated(["a", "b", Bold("c")], "or").plain()
    'a, b or c'
    """
    *others, end = parts
    return Sentence(joined(others), f" {last} ", end) if others else Sentence(end)
