"""Sentences about files of customers."""

from typing import Final

from churn.decision.amount_words import exact_percent
from churn.decision.contacts import ContactRule
from churn.decision.words import why_nobody, with_example_values
from churn.errors import listing, plural, quote
from churn.scoring.customers import SourceTable
from churn.scoring.ranking import GAIN, Ranking
from churn.show.formats import bare_percent
from churn.table.raw import FileFormat

GAIN_HELP: Final = (
    "What contacting this customer brings on average: save rate × value × churn probability − cost, in euros{}."
)
CONTACT_HELP: Final = "Whether to contact this customer: the expected gain is above 0, and the capacity is not used up."
UNSEEN_HELP: Final = (
    "Columns in which this customer has a value that does not occur in the table the model was made from."
)
RATE_HELP: Final = (
    "Ends of the exact 95% interval (Clopper–Pearson) of the share that leaves among customers with about this "
    "probability, which a model gave them that had never seen them."
)
NO_RATE: Final = (
    "A rate is missing where a model that had never seen them gave fewer than ten customers about this probability: "
    "the table has no customers to compare with. Often so with customers whom the model has learned from: it is surer "
    "of them than of anybody else."
)
ALIKE_HELP: Final = (
    "Customers of the table whose values are all the same as this one's; where the table holds this customer, too, he "
    "or she is one of them."
)
NEW_ONLY: Final = (
    "Bring customers who are not in the table that the model was made from: those it knows, and their probabilities "
    "would be too good to be true."
)
AS_IT_CAME_IN: Final = (
    "The same kind of file, with delimiter, decimal sign, encoding and columns as they are in yours; ours stand behind."
)
PLAIN_CSV: Final = "Commas between columns, decimal points, UTF-8: what programs read."

EXAMPLE_GAIN: Final = f" ({GAIN} rests on example values: --value, --cost and --save-rate take yours)"


def remarks(file: SourceTable) -> list[str]:
    """Say what reading a file had to decide, and what a workbook has that a scored one does not."""
    said = [finding.evidence for finding in file.findings]
    others = [sheet for sheet in file.format.sheets if sheet != file.format.sheet]
    if file.format.sheet is not None and others and not any(quote(file.format.sheet) in each for each in said):
        said.append(f"The scored workbook has the sheet {quote(file.format.sheet)} only, not {listing(others)}.")
    return said


def written_otherwise(source: FileFormat, written: FileFormat) -> str | None:
    """Say that a file could not be written in the encoding that it came in."""
    if written.kind != source.kind or written.encoding == source.encoding:
        return None
    return f"a text has characters that {source.encoding} lacks, so the file is written in UTF-8"


def scored(ranking: Ranking, rule: ContactRule, threshold: float | None = None) -> str:
    """Say how a file came out: whom to contact, and, where there is a threshold, how many are above it."""
    done, contacted = f"{plural(len(ranking), 'customer')} scored", ranking.contacted(rule)
    flags = "" if threshold is None else f". {ranking.flagged(threshold):,} flagged, above {bare_percent(threshold)}"
    bar, amounts = rule.campaign.worthwhile, with_example_values(rule.campaign)
    if (reason := why_nobody(rule)) is not None or bar is None:
        return f"{done}, nobody to contact{reason}{flags}"
    above = f"a contact pays above a churn probability of {exact_percent(bar)}"
    whom, worthwhile = f"{contacted:,}" if contacted else "nobody", rule.number_worthwhile(ranking.p)
    more = f", which {worthwhile:,} have: more than you can contact" if contacted < worthwhile else ""
    if not worthwhile:
        more = ", and none is above"
    return f"{done}, {whom} to contact: {above}{amounts}{more}{flags}"


def gain_help(rule: ContactRule) -> str:
    """Say what the column of expected gains is."""
    return GAIN_HELP.format(with_example_values(rule.campaign))
