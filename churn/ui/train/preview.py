"""The head of the page Train as plain HTML, see `churn.ui.preview`: what `answer` of the page draws at first."""

import html
from typing import Final

from churn.decision import words as decision_words
from churn.decision.campaign import Campaign
from churn.model.run import Run
from churn.quality import landing_words, words
from churn.quality.landing_charts import hundred, shares
from churn.scores.confusion import THRESHOLD, Confusion
from churn.scores.metrics import METRICS, Scores
from churn.show import formats, uncertainty
from churn.show.formats import unbroken_html
from churn.table.dataset import Dataset
from churn.table.sources import Source
from churn.ui import shared
from churn.ui.common import data_caption
from churn.ui.train.landing import QUESTIONS
from churn.ui.train.page import HEADLINE, QUESTION

# The classes are those of the page, so that the style sheet gives both the same looks. Each part is there until the
# page has what its attribute selects.
LAYOUT: Final = (
    '<div id="preview"><style>{around}</style><h1 data-until="h1">{question}</h1>'
    '<div class="st-key-lead" data-until=".st-key-lead p"><p>{lead}</p></div>'
    '<div class="st-key-hundred light" data-until="svg.landing">{light}</div>'
    '<div class="st-key-hundred dark" data-until="svg.landing">{dark}</div>'
    '<div class="st-key-campaign" data-until=".st-key-campaign p"><p>{campaign}</p></div>'
    '<nav data-until=".st-key-questions_answered a">{links}</nav><h2 data-until="h2">{heading}</h2>'
    '<small data-until=".st-key-precision_value p">{data}</small>'
    '<p data-until=".st-key-precision_value p">{answer}</p>'
    '<div data-until=".st-key-precision_value p">{numbers}</div></div>'
)
# As long as there is a preview, the page has no skeleton, and the ground of the sidebar is there before the sidebar.
AROUND: Final = (
    ".skeleton { display: none; } @media (min-width: 768px) { :root { color-scheme: light dark; background:"
    " linear-gradient(to right, light-dark(#f1f4f8, #0a0e13) 300px, light-dark(#ffffff, #10161d) 300px); } }"
)
NUMBER: Final = (
    '<section><p>{label}</p><div class="st-key-{name}_value"><p>{value}</p></div><small>{ends}</small></section>'
)


def head(run: Run, dataset: Dataset, source: Source) -> str:
    """Write what somebody sees first who has set nothing; nothing where the page says more than numbers first.

    So it does of a model that is not better than chance.
    """
    evaluation = run.evaluation
    if not evaluation.better_than_chance:
        return ""
    test, counts = evaluation.scores(THRESHOLD)["test"], evaluation.confusion("test", THRESHOLD)
    return LAYOUT.format(
        around=AROUND,
        question=html.escape(QUESTION),
        lead=html.escape(landing_words.lead(counts, better_than_chance=True)),
        light=_drawings(dataset, counts, dark=False),
        dark=_drawings(dataset, counts, dark=True),
        campaign=unbroken_html(decision_words.in_short(shared.recommendation(run, Campaign()))),
        links="".join(f'<a href="./{folder}">{html.escape(text)}</a>' for folder, text, _ in QUESTIONS),
        heading=html.escape(f"Results for {formats.settings(run.spec)}"),
        data=data_caption(source, dataset, escape=html.escape),
        answer=unbroken_html(words.answer(test.confusion, THRESHOLD)),
        numbers="".join(_number(test, name) for name in HEADLINE),
    )


def _drawings(dataset: Dataset, counts: Confusion, *, dark: bool) -> str:
    about = landing_words.about_the_dots(counts, THRESHOLD, several_rows=dataset.schema.customer is not None)
    return hundred(counts, about, dark=dark) + shares(counts, dark=dark)


def _number(test: Scores, name: str) -> str:
    ends = test.intervals.get(name)
    return NUMBER.format(
        label=html.escape(f"{METRICS[name].label} on test customers"),
        name=name,
        value=formats.score(test.by_name[name]),
        ends=unbroken_html(f"95% interval {uncertainty.interval(ends)}" if ends else test.reasons[name]),
    )
