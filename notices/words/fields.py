"""What WTForms says by itself, as instructions: it has no Belarusian, and it does not instruct."""

from flask_babel import lazy_gettext as _l

CHOOSE = _l("Choose among the answers offered.")
TEXTS = {
    "This field is required.": _l("Fill in this field."),
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "Not a valid date value.": _l("Enter the date as day, month and year."),
    "Not a valid datetime value.": _l("Enter the date and the time."),
    "Not a valid time value.": _l("Enter the time as hours and minutes."),
    "Not a valid integer value.": _l("Enter a whole number."),
    "Not a valid decimal value.": _l("Enter a number."),
    "Invalid input.": _l("Enter the value as in the example."),
}


class FieldTexts:
    """Stands where WTForms looks for its translations."""

    def gettext(self, text: str) -> str:
        """The instruction; the names of hidden fields stay as they are."""
        return str(TEXTS.get(text, text))

    def ngettext(self, one: str, _many: str, _number: int) -> str:
        """The instruction, the same for one value and for several."""
        return self.gettext(one)
