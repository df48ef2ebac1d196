"""Numbers of notices and the carrier's secret code.

`BY-<post>-<year>-<6 digits>-<check>`: four Latin letters of the post, a number without gaps per
post and year, and a check character by ISO 7064 MOD 37,36.
"""

import hashlib
import hmac
import re

from stdnum.iso7064 import mod_37_36

from .plates import plate_key

NUMBER = re.compile(r"BY([A-Z]{4})(\d{4})(\d{6})([0-9A-Z])")
AS_LETTERS, AS_DIGITS = str.maketrans("018", "OIB"), str.maketrans("OIB", "018")
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_MISREAD = str.maketrans("OIL", "011")
CODE_LENGTH = 13


def notice_number(post: str, year: int, sequence: int) -> str:
    """Compose a number, for example BY-KOZL-2026-000017-R."""
    body = f"BY{post}{year:04d}{sequence:06d}"
    return f"BY-{post}-{year:04d}-{sequence:06d}-{mod_37_36.calc_check_digit(body)}"


def read_number(text: str) -> str | None:
    """The number in its printed form, however it was typed; None where it is none."""
    compact = plate_key(text)
    match = NUMBER.fullmatch(compact)
    if match is None or not mod_37_36.is_valid(compact):
        return None
    return "BY-" + "-".join(match.groups())


def number_meant(text: str) -> str | None:
    """The number behind one that was misread, for searches; None where it is none.

    O and 0, I and 1, B and 8 are put right by their place: letters stand before the year, digits
    from there on. The check character may be either and stays as typed, so that it tells every
    other single mistake.
    """
    compact = plate_key(text)
    letters, digits, check = compact[:6], compact[6:-1], compact[-1:]
    return read_number(letters.translate(AS_LETTERS) + digits.translate(AS_DIGITS) + check)


def secret_code(key: bytes, notice_id: int) -> str:
    """The carrier's code of a notice: 64 bits by HMAC-SHA-256, in groups, for example
    7GQ2-M0XE-4T9WK. It is derived anew whenever it is needed and stored nowhere.
    """
    digest = hmac.new(key, b"carrier-code:%d" % notice_id, hashlib.sha256).digest()
    value = int.from_bytes(digest[:8])
    letters = "".join(CODE_LETTERS[value >> shift & 31] for shift in range(60, -1, -5))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def is_secret_code(typed: str, key: bytes, notice_id: int) -> bool:
    """Whether the typed text is the notice's code; spaces, case and O/0, I/1 do not matter."""
    folded = plate_key(typed).translate(CODE_MISREAD)
    expected = secret_code(key, notice_id).replace("-", "")
    return hmac.compare_digest(folded.encode(), expected.encode())
