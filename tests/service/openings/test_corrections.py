from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    LanguageWanted,
    Requirement,
    Requirements,
)
from matching.types import CefrLevel, EducationLevel, LanguageCode, Origin, Span
from service.openings.corrections import Correction, corrected, merged

FRENCH = Requirement(
    "language-fr", LanguageWanted(LanguageCode("fr"), CefrLevel.C1), Importance.MUST, Span(3, 9)
)
YEARS = Requirement("experience", ExperienceWanted(24), Importance.MUST, Span(12, 20))
READ = Requirements(language=LanguageCode("fr"), title="Agent", items=(FRENCH, YEARS))
BAC_2 = EducationWanted(EducationLevel.BAC_2)


def test_without_corrections_what_was_read_stands() -> None:
    assert corrected(READ, ()) == READ


def test_a_correction_changes_what_it_says_and_keeps_the_words_of_the_advert() -> None:
    (french, years) = corrected(READ, [Correction("language-fr", importance=Importance.NICE)]).items
    assert (french.wanted, french.importance, french.span) == (FRENCH.wanted, Importance.NICE, FRENCH.span)
    assert french.origin is Origin.CORRECTED
    assert years == YEARS


def test_a_removed_requirement_is_gone() -> None:
    assert corrected(READ, [Correction("experience", is_removed=True)]).items == (FRENCH,)


def test_an_addition_stands_behind_what_was_read() -> None:
    added = corrected(READ, [Correction("added-1", wanted=BAC_2)]).items[-1]
    assert (added.id, added.wanted, added.importance, added.span) == ("added-1", BAC_2, Importance.MUST, None)


def test_a_correction_of_something_the_text_no_longer_asks_for_waits_unless_it_says_what_is_wanted() -> None:
    new_text = Requirements(language=LanguageCode("fr"), title="Agent", items=(YEARS,))
    assert corrected(new_text, [Correction("language-fr", importance=Importance.NICE)]).items == (YEARS,)
    in_full = Correction("language-fr", wanted=LanguageWanted(LanguageCode("fr"), CefrLevel.B2))
    assert corrected(new_text, [in_full]).items[-1].wanted == in_full.wanted


def test_a_later_correction_leaves_what_it_does_not_speak_of() -> None:
    earlier = [Correction("experience", wanted=ExperienceWanted(12))]
    (both,) = merged(earlier, [Correction("experience", importance=Importance.NICE)])
    assert (both.wanted, both.importance) == (ExperienceWanted(12), Importance.NICE)


def test_what_was_removed_comes_back_with_a_correction_or_a_withdrawal() -> None:
    removed = merged([], [Correction("experience", is_removed=True)])
    changed = merged(removed, [Correction("experience", importance=Importance.NICE)])
    assert corrected(READ, changed).items[1].importance is Importance.NICE
    assert merged(removed, [Correction("experience", is_withdrawn=True)]) == ()
