"""Makes a rendered paper archival (PDF/A-3a, ISO 19005-3) and accessible (PDF/UA-1, ISO 14289-1).

WeasyPrint writes one of the two standards and no language of a passage; the rest is added here,
before the bytes are written. Part of the program of the child that prints papers.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

import pydyf
from weasyprint.pdf import tags

VARIANT = "pdf/a-3a"
MAIN_LANGUAGE = "ru"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# The paper's address, by which a file is known again, in a property that PDF/A knows; the property
# that says PDF/UA, and the schema by which PDF/A allows that one (ISO 19005-3, 6.6.2.3).
ADDED = """
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier>{address}</dc:identifier></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


def complete_metadata(pdf: pydyf.PDF, address: str) -> None:
    """Say in the metadata where the paper can be checked and that it is PDF/UA-1 too, and keep them
    legible for archives and for whoever checks a file.
    """
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.compress = False
    added = ADDED.format(address=escape(address)).encode()
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", added)]


def soften_hyphens(pdf: pydyf.PDF) -> None:
    """Let the hyphens that divide words be read as soft ones (ISO 32000-1, 14.8.2.2.3).

    They are printed by the glyph of U+2011, which no form keeps.
    """
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and b"begincmap" in one.stream:
            one.stream = [line.replace(b"<2011>", b"<00ad>") for line in one.stream]


@cache
def tag_languages() -> None:
    """Let elements with an own `xml:lang` say it in their tags (ISO 32000-1, 14.9.2)."""
    build = tags._build_box_tree  # noqa: SLF001 (there is no other way in)

    def build_with_language(box: Any, *others: Any) -> Iterator[pydyf.Dictionary]:
        language = None if box.element is None else box.element.get(LANGUAGE)
        for element in build(box, *others):
            if language:
                element["Lang"] = pydyf.String(language)
            yield element

    tags._build_box_tree = build_with_language  # noqa: SLF001
