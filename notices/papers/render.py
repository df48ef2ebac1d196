"""Turns the facts of a paper into a PDF, in the child that prints papers.

The child knows the modules that are imported here and nothing else of the program: neither Flask
nor the database. WeasyPrint is loaded by it alone. Equal facts give equal bytes, before the seal.
"""

import gettext
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydyf import PDF, Dictionary
from weasyprint import CSS, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from .archival import MAIN_LANGUAGE, VARIANT, complete_metadata, soften_hyphens, tag_languages
from .attached import Told, told
from .page import Page
from .picture import PLACE, CodeImage

if TYPE_CHECKING:
    from .seal import Seal

Text = dict[str, str]
Reading = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]
NOTICES = Path(__file__).resolve().parent.parent
TEMPLATES = next(t for t in (NOTICES / "templates", NOTICES.parent / "templates") if t.is_dir())
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
MASSES = ("gross_mass", "axle_load", "axle_group_load")
SEPARATOR_OF_ACTS = "; "
SPECIAL_PERMIT = "Специальное разрешение № "
"""How an act begins that is a permit; `workflows`, which writes it, is not loaded here."""
LONG_WORD = re.compile(r"\w{30}")
NUMBER_OF_PATH = re.compile(r"\d+(?:\.\d+)?")
SIGNATURE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}"><title>{title}</title>'
    '<path d="{stroke}" fill="none" stroke="black" stroke-width="{width}" '
    'stroke-linejoin="round"/></svg>'
)


def render(
    facts: dict[str, Any],
    address: str,
    code: str = "",
    drawing: dict[str, Any] | None = None,
    files: Sequence[dict[str, Any]] = (),
    seal: "Seal | None" = None,
) -> bytes:
    """The PDF of a paper: its facts, the address in its QR code, the carrier's secret code.

    `drawing` is the map of the journey (`workflows.maps.Drawing`), where the paper has one. `files`
    are those that a dossier lists; the ones with a `path` are enclosed byte for byte. The file is
    PDF/A-3a and PDF/UA-1, with the facts that it tells attached as JSON.
    """
    tag_languages()
    page, data = filled_in(facts, address=address, code=code, drawing=drawing, files=files)
    fonts, style = look()
    pdf: bytes = Page(page, OnlyFonts()).write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant=VARIANT,
        pdf_identifier=True,
        cache={PLACE: CodeImage(address)},
        attachments=[attachment(facts, data), *(enclosed(one) for one in files if one["path"])],
        finisher=lambda _document, file: finish(file, address, seal, portfolio=bool(files)),
    )
    return seal.close(pdf) if seal else pdf


def finish(pdf: PDF, address: str, seal: "Seal | None", *, portfolio: bool) -> None:
    """Add to the paper what WeasyPrint does not, before its bytes are written.

    Readers list the files of a portfolio beside its page (ISO 32000-2, 12.3.5).
    """
    complete_metadata(pdf, address)
    soften_hyphens(pdf)
    if portfolio:
        pdf.catalog["Collection"] = Dictionary({"Type": "/Collection", "View": "/D"})
    if seal:
        _ = translator(MAIN_LANGUAGE)
        seal.prepare(pdf, _("Electronic seal"))


def filled_in(facts: dict[str, Any], **others: Any) -> tuple[str, dict[str, Any]]:
    """The page of a paper, and those of its facts that it tells."""
    languages = tuple(dict.fromkeys(("ru", facts["language"])))
    template = templates_in(languages).get_template(f"papers/{facts['kind']}.html")
    read = Told(facts)
    page = template.render(facts=read, has_long_words=has_long_words(facts), **others)
    return page, told(read)


def attachment(facts: dict[str, Any], data: dict[str, Any]) -> Attachment:
    """What the paper tells, as a file in it that is as old as the paper."""
    number = facts["notice"]["number"] if facts["notice"] else "paper"
    at = datetime.fromisoformat(facts["officer"]["at"]).astimezone(UTC)
    return Attachment(
        string=json.dumps(data, ensure_ascii=False, indent=1),
        name=f"{number}-{facts['kind'].replace('_', '-')}-{facts['version']}.json",
        description="The facts of this paper",
        relationship="Data",
        created=at,
        modified=at,
    )


def enclosed(file: dict[str, Any]) -> Attachment:
    """A file as it is kept; papers are what the dossier was made of, evidence comes with them."""
    at = datetime.fromisoformat(file["at"]).astimezone(UTC)
    return Attachment(
        filename=file["path"],
        name=file["name"],
        description=" / ".join(file["what"].values()),
        created=at,
        modified=at,
        relationship="Source" if file["paper_id"] else "Supplement",
    )


class OnlyFonts(URLFetcher):  # type: ignore[misc]
    """Opens the papers' own fonts and refuses every other address, at the cost of the paper."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Open a font."""
        if not url.startswith(font_folder().as_uri() + "/"):
            raise FatalURLFetchingError(f"A paper must not load {url}.")
        return super().fetch(url, headers)


@cache
def look() -> tuple[FontConfiguration, CSS]:
    """The fonts and the style sheet, read once: a second configuration would leak memory."""
    fonts = FontConfiguration()
    style = CSS(
        string=(TEMPLATES / "papers" / "paper.css").read_text("utf-8"),
        base_url=font_folder().as_uri() + "/",
        url_fetcher=OnlyFonts(),
        font_config=fonts,
    )
    return fonts, style


@cache
def font_folder() -> Path:
    """Where PT Sans and PT Serif lie."""
    for folder in FONT_FOLDERS:
        for font in Path(folder).expanduser().rglob("PTS55F.ttf"):
            return font.resolve().parent
    raise FileNotFoundError("The papers need PT Sans and PT Serif: install fonts-paratype.")


@cache
def templates_in(languages: tuple[str, ...]) -> Environment:
    """The templates of papers in two languages; `_` gives a message in both of them."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        _=partial(message, languages),
        quantity=partial(quantity, languages),
        series=partial(series, languages),
        country=partial(country, languages),
        number=partial(number, languages),
        acts_of=acts_of,
        by_reading=by_reading,
        in_language=in_language,
        joined=partial(joined, languages),
        with_axles=with_axles,
        place_of_code=PLACE,
        split_basis=split_basis,
        driving_time=partial(driving_time, languages),
        special_permit=SPECIAL_PERMIT,
    )
    environment.filters.update(size=partial(size, languages))
    environment.filters.update(at=at, day=day, drawn=drawn)
    return environment


@cache
def translator(language: str) -> Callable[[str], str]:
    """The catalogue of a language; English is what the templates are written in."""
    folder = NOTICES / "translations"
    return gettext.translation("messages", folder, [language], fallback=True).gettext


def message(languages: tuple[str, ...], words: str, /, **values: Any) -> Text:
    """A message in every language of the paper; a value may itself be such a text."""
    return {
        language: translator(language)(words) % {n: _in(language, v) for n, v in values.items()}
        if values
        else translator(language)(words)
        for language in languages
    }


def _in(language: str, value: Any) -> Any:
    return value[language] if isinstance(value, dict) else value


def in_language(language: str) -> Markup:
    """The attribute of what is said in a language other than the paper's main one."""
    return Markup("") if language == MAIN_LANGUAGE else Markup(' xml:lang="{}"').format(language)


def joined(languages: tuple[str, ...], separator: str, *parts: Text | str) -> Text:
    """Texts in a row, language by language: each change of language within a line costs time."""
    return {language: separator.join(_in(language, p) for p in parts) for language in languages}


def quantity(languages: tuple[str, ...], kind: str, thousandths: int) -> Text:
    """A mass or load (kg) in tonnes, any other quantity (mm) in metres."""
    value = number(languages, Decimal(thousandths) / 1000)
    if kind in MASSES:
        return message(languages, "%(tonnes)s t", tonnes=value)
    return message(languages, "%(metres)s m", metres=value)


def size(languages: tuple[str, ...], count: int) -> Text:
    """Bytes as kilobytes, rounded up."""
    return message(languages, "%(size)s kB", size=number(languages, -(-count // 1000)))


def series(languages: tuple[str, ...], kind: str, values: list[int]) -> Text:
    """Quantities of one kind in a row."""
    each = [quantity(languages, kind, value) for value in values]
    return {language: " · ".join(one[language] for one in each) for language in languages}


def number(languages: tuple[str, ...], value: Decimal | float) -> Text:
    """A number with the language's separators and at most three decimals."""
    return {language: format_decimal(value, "#,##0.###", language) for language in languages}


def country(languages: tuple[str, ...], code: str) -> Text:
    """The name of a country (ISO 3166-1 alpha-2)."""
    return {language: Locale(language).territories.get(code, code) for language in languages}


def at(instant: str) -> str:
    """An instant as its place reads it: 22.11.2026 14:05 UTC+3."""
    moment = datetime.fromisoformat(instant)
    offset = (moment.utcoffset() or timedelta()) / timedelta(hours=1)
    return f"{moment:%d.%m.%Y %H:%M} UTC{offset:+.3g}"


def day(text: str) -> str:
    """A calendar day: 22.11.2026."""
    return f"{date.fromisoformat(text):%d.%m.%Y}"


def acts_of(lines: list[dict[str, Any]]) -> list[Text]:
    """The different legal acts that the lines stand on, in the order of their first mention."""
    return list({act["ru"]: act for line in lines for act in split_basis(line["basis"])}.values())


def with_axles(text: Text, axles: str) -> Text:
    """The name of a load with the axles that bear it."""
    return {language: f"{words} {axles}".strip() for language, words in text.items()}


def by_reading(judged: list[dict[str, Any]]) -> list[Reading]:
    """Each value that was measured, with the limits of each state that it was held against."""
    readings: dict[tuple[str, str, int], Reading] = {}
    for one in judged:
        found = readings.setdefault(
            (one["quantity"], one["axles"], one["value"]), (one, {"RU": [], "BY": []})
        )
        found[1][one["limit_code"][:2]].append(one)
    return list(readings.values())


def split_basis(basis: Text) -> list[Text]:
    """The single acts of a legal basis, which names them in the same order in every language."""
    columns = [text.split(SEPARATOR_OF_ACTS) for text in basis.values()]
    return [dict(zip(basis, acts, strict=True)) for acts in zip(*columns, strict=True)]


def driving_time(languages: tuple[str, ...], minutes: int) -> Text:
    """A time of driving: 8 h 15 min."""
    hours, rest = divmod(minutes, 60)
    return message(languages, "%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def has_long_words(facts: dict[str, Any]) -> bool:
    """Whether a word may be wider than its column."""
    return LONG_WORD.search(json.dumps(facts, ensure_ascii=False)) is not None


def drawn(stroke: str, title: str) -> Markup:
    """A signature drawn on the screen, an SVG path of absolute points, fitted into its frame."""
    numbers = [float(text) for text in NUMBER_OF_PATH.findall(stroke)]
    across, down = numbers[::2], numbers[1::2]
    frame = (min(across), min(down), max(across) - min(across) or 1, max(down) - min(down) or 1)
    view = " ".join(f"{side:g}" for side in frame)
    return SIGNATURE.format(title=title, view=view, stroke=stroke, width=max(frame[2:]) / 80)
