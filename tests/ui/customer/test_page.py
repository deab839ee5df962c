"""Customer: one customer's probability, from a form with every feature."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

import churn
from churn.explanation import words as explanation_words
from churn.show import formats
from churn.table.dataset import SAMPLE
from churn.table.values import MISSING
from churn.ui.customer import form
from tests.ui import tables
from tests.ui.app import (
    alternative_texts,
    edit,
    figures,
    go,
    metrics,
    plain,
    press,
    read,
    rendered,
    settled,
    unharmed,
    upload,
    visit,
)

LABEL = "Churn probability"
QUICK = churn.RunSpec(churn.ModelSpec(iterations=50))


def with_table(data: bytes) -> AppTest:
    """Bring a table, train it, and open the page."""
    at = settled(upload(visit("Data", trees="50"), data))
    assert not at.error
    return go(at, "Customer")


def with_gaps() -> bytes:
    """Return a CSV with missing ages and plans, and a height in metres."""
    columns = tables.customers(300)
    n = len(columns["Age"])
    columns["Age"] = [None if row % 10 == 0 else age for row, age in enumerate(columns["Age"])]
    columns["Plan"] = [None if row % 7 == 0 else plan for row, plan in enumerate(columns["Plan"])]
    return tables.as_csv({"Height": [1.5 + 0.005 * (row % 60) for row in range(n)], **columns})


def fields(at: AppTest) -> dict[str, object]:
    """Return the values of the form by column."""
    widgets = [*at.main.number_input, *at.main.selectbox, *at.main.text_input]
    return {key[2:]: widget.value for widget in widgets if (key := str(widget.key)).startswith("c.")}


def opened(at: AppTest, menu: str = "pick") -> AppTest:
    """Open the ways to pick a customer, or the link."""
    at.session_state[menu] = True
    return at.run()


def unknown(at: AppTest, column: str) -> Checkbox:
    """Return the box that says that a customer has no value in a column."""
    return next(box for box in at.main.checkbox if plain(box.label) == f"{column} unknown")


def expected(data: bytes, row: dict[str, object]) -> str:
    """Return the probability that the model gives a customer, as the page writes it."""
    dataset = churn.load(data)
    frame = dataset.table.head(1).astype(object)
    for name, value in row.items():
        frame[name] = pd.Series([value], dtype=object)
    return formats.percent(float(churn.train(dataset, QUICK).model.predict_proba(frame)[0]))


def test_every_feature_is_on_the_form() -> None:
    """The form is made from the schema: all features in the order of the table, nothing else."""
    at = visit("Customer")
    schema = churn.load(SAMPLE).schema
    assert unharmed(at)
    fields_of_form = [node for node in at.main if str(getattr(node, "key", "")).startswith("c.")]
    labels = [plain(str(getattr(node, "label", ""))) for node in fields_of_form]
    assert labels == schema.names
    for column in schema.features:
        if column.kind == "category":
            assert at.selectbox(key=f"c.{column.name}").options == list(column.levels)
        else:
            assert at.number_input(key=f"c.{column.name}").value == column.median


def test_probability_is_the_models() -> None:
    """The page shows what `predict_proba` of the shown run says of the customer on the form, before and after edits."""
    at = visit("Customer")
    model = churn.train(churn.load(SAMPLE)).model
    table = churn.load(SAMPLE).table
    for row in (3, 40):
        customer = table.iloc[[row]]
        at.number_input(key="c.Age").set_value(int(customer["Age"].iloc[0]))
        at.number_input(key="c.ServicesOpted").set_value(int(customer["ServicesOpted"].iloc[0]))
        for name in churn.load(SAMPLE).schema.categories:
            at.selectbox(key=f"c.{name}").set_value(str(customer[name].iloc[0]))
        at.run()
        assert unharmed(at)
        assert metrics(at)[LABEL] == formats.percent(float(model.predict_proba(customer)[0]))


def test_verdict_chart_and_number_agree() -> None:
    """The probability stands there as a number, as a bar with alternative text, and as a verdict in words."""
    at = visit("Customer")
    number = metrics(at)[LABEL]
    assert number in alternative_texts(at)["probability"]
    bar = figures(at)["probability"]["data"][0]["x"]
    assert f"{bar[0]:.1f}%" == number
    assert any("flagged: " in plain(line) and number in plain(line) for line in rendered(at))


def test_page_names_the_model_that_scores() -> None:
    """A customer is scored by the results shown, not by settings that were never trained."""
    at = visit("Customer")
    before = metrics(at)[LABEL]
    at.slider(key="depth").set_value(9).run()
    assert metrics(at)[LABEL] == before
    assert any("depth 4, learning rate 0.1" in caption.value for caption in at.caption)


def test_address_fills_the_form() -> None:
    """A link carries the customer."""
    at = visit("Customer", **{"c.Age": "28", "c.FrequentFlyer": "Yes"})
    assert at.number_input(key="c.Age").value == 28
    assert at.selectbox(key="c.FrequentFlyer").value == "Yes"


def test_another_spelling_is_said() -> None:
    """A value that the table spells otherwise is scored as that one, and said."""
    at = visit("Customer", **{"c.FrequentFlyer": "YES"})
    assert LABEL in metrics(at)
    (said,) = [caption.value for caption in at.caption if "training knew" in caption.value]
    assert "says “YES”; training knew “Yes”, and it is scored as that." in plain(said)


def test_number_out_of_range_needs_consent() -> None:
    """A number that the table lacks is warned of; the score comes only after consent, and goes with it."""
    at = visit("Customer")
    at.number_input(key="c.Age").set_value(99).run()
    assert LABEL not in metrics(at)
    warning = plain(at.warning[0].value)
    assert "Age" in warning
    assert "99" in warning
    assert "“99” is not in the table that the model was made from, only 27 to 38" in warning
    at.main.checkbox[0].check().run()
    assert LABEL in metrics(at)
    assert at.warning
    at.number_input(key="c.Age").set_value(30).run()
    assert LABEL in metrics(at)
    assert not at.warning
    at.number_input(key="c.Age").set_value(98).run()
    assert LABEL not in metrics(at)


def test_unknown_level_needs_consent() -> None:
    """A level that the table lacks is possible, after a warning that names the ones it has."""
    at = visit("Customer", **{"c.FrequentFlyer": "Sometimes"})
    assert unharmed(at)
    assert LABEL not in metrics(at)
    warning = plain(at.warning[0].value)
    assert "FrequentFlyer" in warning
    assert "Sometimes" in warning
    assert "No Record" in warning


def test_missing_values() -> None:
    """Where the table has gaps, the customer may have them; elsewhere the form does not offer it."""
    data = with_gaps()
    at = with_table(data)
    assert [plain(box.label) for box in at.main.checkbox] == ["Age unknown", "Plan unknown"]
    values = fields(at)
    assert metrics(at)[LABEL] == expected(data, values)
    unknown(at, "Age").check().run()
    assert "Age" not in fields(at)
    assert metrics(at)[LABEL] == expected(data, values | {"Age": float("nan")})
    unknown(at, "Plan").check().run()
    assert unharmed(at)
    assert not at.warning
    assert metrics(at)[LABEL] == expected(data, values | {"Age": float("nan"), "Plan": MISSING})
    unknown(at, "Age").uncheck().run()
    assert fields(at)["Age"] == values["Age"]


def test_fractions_stay_fractions() -> None:
    """A number with fractions can be entered as one."""
    data = with_gaps()
    at = with_table(data)
    at.number_input(key="c.Height").set_value(1.685).run()
    assert metrics(at)[LABEL] == expected(data, fields(at) | {"Height": 1.685})


def test_another_kind_of_column_with_the_same_name() -> None:
    """A column that becomes a category gets another field; what was entered before is no obstacle."""
    at = visit("Customer")
    at.number_input(key="c.Age").set_value(28).run()
    go(at, "Data")
    settled(edit(at, {0: {"Use as": "category"}}))
    go(at, "Customer")
    assert unharmed(at)
    assert LABEL in metrics(at)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Large", [9_007_199_254_740_993 + row % 40 for row in range(120)]),
        ("Negative large", [-(2**60) - row % 40 for row in range(120)]),
        ("Extreme", [(-1) ** row * 1e308 * (1 + row % 3 / 10) for row in range(120)]),
        ("Tiny", [1e-300 * (row % 40) for row in range(120)]),
        ("Blank", [" "] * 60 + ["x"] * 60),
        ("Truth", [row % 2 == 0 for row in range(120)]),
        ("Many levels", [f"level {row % 60}" for row in range(120)]),
        ("Age unknown", ["a", "b"] * 60),
    ],
    ids=str,
)
def test_unusual_columns_have_a_field(name: str, values: list[object]) -> None:
    """Numbers beyond what a browser can count, gaps, truth values, many levels: the form takes them."""
    columns = tables.customers()
    at = with_table(tables.as_csv({name: values, **columns}))
    assert unharmed(at)
    assert name in fields(at) or f"{name} unknown" in [box.label for box in at.main.checkbox]
    assert LABEL in metrics(at)


def test_names_that_resemble_the_forms_own() -> None:
    """A column may be called like a widget of the form."""
    columns = tables.customers()
    columns["Age"] = [None if row % 10 == 0 else age for row, age in enumerate(columns["Age"])]
    at = with_table(tables.as_csv({"Age.unknown": ["a", "b"] * 60, **columns}))
    assert unharmed(at)
    assert LABEL in metrics(at)


def sentences(at: AppTest) -> str:
    """Return everything on the page as a person reads it, in one string."""
    return "\n".join(read(line) for line in rendered(at))


def alternatives(at: AppTest) -> pd.DataFrame:
    """Return the table of single changes."""
    table: pd.DataFrame = at.dataframe[0].value
    return table


def test_reasons_add_up_to_the_probability() -> None:
    """The waterfall leads from the average to the number at the top; its largest step is in the sentence."""
    at = visit("Customer", **{"c.Age": "28", "c.FrequentFlyer": "Yes"})
    bars = figures(at)["waterfall"]["data"][0]
    assert sum(bars["x"][:-1]) == pytest.approx(bars["x"][-1], abs=1e-6)
    assert f"{bars['x'][-1]:.1f}%" == metrics(at)[LABEL]
    first = bars["y"][1].replace(": ", " ")
    assert f"{first} ({bars['text'][1]} points)" in sentences(at)
    assert metrics(at)[LABEL] in alternative_texts(at)["waterfall"]


def test_nearest_of_training_where_nobody_is_alike(travel: Path) -> None:
    """They are told only of a customer who is none of training; a value that nobody there has is named."""
    dataset = churn.load(travel)
    train = dataset.table.iloc[churn.train(dataset).split.train]
    customer = train.iloc[[0]]
    at = visit("Customer", **{f"c.{name}": str(customer[name].iloc[0]) for name in dataset.schema.names})
    assert "no such customer" not in sentences(at)
    at.number_input(key="c.Age").set_value(32).run()
    assert "no such customer" in sentences(at)
    assert "Never seen in training: Age 32." in sentences(at)


def test_what_if_asks_the_model() -> None:
    """Every other value of a changeable column stands there with its probability; age is none at first."""
    at = visit("Customer")
    table = alternatives(at)
    assert "Age" not in set(table["Column"])
    row = table[(table["Column"] == "FrequentFlyer") & (table["Instead"] == "Yes")].iloc[0]
    at.selectbox(key="c.FrequentFlyer").set_value("Yes").run()
    assert f"{row['Churn probability']:.1f}%" == metrics(at)[LABEL]


def test_changeable_columns_are_the_viewers_choice() -> None:
    """A column can be added; without any there is nothing to try, and it is said."""
    at = visit("Customer", **{"c.Age": "28", "c.FrequentFlyer": "Yes", "threshold": "0.05"})
    box = at.multiselect[0]
    assert "Age" not in box.value
    box.set_value(["Age"]).run()
    assert set(alternatives(at)["Column"]) == {"Age"}
    at.multiselect[0].set_value([]).run()
    assert unharmed(at)
    assert not at.dataframe
    assert "nothing to try" in sentences(at)


def test_changeable_columns_are_in_the_address() -> None:
    """A link carries what can be changed."""
    key = f"changeable.{churn.load(SAMPLE).fingerprint[:8]}"
    at = visit("Customer", **{key: ["Age", "BookedHotelOrNot"]})
    assert at.multiselect[0].value == ["Age", "BookedHotelOrNot"]


def test_note_is_always_there() -> None:
    """No promise is made."""
    assert explanation_words.ASSOCIATION in [caption.value for caption in visit("Customer").caption]


def test_threshold_moves_the_smallest_change() -> None:
    """For whoever isn't flagged there is no change to look for; at a lower threshold there is."""
    at = visit("Customer")
    assert "no change to look for" in sentences(at)
    at.slider(key="threshold").set_value(0.01).run()
    assert "no change to look for" not in sentences(at)


def test_pick_by_row_fills_the_form() -> None:
    """The row of the table is on the form, with its known outcome, until somebody edits it."""
    at = opened(visit("Customer"))
    dataset = churn.load(SAMPLE)
    at.number_input(key="pick_row").set_value(42).run()
    assert unharmed(at)
    assert fields(at) == {name: dataset.table[name].iloc[41] for name in dataset.schema.names}
    outcome = "left" if dataset.y[41] else "stayed"
    assert any("Row 42 of the table" in caption.value and outcome in caption.value for caption in at.caption)
    at.number_input(key="c.Age").set_value(38 if fields(at)["Age"] != 38 else 27).run()
    assert not [caption for caption in at.caption if "Row 42 of the table" in caption.value]


def test_pick_by_risk() -> None:
    """The highest risk is the largest probability of the table; the last rank is the smallest."""
    at = opened(visit("Customer"))
    p = churn.train(churn.load(SAMPLE)).model.predict_proba(churn.load(SAMPLE).table)
    press(at, "Highest risk")
    assert metrics(at)[LABEL] == formats.percent(float(p.max()))
    at.number_input(key="pick_rank").set_value(len(p)).run()
    assert metrics(at)[LABEL] == formats.percent(float(p.min()))


def test_pick_at_random() -> None:
    """Somebody of the table is on the form."""
    at = press(opened(visit("Customer")), "A random customer")
    assert unharmed(at)
    assert any(caption.value.startswith("Row ") for caption in at.caption)


def test_pick_a_customer_with_gaps() -> None:
    """What the row lacks is unknown on the form, and known again with the next row."""
    data = with_gaps()
    at = opened(with_table(data))
    at.number_input(key="pick_row").set_value(71).run()  # neither age nor plan
    assert unharmed(at)
    assert unknown(at, "Age").value
    assert unknown(at, "Plan").value
    assert metrics(at)[LABEL] == expected(data, {"Height": fields(at)["Height"], "Age": float("nan"), "Plan": MISSING})
    assert "Age: unknown" in figures(at)["waterfall"]["data"][0]["y"]
    at.number_input(key="pick_row").set_value(2).run()
    assert not unknown(at, "Age").value
    assert fields(at)["Plan"] == churn.load(data).table["Plan"].iloc[1]


def test_pick_of_a_large_number() -> None:
    """A number that a browser cannot count is filled in digit for digit."""
    values = [9_007_199_254_740_993 + row % 40 for row in range(120)]
    at = opened(with_table(tables.as_csv({"Large": values, **tables.customers()})))
    at.number_input(key="pick_row").set_value(3).run()
    assert unharmed(at)
    assert fields(at)["Large"] == "9007199254740995"


def test_unseen_value_has_reasons_after_consent() -> None:
    """A value that training never saw has a waterfall, too, and is marked."""
    at = visit("Customer", **{"c.Age": "99"})
    assert "waterfall" not in figures(at)
    assert not at.dataframe
    at.main.checkbox[0].check().run()
    assert unharmed(at)
    assert "Age: 99" in figures(at)["waterfall"]["data"][0]["y"]
    assert "Never seen in training: Age 99." in sentences(at)
    assert len(alternatives(at))


def test_no_reasons_of_chance() -> None:
    """Where the model is not better than chance, its probability has a warning in place of reasons and what-ifs."""
    at = with_table(tables.shuffled())
    assert unharmed(at)
    assert LABEL in metrics(at)
    assert [warning.value for warning in at.warning] == [explanation_words.NO_REASONS]
    assert list(figures(at)) == ["probability"]
    assert not at.dataframe


@pytest.mark.parametrize("column", ["Age", "Plan"])
def test_one_feature(column: str) -> None:
    """A table with one feature has one reason; if it is age, nothing is changeable."""
    columns = tables.customers(1_500)
    at = with_table(tables.as_csv({column: columns[column], "Churn": columns["Churn"]}))
    assert unharmed(at)
    assert len(figures(at)["waterfall"]["data"][0]["y"]) == 3
    assert bool(at.dataframe) is (column == "Plan")


def test_link_is_shown() -> None:
    """The address of the page with the customer can be copied."""
    at = opened(visit("Customer", **{"c.Age": "28"}), "link")
    assert any("c.Age=28" in code.value for code in at.code)


def test_the_form_of_a_wide_table_has_the_columns_that_matter() -> None:
    """The others take their most common value, or those of the customer that was picked, and that is said."""
    more: dict[str, list[object]] = {f"n{place}": [(place + row) % 7 for row in range(120)] for place in range(80)}
    at = with_table(tables.as_csv(more | tables.customers()))
    shown = fields(at)
    assert len(shown) == form.MOST_FIELDS
    assert {"Age", "Plan"} <= set(shown)
    assert any("82 columns" in caption.value and "most common value" in caption.value for caption in at.caption)
    press(opened(at), "Highest risk")
    assert any("are of row" in caption.value for caption in at.caption)
    assert "of the table" in " ".join(caption.value for caption in at.caption)
    unharmed(at)
