"""The brief as a file: one HTML document with its pictures inside, no script, no network."""

from pathlib import Path

from churn.report.brief import Brief


def to_html(brief: Brief) -> str:
    """Write the brief as one HTML document that needs nothing else."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Names and values of the table are text, whatever they look like.
    templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    templates.loader = FileSystemLoader(Path(__file__).parent)
    return templates.get_template("brief.html").render(brief=brief)
