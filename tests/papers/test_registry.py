"""Every kind of paper is complete. Each failure names what to add."""

from pathlib import Path

import pytest

from notices.papers.render import TEMPLATES, templates_in
from workflows import vocabulary as v

CODES = {
    "kinds": v.Paper,
    "bodies": v.Side,
    "classes": v.DeficiencyClass,
    "severities": v.Severity,
    "acknowledgements": v.Acknowledgement,
    "units": v.UnitKind,
    "carriages": v.Carriage,
    "quantities": v.Quantity,
    "marks": v.Mark,
    "answers": v.ExitAnswer,
    "reasons": v.ExitReason,
}
"""The words of templates/papers/words.html and the codes that they are for."""


@pytest.mark.parametrize("kind", list(v.Paper))
def test_every_kind_of_paper_has_a_template(kind: v.Paper) -> None:
    assert (TEMPLATES / "papers" / f"{kind}.html").exists(), f"Add templates/papers/{kind}.html."


@pytest.mark.parametrize("name", CODES)
def test_every_code_on_a_paper_has_words_in_three_languages(name: str) -> None:
    for second in (v.Language.BE, v.Language.EN):
        words = getattr(templates_in(("ru", second)).get_template("papers/words.html").module, name)
        assert set(words) == set(CODES[name]), f"Complete {name} in papers/words.html."
        for code, text in words.items():
            assert text["ru"] != text[second] or second == "be", f"Translate {name}.{code}."
            assert text["ru"].strip() and text[second].strip()
            english = templates_in(("ru", "en")).get_template("papers/words.html").module
            assert text["be"] != getattr(english, name)[code]["en"] if second == "be" else True


def test_templates_of_papers_read_nothing_but_facts() -> None:
    for path in sorted((TEMPLATES / "papers").glob("*.html")):
        text = Path(path).read_text("utf-8")
        if '"papers/' in text:
            assert "url_for" not in text and "session" not in text, f"{path.name} reads the web."
