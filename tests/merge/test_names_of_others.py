"""Two who take no part must not change places: who asks is not who is asked."""

from dataclasses import replace

import pytest

from tests.merge.invented import ADA, BEN, merged_points


def lines(one, other, language):
    people = [replace(who, language=language) for who in (ADA, BEN)]
    return len(merged_points((ADA, one), (BEN, other), people=people).lines)


@pytest.mark.parametrize(
    "language,one,other",
    [
        ("en", "Anna asks Bernd", "Bernd asks Anna"),
        ("en", "Anna asks the boss", "The boss asks Anna"),
        ("de", "Anna fragt Bernd", "Bernd fragt Anna"),
        ("de", "Anna bezahlt Bernd", "Bernd bezahlt Anna"),
        ("de", "Anna fragt den Chef", "Der Chef fragt Anna"),
        ("fr", "Anne appelle Hervé", "Hervé appelle Anne"),
        ("es", "Ana llama a Pedro", "Pedro llama a Ana"),
        ("fr", "Les mails d'Anne à Hervé", "Les mails d'Hervé à Anne"),
    ],
)
def test_who_does_and_who_gets_it_is_told_by_the_order(language, one, other):
    assert lines(one, other, language) == 2


@pytest.mark.parametrize(
    "language,one,other",
    [
        ("en", "Anna asks Bernd", "anna asks bernd"),
        ("en", "On Friday, Anna asks Bernd", "Anna asks Bernd on Friday"),
        ("en", "Visit Anna in May", "In May visit Anna"),
        ("en", "Meet in Vienna every Monday", "Every Monday, meet in Vienna"),
        ("de", "Rechnungen prüft Anna", "Anna prüft Rechnungen"),
        ("de", "Besprechung jeden Montag in Wien", "Jeden Montag Besprechung in Wien"),
        ("fr", "Le lundi, Anne appelle Hervé", "Anne appelle Hervé le lundi"),
    ],
)
def test_the_same_said_in_another_order_stays_one_line(language, one, other):
    assert lines(one, other, language) == 1
