"""How forms look and read, whatever fields they have."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
import wtforms
from flask import Flask, render_template_string
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

import notices
from notices.forms import Form, PlainText
from tests.pages import Pages

TRIAL = """
{% extends "base.html" %}
{% from "macros/form.html" import error_summary, field, finish, start, submit %}
{% set main_form = "form" %}
{% block title %}Trial{% endblock %}
{% block main %}
{{ error_summary(form) }}{{ page.heading("Trial") }}
{{ start(form) }}
{% for one in form if one.widget.input_type != "hidden" %}{{ field(one, hint="Hint") }}{% endfor %}
{{ submit("Go") }}{{ finish() }}
{% endblock %}
"""
CHOICES = [SelectChoice("a", "First"), SelectChoice("b", "Second")]


def needed(what: str) -> list[InputRequired]:
    return [InputRequired(f"Enter the {what}.")]


class TrialForm(Form):
    text = wtforms.StringField("Text", validators=needed("text"))
    long = wtforms.TextAreaField("Long text", validators=needed("long text"))
    chosen = wtforms.SelectField("Choice", choices=CHOICES, validators=needed("choice"))
    radio = wtforms.RadioField("Radio", choices=CHOICES, validators=needed("radio"))
    boxes = wtforms.SelectMultipleField(
        "Boxes",
        choices=CHOICES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=needed("boxes"),
    )
    box = wtforms.BooleanField("Box", validators=needed("box"))
    day = wtforms.DateField("Day", validators=needed("day"))
    file = wtforms.FileField("File", validators=needed("file"))


@pytest.fixture
def pages(extensible: Flask) -> Pages:
    def trial() -> str:
        form = TrialForm()
        form.validate_on_submit()
        return render_template_string(TRIAL, form=form)

    extensible.add_url_rule("/trial", "pages.trial", trial, methods=["GET", "POST"])
    made = Pages(extensible)
    made.speak("en")
    return made


def test_every_kind_of_field_has_its_label_hint_and_error_tied_to_it(pages: Pages) -> None:
    page = pages.get("/trial").submit(fields={"chosen": "Second"})
    wrong = ["text", "long text", "radio", "boxes", "box", "day", "file"]
    assert page.errors == [f"Enter the {what}." for what in wrong]
    for link, error in zip(page.all(".error-summary a"), page.errors, strict=True):
        target = page.one(str(link["href"]))
        bearer = target if target.has_attr("aria-invalid") else target.find_parent("fieldset")
        assert bearer is not None and bearer["aria-invalid"] == "true"
        hint, told = str(bearer["aria-describedby"]).split()
        assert page.one(f"#{hint}").get_text(strip=True) == "Hint"
        assert page.one(f"#{told}").get_text(" ", strip=True).endswith(error)


def test_everything_typed_survives_a_switch_of_the_language(pages: Pages) -> None:
    typed = {"text": "Ўсё", "long": "a\nb", "chosen": "Second", "radio": "Second", "box": True}
    page = pages.get("/trial").submit(
        fields=typed | {"boxes": ["First", "Second"], "day": "2026-11-22"}, button="Русский"
    )
    assert page.errors == [] and page.one("html")["lang"] == "ru"
    assert page.one("#text")["value"] == "Ўсё"
    assert page.one("#long").get_text().split() == ["a", "b"]
    assert page.one("#chosen [selected]")["value"] == "b"
    assert page.one("#radio-1").has_attr("checked") and page.one("#box").has_attr("checked")
    assert len(page.all("[name=boxes][checked]")) == 2
    assert page.one("#day")["value"] == "2026-11-22"


def test_characters_that_nobody_sees_never_get_past_a_form(pages: Pages) -> None:
    page = pages.get("/trial").submit(fields={"text": "A\0B\u202eC \x1b[0m", "long": "й\x07"})
    assert page.one("#text")["value"] == "ABC [0m"
    assert page.one("#long").get_text().strip() == "й"


def test_what_wtforms_says_by_itself_is_an_instruction(pages: Pages) -> None:
    sent = {"chosen": "c", "radio": "c", "boxes": "c", "day": "never", "text": "x", "long": "x"}
    page = pages.post("/trial", sent)
    assert page.errors[:4] == ["Choose among the answers offered."] * 3 + ["Enter the box."]
    assert page.errors[4] == "Enter the date as day, month and year."


def test_every_form_reads_its_texts_plainly() -> None:
    rough = {form for form in all_forms() if not any(issubclass(m, PlainText) for m in metas(form))}
    assert not rough, f"Derive {rough} from notices.forms.Form, or give it class Meta(PlainText)."


def all_forms() -> Iterator[type[BaseForm]]:
    for module in pkgutil.walk_packages(notices.__path__, "notices."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            for found in vars(importlib.import_module(module.name)).values():
                own = inspect.isclass(found) and found.__module__.startswith("notices.")
                if own and issubclass(found, BaseForm):
                    yield found


def metas(form: type[BaseForm]) -> list[type]:
    """The settings of a form: those of all its ancestors count together."""
    return [vars(ancestor)["Meta"] for ancestor in form.__mro__ if "Meta" in vars(ancestor)]
