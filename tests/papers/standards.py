"""Holds PDFs against the standards, by a validator that shares no code with what makes them."""

import io

import page
import pikepdf

PROFILES = ("3a", "ua1")
AMBIGUOUS_END = b"\rendstream", b"\r\nendstream"


def faults_of(pdf: bytes) -> list[str]:
    """What the paper breaks of PDF/A-3a and PDF/UA-1."""
    return [
        f"{profile}: {fault.rule_id}"
        for profile in PROFILES
        for fault in page.validate_pdf_bytes(pdf, profile=profile).failures
        if not (fault.rule_id == "PDFA3A-STREAM-LENGTH-001" and ends_with_return(pdf))
    ]


def ends_with_return(pdf: bytes) -> bool:
    """Whether compressed data end with a carriage return, which the validator takes for a line end.

    ISO 32000-1, 7.3.8.1 lets the length decide.
    """
    return any(end in pdf for end in AMBIGUOUS_END)


def languages_in_tags(pdf: bytes) -> set[str]:
    """The languages that elements of the paper have besides that of the whole paper."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {str(one.Lang) for one in elements_of(file) if "/Lang" in one}


def alternative_texts(pdf: bytes) -> list[str]:
    """What is read out for each picture, in the order of the file."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [str(one.get("/Alt", "")) for one in elements_of(file) if one.S == "/Figure"]


def elements_of(file: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the tag tree."""
    return [
        one
        for one in file.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
    ]
