"""How a request is read."""

from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser


class NamedFields(FormDataParser):
    """Leaves out fields and files without a name, which no page sends (RFC 7578, section 4.2)."""

    def parse(self, *arguments: Any, **named: Any) -> Any:
        """What was sent, by name."""
        stream, form, files = super().parse(*arguments, **named)
        return stream, self._named(form), self._named(files)

    def _named(self, sent: MultiDict[Any, Any]) -> MultiDict[Any, Any]:
        for file in sent.getlist(None):
            if isinstance(file, FileStorage):
                file.close()
        named = [(name, value) for name, value in sent.items(multi=True) if name is not None]
        return self.cls(named)


class Received(Request):
    """A request whose fields all have names."""

    form_data_parser_class = NamedFields
