"""Where the public is read from: tests/faults/test_replica.py tries it with two servers."""

from decisions.queries.replica import SECONDS_OF_PAUSE, Absence, Router, read_to_the_end, reading


def reads_from():
    return Router().db_for_read(None)


def test_a_file_that_is_made_while_it_is_sent_is_read_from_one_place_to_its_end():
    with reading():
        pieces = read_to_the_end(reads_from() for _piece in range(3))

    assert [(piece, reads_from()) for piece in pieces] == [("replica", "default")] * 3
    assert Router().db_for_write(None) == "default"


def test_of_all_who_come_after_a_pause_one_tries_the_replica():
    absence = Absence()
    assert absence.is_over(now=100)
    assert absence.begins(now=100)

    assert not absence.is_over(now=100 + SECONDS_OF_PAUSE - 1)
    assert absence.is_over(now=100 + SECONDS_OF_PAUSE)
    assert not absence.is_over(now=100 + SECONDS_OF_PAUSE)
    assert absence.ends()
    assert absence.is_over(now=100 + SECONDS_OF_PAUSE)
