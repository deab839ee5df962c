"""One page to take away: what it says, and the file that says it without a network."""

from churn.report.brief import Brief, Section, brief
from churn.report.document import to_html

__all__ = ["Brief", "Section", "brief", "to_html"]
