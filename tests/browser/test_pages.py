"""Customer, Data and the address, in a real browser."""

import re

import pandas as pd
from playwright.sync_api import expect

from churn import ModelSpec, RunSpec, load, train
from churn.model.run import DEFAULT
from churn.show import formats
from churn.table.dataset import SAMPLE, Dataset
from tests.browser.conftest import Visitors
from tests.browser.steps import (
    SCORE,
    await_end_of_fit,
    await_rest,
    await_results,
    box_of,
    choose,
    go,
    metric,
    move_slider,
    set_number,
    upload,
)
from tests.ui import tables

CUSTOMER = "How likely is this customer to leave?"


def model_says(dataset: Dataset, spec: RunSpec = DEFAULT, **changes: object) -> str:
    """Return what the model gives the customer of the untouched form after some changes, as the page writes it."""
    columns = dataset.schema.features
    usual = {column.name: column.most_common if column.kind == "category" else column.median for column in columns}
    return formats.percent(float(train(dataset, spec).model.predict_proba(pd.DataFrame([usual | changes]))[0]))


def test_customer_follows_the_form(visitors: Visitors) -> None:
    """Every edit changes the probability, its bar and its verdict; there is no button to press."""
    page = visitors.page("customer")
    dataset = load(SAMPLE)
    value = metric(page, "Churn probability")
    expect(value).to_have_text(model_says(dataset))
    set_number(page, "Age", 28)
    expect(value).to_have_text(model_says(dataset, Age=28))
    choose(page, "FrequentFlyer", "Yes")
    choose(page, "AnnualIncomeClass", "High Income")
    after = model_says(dataset, Age=28, FrequentFlyer="Yes", AnnualIncomeClass="High Income")
    expect(value).to_have_text(after)
    expect(page.get_by_role("figure", name=f"Churn probability {after}")).to_be_visible()
    expect(page.get_by_text(re.compile(rf"flagged: {after}"))).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_test_id("stButton")).to_have_count(0)


def test_uploads(visitors: Visitors) -> None:
    """A bad file is named and changes nothing; one that leaves a question open is asked about; a good one is used."""
    page = visitors.page("data")
    expect(page.get_by_role("heading", name="Data")).to_be_visible()
    await_rest(page)
    upload(page, "broken.csv", b"Age,Plan,Churn\n1,a,Yes\n2,b\n")
    message = page.get_by_test_id("stAlert").filter(has_text="broken.csv")
    expect(message).to_contain_text("line 3: 2 values, but the header has 3")
    expect(page.get_by_role("combobox", name="Data", exact=True)).to_have_value("sample.csv")
    go(page, "Train", "Results for depth 4, learning rate 0.1")
    expect(page.get_by_text(re.compile("954 customers, 224 left"))).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    go(page, "Data", "Data")

    upload(page, "asks.csv", tables.good(target="Result", left="gone", stayed="here"))
    expect(page.get_by_text("Which column says who has left?").first).to_be_visible()
    page.get_by_role("button", name="Use this table").click()
    expect(page.get_by_text(re.compile("asks.csv · 120 customers"))).to_be_visible()
    expect(page).to_have_url(re.compile("target=Result"))

    upload(page, "mine.csv", tables.good())
    expect(page.get_by_text(re.compile("mine.csv · 120 customers"))).to_be_visible()
    expect(page.get_by_role("combobox", name="Data", exact=True)).to_have_value("mine.csv")
    expect(page).to_have_url(re.compile(r"data=[0-9a-f]{64}"))
    go(page, "Train", "Results for depth 4, learning rate 0.1")
    expect(page.get_by_text(re.compile("mine.csv · 120 customers"))).to_be_visible()
    expect(metric(page, "Precision on test customers")).to_have_text(SCORE)


def test_upload_keeps_its_place(visitors: Visitors) -> None:
    """Messages and findings above the upload come and go; it stays the same element, so no dropped file is lost."""
    page = visitors.page("data")
    await_end_of_fit(page)
    place = page.locator("input[type=file]")
    place.evaluate("element => { element.marked = true }")
    upload(page, "broken.csv", b"Age,Plan,Churn\n1,a,Yes\n2,b\n")
    expect(page.get_by_test_id("stAlert").filter(has_text="broken.csv")).to_be_visible()
    assert place.evaluate("element => element.marked")
    upload(page, "asks.csv", tables.good(target="Result", left="gone", stayed="here"))
    expect(page.get_by_text("Which column says who has left?").first).to_be_visible()
    assert place.evaluate("element => element.marked")
    page.get_by_role("button", name="Use this table").click()
    expect(page.get_by_text(re.compile("asks.csv · 120 customers"))).to_be_visible()
    await_end_of_fit(page)
    assert place.evaluate("element => element.marked")


def test_role_of_a_column(visitors: Visitors) -> None:
    """In the table of columns, a cell says what a column is used as, and changing it changes the model."""
    page = visitors.page("data")
    grid = page.get_by_test_id("stDataFrame")
    expect(grid).to_be_visible()
    expect(grid.get_by_test_id("data-grid-canvas")).to_be_visible()
    expect(page.locator(".main-svg").first).to_be_visible()  # from here on, nothing moves any more
    await_rest(page)
    grid.scroll_into_view_if_needed()
    place = box_of(grid)
    x, y = place["x"] + 0.33 * place["width"], place["y"] + 35 + 17  # column "Use as", first row
    page.mouse.dblclick(x, y)
    expect(page.locator("#portal input")).to_be_focused()
    page.keyboard.type("leave out")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("roles=Age~leave"))
    go(page, "Customer", CUSTOMER)
    expect(page.get_by_role("combobox", name="FrequentFlyer")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Age")).to_have_count(0)


def test_another_table_answers_no_question(visitors: Visitors) -> None:
    """Controls that get other options from another table decide nothing: what is asked about it stays asked."""
    page = visitors.page("data")
    expect(page.get_by_role("heading", name="What is in the data")).to_be_visible()
    await_rest(page)
    upload(page, "many.csv", tables.good(left="No", stayed="Yes"))
    expect(page.get_by_text("really mean left?")).to_be_visible()
    await_end_of_fit(page)
    await_rest(page)
    expect(page.get_by_text("really mean left?")).to_be_visible()
    expect(page.get_by_role("button", name="Undo: back to automatic")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("positive="))


def test_address_reproduces_the_view(visitors: Visitors) -> None:
    """Settings, data, page and customer are in the address: a copy of it, and a reload, show the same again."""
    page = visitors.page("?trees=50")
    await_results(page, "depth 4, learning rate 0.1, 50 trees")
    move_slider(page, "Tree depth", -1)
    move_slider(page, "Learning rate", 2)
    page.get_by_role("button", name="Train", exact=True).click()
    await_results(page, "depth 3, learning rate 0.2, 50 trees")
    expect(page).to_have_url(re.compile("depth=3"))
    go(page, "Data", "Data")
    page.get_by_role("radiogroup", name="Positive class").get_by_role("radio", name="0").click()
    expect(page.get_by_text(re.compile("730 left"))).to_be_visible()
    go(page, "Customer", CUSTOMER)
    set_number(page, "Age", 28)
    choose(page, "FrequentFlyer", "Yes")
    spec = RunSpec(ModelSpec(depth=3, learning_rate=0.2, iterations=50))
    mine = model_says(load(SAMPLE, positive="0"), spec, Age=28, FrequentFlyer="Yes")
    expect(metric(page, "Churn probability")).to_have_text(mine)
    expect(page).to_have_url(re.compile("Yes"))

    other = visitors.page(page.url)
    expect(other.get_by_role("heading", name=CUSTOMER)).to_be_visible()
    expect(other.get_by_role("spinbutton", name="Age")).to_have_value("28")
    expect(other.get_by_role("combobox", name="FrequentFlyer")).to_have_value("Yes")
    expect(other.get_by_text(re.compile("730 left"))).to_be_visible()
    expect(other.get_by_role("slider", name="Tree depth")).to_have_value("3")
    expect(metric(other, "Churn probability")).to_have_text(mine)
    go(other, "Train", "Results for depth 3, learning rate 0.2, 50 trees")
    other.get_by_role("radio", name="Train").click()
    expect(other.get_by_role("figure", name="Confusion matrix, train")).to_be_visible()
    other.reload()
    await_results(other, "depth 3, learning rate 0.2, 50 trees")
    expect(other.get_by_role("figure", name="Confusion matrix, train")).to_be_visible()
