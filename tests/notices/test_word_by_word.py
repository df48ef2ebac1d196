"""Two texts told apart word by word."""

from hypothesis import given
from hypothesis import strategies as st

from notices.word_by_word import Piece, pieces

TEXTS = st.lists(st.sampled_from(["груз", "лишний", "везут", "в", "лес"]), max_size=12)


def test_only_the_words_that_differ_are_marked() -> None:
    assert pieces("Разгрузите транспортное средство", "Разгрузите всё транспортное средство") == [
        Piece("both", "Разгрузите"),
        Piece("new", "всё"),
        Piece("both", "транспортное средство"),
    ]
    assert pieces("to 1 May, weekly", "to 2 May, weekly") == [
        Piece("both", "to"),
        Piece("old", "1"),
        Piece("new", "2"),
        Piece("both", "May, weekly"),
    ]


def test_texts_with_little_in_common_stand_whole_one_after_the_other() -> None:
    old, new = "Report by the deadline", "May not move until removed"
    assert pieces(old, new) == [Piece("old", old), Piece("new", new)]


def test_what_was_missing_is_new_and_what_goes_missing_is_old() -> None:
    assert pieces("", "08:00") == [Piece("new", "08:00")]
    assert pieces("08:00", "") == [Piece("old", "08:00")]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_pieces(old: list[str], new: list[str]) -> None:
    found = pieces(" ".join(old), " ".join(new))
    before = " ".join(piece.text for piece in found if piece.of != "new")
    after = " ".join(piece.text for piece in found if piece.of != "old")
    assert (before.split(), after.split()) == (old, new)
