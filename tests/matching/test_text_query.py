from __future__ import annotations

import pytest

from matching.quotation_search import candidates
from matching.text_query import Place, expression, parse, places
from reference.errors import InputError
from storage.records import Cue
from storage.text_index import Row

CUES = [
    Cue(4.0 * n, 4.0 * n + 4, text)
    for n, text in enumerate(
        ["the old bridge", "is closed today", "and the new bridge", "is open", "朝鲜中央电视台"]
    )
]


def _found(query: str) -> list[Place]:
    return places(parse(query), CUES, 0, len(CUES) - 1)


def test_the_smallest_places_that_hold_all_words() -> None:
    assert _found("bridge") == [Place(0, 0), Place(2, 2)]
    assert _found("bridge closed") == [Place(0, 1)]
    assert _found('"bridge is open"') == [Place(2, 3)]
    assert _found("open bridge old") == [Place(0, 3)]
    assert _found("clos*") == [Place(1, 1)]
    assert _found("clos") == []
    assert _found("电") == _found("中央电视") == [Place(4, 4)]


def test_what_is_asked_of_the_index() -> None:
    assert (
        expression(parse("Bridge “of the” op* 电视 电"))
        == '"bridge" AND "of the" AND "op" * AND "电视" AND "电" *'
    )
    assert expression(parse("Путина")) == '"путин" *'
    assert expression(parse('"Путина"')) == '"путина"'


@pytest.mark.parametrize("query", ['"', "...", "", " ".join(["word"] * 17)])
def test_what_cannot_be_asked_is_one_sentence(query: str) -> None:
    with pytest.raises(InputError):
        parse(query)


def test_nothing_in_a_query_reaches_the_index_as_an_operator() -> None:
    asked = expression(parse('a NOT b OR (c) NEAR "d AND e" ^f terms:g'))
    assert asked == '"a" AND "not" AND "b" AND "or" AND "c" AND "near" AND "d and e" AND "f" AND "terms g"'


def test_minutes_are_weighed_by_rare_pairs_and_followed_over_their_end() -> None:
    held = {
        ("bridge", "opened"): [Row("T1", 4), Row("T2", 9)],
        ("opened", "yesterday"): [Row("T1", 5)],
        ("of", "the"): [Row(f"T{n}", 0) for n in range(300)],
    }
    frequencies = {"bridge": 40, "opened": 90, "yesterday": 300, "of": 9000, "the": 9000}
    found = candidates(
        "of the bridge opened yesterday",
        lambda term: frequencies.get(term, 0),
        lambda terms, most: held.get((terms[0], terms[-1]), [])[:most],
    )
    assert found[0] == Row("T1", 4)
    assert Row("T7", 0) not in found


def test_a_text_with_no_pair_in_common_is_looked_for_by_its_rare_words() -> None:
    found = candidates(
        "zeppelin over lisbon",
        lambda term: {"zeppelin": 2}.get(term, 0),
        lambda terms, _: [Row("T3", 1)] if list(terms) == ["zeppelin"] else [],
    )
    assert found == [Row("T3", 1)]
