from __future__ import annotations

import pytest

from reference.terms import index_terms, loose_end, phrase_terms, term_of, units


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ёлка", "елка"),
        ("Côté", "COTE"),
        ("Straße", "STRASSE"),
        ("ＵＮ", "un"),
        ("أحمد", "احمد"),
        ("مُحَمَّد", "محمد"),
        ("تهـــران", "تهران"),
        ("ایران", "إيران"),
        ("کتاب", "كتاب"),
        ("الرئيس", "رئيس"),
        ("والرئيس", "رئيس"),
        ("مدرسة", "مدرسه"),
        ("हिन्दी़", "हिन्दी"),
        ("२०२४", "2024"),
        ("۲۰۲۴", "2024"),
        ("1,000", "1.000"),
        ("Trump’s", "trump"),
        ("don’t", "DON'T"),
    ],
)
def test_what_is_written_otherwise_is_one_term(one: str, other: str) -> None:
    assert [unit.term for unit in units(one)] == [unit.term for unit in units(other)] == [term_of(other)]


@pytest.mark.parametrize(
    ("one", "other"), [("мой", "мои"), ("can", "can't"), ("3.5", "35"), ("हिंदी", "हद"), ("Київ", "Киiв")]
)
def test_what_means_something_else_is_another_term(one: str, other: str) -> None:
    assert [unit.term for unit in units(one)] != [unit.term for unit in units(other)]


def test_words_keep_their_marks_and_their_place() -> None:
    text = "नमस्ते, दुनिया। п'ять ok"
    found = list(units(text))
    assert [text[unit.start : unit.end] for unit in found] == ["नमस्ते", "दुनिया", "п'ять", "ok"]


@pytest.mark.parametrize("text", ["조선중앙텔레비죤", "国家主席习近平", "東京タワー"])
def test_every_part_of_an_eastern_text_stands_in_its_index(text: str) -> None:
    index = " ".join(index_terms(units(f"the {text} said")))
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            phrase = " ".join(phrase_terms(list(units(text[start:end]))))
            assert f" {phrase}" in f" {index}"
    assert all(any(term.startswith(letter) for term in index.split()) for letter in text)


def test_spaces_between_korean_words_do_not_matter() -> None:
    assert index_terms(units("조선 중앙\n텔레비죤")) == index_terms(units("조선중앙텔레비죤"))


def test_cyrillic_words_have_a_loose_end() -> None:
    assert loose_end(term_of("Путина")) == loose_end(term_of("Путиным")) == loose_end(term_of("Путин"))
    assert loose_end("мост") is None
    assert loose_end("bridges") is None
