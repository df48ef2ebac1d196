"""The shipped catalogue is complete, and a faulty one is refused with every fault named."""

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import workflows
from workflows.catalogue import Catalogue, FaultyCatalogue, parse_catalogue
from workflows.vocabulary import Bears, Capability, DeficiencyClass, Quantity, Severity

DATA = Path(workflows.__file__).parent / "data"
Json = dict[str, Any]

TITLES = {
    "P01": (
        "Превышение допустимой массы ТС",
        "Перавышэнне дапушчальнай масы ТС",
        "Gross mass over Russian limit",
    ),
    "P09": (
        "Габариты превышают указанные в спецразрешении",
        "Габарыты перавышаюць указаныя ў спецдазволе",
        "Dimensions exceed special permit",
    ),
    "P15": (
        "Нет или неверная маркировка опасного груза",
        "Няма або няправільная маркіроўка небяспечнага грузу",
        "ADR marking missing or wrong",
    ),
    "M03": (
        "Нет разрешения на перевозку из/в третье государство",
        "Няма дазволу на перавозку з/у трэцюю дзяржаву",
        "No Russian third-country permit",
    ),
    "M17": (
        "Нет полиса ОСАГО / «Зелёной карты» на РФ",
        "Няма поліса АСГА / «Зялёнай карты» на РФ",
        "No third-party insurance valid in Russia",
    ),
    "M24": (
        "У водителя нет визы/документа для въезда в РФ",
        "У вадзіцеля няма візы/дакумента для ўезду ў РФ",
        "Driver has no document for entry to Russia",
    ),
    "I07": (
        "Разрешение передано другим перевозчиком",
        "Дазвол перададзены іншым перавозчыкам",
        "Permit of another carrier",
    ),
    "I13": (
        "Данные учётного талона не совпадают",
        "Даныя ўліковага талона не супадаюць",
        "Coupon data do not match",
    ),
    "I20": (
        "Сомнение в подлинности, запрошено подтверждение",
        "Сумненне ў сапраўднасці, запытана пацвярджэнне",
        "Document doubtful, confirmation requested",
    ),
}

BASES = {
    "P01": ["пункт 7, подпункт 1", "01.12.2023 № 2060"],
    "P11": ["пункт 7, подпункты 1 и 3"],
    "P14": ["Кодекс Российской Федерации об административных правонарушениях, статья 11.27"],
    "P15": ["(ДОПОГ), глава 5.3"],
    "M01": ["пункт 7, подпункт 2", "статья 11.29, часть 1"],
    "M03": ["пункт 7, подпункт 4"],
    "M10": ["(КДПГ, CMR), статьи 4–6", "статья 11.27"],
    "M11": ["пункт 7, подпункт 5", "статья 11.29, часть 1"],
    "M24": ["о взаимном признании виз", "19.06.2020"],
    "I12": ["пункт 7, подпункт 4"],
    "I14": ["пункт 9"],
    "I20": ["внешней границе Союзного государства", "статья 8"],
}

MEASURED = {
    "P01": Quantity.GROSS_MASS,
    "P02": Quantity.GROSS_MASS,
    "P03": Quantity.AXLE_LOAD,
    "P04": Quantity.AXLE_GROUP_LOAD,
    "P05": Quantity.AXLE_GROUP_LOAD,
    "P06": Quantity.LENGTH,
    "P07": Quantity.WIDTH,
    "P08": Quantity.HEIGHT,
    "P10": Quantity.REAR_OVERHANG,
}


def shipped(name: str) -> Json:
    content: Json = json.loads((DATA / f"{name}-1.json").read_text(encoding="utf-8"))
    return content


@cache
def the_catalogue() -> Catalogue:
    return parse_catalogue(shipped("catalogue"), shipped("documents"))


def the_faults(
    catalogue: Callable[[Json], object] = lambda _: None,
    documents: Callable[[Json], object] = lambda _: None,
) -> tuple[str, ...]:
    """What is said of the shipped files after the given changes."""
    changed = copy.deepcopy(shipped("catalogue")), copy.deepcopy(shipped("documents"))
    catalogue(changed[0])
    documents(changed[1])
    with pytest.raises(FaultyCatalogue) as refusal:
        parse_catalogue(*changed)
    return refusal.value.faults


def entry_of(data: Json, code: str) -> Json:
    found: Json = next(entry for entry in data["entries"] if entry["code"] == code)
    return found


def test_the_catalogue_has_its_fifty_nine_codes_in_order() -> None:
    counts = (("P", 15), ("M", 24), ("I", 20))
    expected = [f"{letter}{n:02}" for letter, count in counts for n in range(1, count + 1)]
    assert list(the_catalogue().entries) == expected


@pytest.mark.parametrize("code", TITLES)
def test_titles_are_worded_as_agreed(code: str) -> None:
    assert the_catalogue().entries[code].title == TITLES[code]


@pytest.mark.parametrize("code", BASES)
def test_the_legal_basis_names_act_and_paragraph(code: str) -> None:
    basis = the_catalogue().entries[code].basis.ru
    assert [part for part in BASES[code] if part not in basis] == []


def test_the_same_numbers_of_acts_stand_in_each_language() -> None:
    for entry in the_catalogue().entries.values():
        for number in ("2060", "11.29", "11.27", "11.23", "32.2", "5.3", "9.1.3", "018/2011"):
            assert len({number in basis for basis in entry.basis}) == 1, (entry.code, number)


def test_what_is_measured_is_what_the_procedure_measures() -> None:
    entries = the_catalogue().entries.values()
    assert {entry.code: entry.quantity for entry in entries if entry.quantity} == MEASURED


def test_codes_carry_their_class_and_classes_their_documents() -> None:
    for code, entry in the_catalogue().entries.items():
        assert entry.deficiency_class.value == code[0]
        has_document = entry.document_kind is not None
        assert has_document == (entry.deficiency_class is not DeficiencyClass.PARAMETER), code


def test_each_kind_of_document_is_used_by_an_entry() -> None:
    catalogue = the_catalogue()
    used = {entry.document_kind for entry in catalogue.entries.values()} - {None}
    assert used == set(catalogue.documents.kinds)


def test_what_endangers_others_is_held_and_what_is_soon_put_right_may_continue() -> None:
    entries = the_catalogue().entries
    held = {code for code, entry in entries.items() if entry.severity is Severity.HELD}
    assert held == {"P15", "M08", "M09", "M14", "I18", "I19"}
    for code in ("P14", "M22", "I01", "I11"):
        assert entries[code].severity is Severity.MAY_CONTINUE


def test_a_matter_of_a_vehicle_bears_on_the_unit_and_one_of_the_driver_on_the_journey() -> None:
    entries = the_catalogue().entries
    assert {entries[code].bears_on for code in ("P03", "P14", "M13", "I15")} == {Bears.UNIT}
    assert {entries[code].bears_on for code in ("M09", "M24", "I07", "I18")} == {Bears.JOURNEY}


def test_weights_are_weighed_dimensions_measured_and_papers_read() -> None:
    entries = the_catalogue().entries
    needs = {code: entries[code].needs for code in ("P01", "P07", "P15", "M01", "I18")}
    assert list(needs.values()) == [
        Capability.WEIGH,
        Capability.MEASURE,
        Capability.INSPECT,
        Capability.DOCUMENTS,
        Capability.INSPECT,
    ]


def test_what_removes_a_deficiency_is_one_sentence_in_each_language() -> None:
    for entry in the_catalogue().entries.values():
        for text in entry.removal:
            assert text[0].isupper(), (entry.code, text)
            assert text.endswith("."), (entry.code, text)
            assert ". " not in text, (entry.code, text)


def test_the_three_languages_are_not_copies_of_one_another() -> None:
    for entry in the_catalogue().entries.values():
        for words in (entry.title, entry.basis, entry.removal, entry.evidence):
            assert len(set(words)) == 3, (entry.code, words)


ENTRY_FAULTS: dict[str, tuple[str, Json]] = {
    "P01: basis: be is missing": ("P01", {"basis": {"ru": "Акт", "en": "Act"}}),
    "P01: basis: en must be one filled line, not ' '": (
        "P01",
        {"basis": {"ru": "Акт", "be": "Акт", "en": " "}},
    ),
    "M02: removal must be a text in ru, be, en, not None": ("M02", {"removal": None}),
    "M02: title: de is not a field of this file": (
        "M02",
        {"title": {"ru": "Нет", "be": "Няма", "en": "None", "de": "Kein"}},
    ),
    "P16a: code must have the form [PMI][0-9]{2}, not 'P16a'": ("P15", {"code": "P16a"}),
    "X01: code must have the form [PMI][0-9]{2}, not 'X01'": ("P01", {"code": "X01"}),
    "catalogue: entries has P02 more than once": ("P01", {"code": "P02"}),
    "P01: severity must be one of may_continue, report_by, held, not 'fatal'": (
        "P01",
        {"severity": "fatal"},
    ),
    "P01: needs must be weigh to check gross_mass": ("P01", {"needs": "documents"}),
    "P10: needs must be measure to check rear_overhang": ("P10", {"needs": "weigh"}),
    "M01: document_kind is not in the classifier: None": ("M01", {"document_kind": None}),
    "I20: document_kind is not in the classifier: PASSPORT": (
        "I20",
        {"document_kind": "PASSPORT"},
    ),
    "P01: document_kind must be empty: class P concerns no document": (
        "P01",
        {"document_kind": "CMR"},
    ),
    "I01: quantity must be empty: a document is not measured": (
        "I01",
        {"quantity": "width", "needs": "measure"},
    ),
    "M01: remedy is not a field of this file": ("M01", {"remedy": "Pay"}),
    "M01: assumptions names sevrity, which is not a field": ("M01", {"assumptions": ["sevrity"]}),
}


@pytest.mark.parametrize("fault", ENTRY_FAULTS)
def test_a_fault_of_an_entry_is_named(fault: str) -> None:
    code, change = ENTRY_FAULTS[fault]
    assert the_faults(lambda data: entry_of(data, code).update(change)) == (fault,)


def test_a_missing_field_is_named_once() -> None:
    faults = the_faults(lambda data: entry_of(data, "P01").pop("basis"))
    assert faults == ("P01: basis is missing",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"version": 0}, "catalogue: version must be a whole number from 1 on, not 0"),
        ({"version": True}, "catalogue: version must be a whole number from 1 on, not True"),
        ({"effective_from": "2026-02-30"}, "catalogue: effective_from is no day of the calendar"),
        ({"effective_from": "1 May"}, "catalogue: effective_from must have the form"),
        ({"entries": []}, "catalogue: entries must be a list that is not empty"),
        ({"entry": []}, "catalogue: entry is not a field of this file"),
    ],
)
def test_a_fault_of_the_file_is_named(change: Json, fault: str) -> None:
    (named,) = the_faults(lambda data: data.update(change))
    assert named.startswith(fault)


def test_a_fault_of_the_classifier_is_named() -> None:
    faults = the_faults(documents=lambda data: data["kinds"][0]["title"].pop("be"))
    assert faults == ("RU-PERMIT: title: be is missing",)


def test_every_fault_is_named_at_once() -> None:
    def spoil(data: Json) -> None:
        entry_of(data, "P01")["severity"] = "fatal"
        entry_of(data, "M05")["removal"]["be"] = ""
        data["version"] = "one"

    faults = the_faults(spoil, lambda data: data.update(effective_from=None))
    assert len(faults) == 4


@pytest.mark.parametrize("odd", [None, "", 7, -1.5, True, [], ["x"], {}, {"ru": 1}, "\n", "и" * 9])
def test_no_odd_value_of_any_field_gets_past_or_breaks_the_reading(odd: object) -> None:
    optional = {("P09", "quantity"), ("P09", "document_kind"), ("I01", "quantity")}
    for code in ("P09", "I01"):
        for field in entry_of(shipped("catalogue"), code):
            if odd == [] and field == "assumptions":
                continue
            if odd is None and (code, field) in optional:
                continue

            def spoil(data: Json, code: str = code, field: str = field) -> None:
                entry_of(data, code)[field] = odd

            assert the_faults(spoil), (code, field, odd)
