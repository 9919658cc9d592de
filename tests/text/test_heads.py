from decisions.text.heads import Head, heads_in

SEAL = "0f" * 32


def test_a_head_is_read_back_from_what_was_written():
    heads = [Head(0, ""), Head(1204, SEAL)]

    assert [heads_in(str(head)) for head in heads] == [[head] for head in heads]


def test_heads_are_found_in_lines_and_in_json_and_nothing_else_is_one():
    text = f'{{"made": "2026-03-02T10:00:00", "head": "7:{SEAL}"}}\nlater 9:{SEAL}\n12: 10:{SEAL}f 03:{SEAL}'

    assert heads_in(text) == [Head(7, SEAL), Head(9, SEAL)]
