"""Texts are read in a child that may hang or die without harm."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import psutil
import pytest

from matching.errors import UnreadableText
from service.candidates.profile_reader import ProfileReader
from service.errors import DocumentRejected, JobFailed, RejectionReason
from service.settings import LimitSettings

TODAY = date(2026, 11, 1)
CV = """Salma Exemple
Conseillère clientèle, salma@exemple.example
Langues : français courant (C1), arabe langue maternelle
Expérience : 01/2023 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda
"""
OTHER_CV = CV.replace("salma@exemple.example", "karim@exemple.example")


@pytest.fixture(scope="module")
async def shared_reader() -> AsyncIterator[ProfileReader]:
    async with ProfileReader.open(LimitSettings(reading_seconds=2)) as reader:
        yield reader


@pytest.fixture
async def reader(shared_reader: ProfileReader) -> ProfileReader:
    """A reader with a child that waits, whatever the test before did to the last one."""
    await shared_reader.warm_up()
    return shared_reader


def children() -> set[psutil.Process]:
    return {
        process
        for process in psutil.Process().children()
        if process.is_running()
        and process.status() != psutil.STATUS_ZOMBIE
        and "service.candidates.profile_process" in process.cmdline()
    }


def child() -> psutil.Process:
    """The child of this module's reader: readers of other tests, if they still run, started theirs before."""
    return max(children(), key=lambda process: process.create_time())


async def test_a_text_is_read_with_its_identity_apart(reader: ProfileReader) -> None:
    reading = await reader.read(CV, today=TODAY)
    assert reading.profile.reference_date == TODAY
    assert [mention.value for mention in reading.identity.emails] == ["salma@exemple.example"]
    assert reading.segments
    assert not [segment for segment in reading.segments if "salma" in segment.text]


async def test_one_child_serves_many_texts(reader: ProfileReader) -> None:
    before = child().pid
    readings = await asyncio.gather(*(reader.read(text, today=TODAY) for text in (CV, OTHER_CV) * 3))
    emails = [reading.identity.emails[0].value for reading in readings]
    assert emails == ["salma@exemple.example", "karim@exemple.example"] * 3
    assert child().pid == before


async def test_a_text_with_too_few_words_is_told_apart_from_a_failure(reader: ProfileReader) -> None:
    with pytest.raises(UnreadableText):
        await reader.read("?", today=TODAY)
    await reader.read(CV, today=TODAY)


async def test_half_a_character_does_not_break_the_exchange(reader: ProfileReader) -> None:
    await reader.read(CV + "\ud83d", today=TODAY)
    await reader.read(CV, today=TODAY)


async def test_a_child_that_hangs_costs_one_text(reader: ProfileReader) -> None:
    child().suspend()
    with pytest.raises(DocumentRejected) as refusal:
        await reader.read(CV, today=TODAY)
    assert refusal.value.reason is RejectionReason.TOO_SLOW
    await reader.read(CV, today=TODAY)


async def test_a_child_that_dies_in_the_middle_may_be_tried_again(reader: ProfileReader) -> None:
    victim = child()
    victim.suspend()
    reading = asyncio.create_task(reader.read(CV, today=TODAY))
    await asyncio.sleep(0.05)
    victim.kill()
    with pytest.raises(JobFailed) as failure:
        await reading
    assert failure.value.retry
    await reader.read(CV, today=TODAY)


async def test_a_child_that_died_between_two_texts_is_replaced_unseen(reader: ProfileReader) -> None:
    victim = child()
    victim.kill()
    # Its end has to be known, or the request goes into a pipe that nobody reads.
    async with asyncio.timeout(5):
        while victim.is_running() and victim.status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    await reader.read(CV, today=TODAY)


async def test_an_answer_nobody_waits_for_is_not_given_to_the_next(reader: ProfileReader) -> None:
    child().suspend()
    abandoned = asyncio.create_task(reader.read(CV, today=TODAY))
    await asyncio.sleep(0.05)
    abandoned.cancel()
    reading = await reader.read(OTHER_CV, today=TODAY)
    assert reading.identity.emails[0].value == "karim@exemple.example"


async def test_the_child_knows_no_setting_and_ends_with_its_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@db.example/oujda")
    others = children()
    async with ProfileReader.open(LimitSettings()) as reader:
        await reader.read(CV, today=TODAY)
        (process,) = children() - others
        assert "DATABASE_URL" not in process.environ()
    assert not process.is_running()
