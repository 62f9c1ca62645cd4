"""What candidates sent is sealed under named keys."""

from pathlib import Path
from uuid import uuid4

import pytest

from service.documents.originals.keyring import Keyring, keys_of_folder, new_key
from service.errors import InvalidRequest, Unavailable

OLD, NEW = new_key("2026-05"), new_key("2026-11")
AGENCY = uuid4()
CV = b"Salma Exemple, conseillere"


def test_the_newest_key_seals_and_every_key_opens() -> None:
    before, after = Keyring.parse(OLD), Keyring.parse(f"{NEW},{OLD}")
    sealed = before.seal(CV, organisation_id=AGENCY)
    assert after.newest == "2026-11"
    assert after.unseal(sealed, key="2026-05", organisation_id=AGENCY) == CV


def test_what_is_sealed_shows_nothing_and_never_twice_the_same() -> None:
    keyring = Keyring.parse(NEW)
    first, second = (keyring.seal(CV, organisation_id=AGENCY) for _ in range(2))
    assert b"Salma" not in first
    assert first != second


def test_what_was_changed_or_belongs_to_another_organisation_does_not_open() -> None:
    keyring = Keyring.parse(NEW)
    sealed = keyring.seal(CV, organisation_id=AGENCY)
    for broken, owner in ((sealed[:-1] + b"\0", AGENCY), (sealed, uuid4())):
        with pytest.raises(Unavailable, match="does not open"):
            keyring.unseal(broken, key="2026-11", organisation_id=owner)


def test_a_key_that_is_gone_is_named() -> None:
    with pytest.raises(Unavailable, match="'2026-05', which is not in ORIGINALS_KEYS"):
        Keyring.parse(NEW).unseal(b"...", key="2026-05", organisation_id=AGENCY)


@pytest.mark.parametrize("written", ["abc", "a:abc", "a:QUJD", "a:é", ":"])
def test_keys_written_otherwise_are_refused_with_advice(written: str) -> None:
    with pytest.raises(InvalidRequest, match="oujda-match originals new-key"):
        Keyring.parse(written)


def test_without_keys_nothing_is_sealed() -> None:
    assert Keyring.none().seal(CV, organisation_id=AGENCY) == CV
    assert Keyring.parse("").newest is None


def test_a_machine_of_its_own_gets_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "data" / "originals.keys"
    assert keys_of_folder(file, makes=False) == ""
    made = keys_of_folder(file, makes=True)
    assert keys_of_folder(file, makes=True) == made
    assert file.stat().st_mode & 0o077 == 0
    assert Keyring.parse(made).newest == "first"
