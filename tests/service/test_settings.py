from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import ApiSettings, DatabaseSettings, LimitSettings, Settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "ENCODER", "OUJDA_DATA_DIR", "API_PORT"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = Settings()

    assert settings.database.url is None
    assert settings.encoder.source == "oujda-4l"
    assert not settings.storage.chosen


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://a:secret@db/x",
        "MIGRATION_DATABASE_URL": "postgresql://b:secret@db/x",
        "ENCODER": "/models/multilingual",
        "OUJDA_DATA_DIR": "/srv/oujda",
        "API_PORT": "9000",
        "LIMIT_MAX_PAGES": "5",
        "WORKER_MAX_ATTEMPTS": "7",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()

    assert settings.database.url is not None
    assert settings.database.url.get_secret_value() == "postgresql://a:secret@db/x"
    assert settings.database.migration_url is not None
    assert settings.encoder.source == "/models/multilingual"
    assert settings.storage.data_dir == Path("/srv/oujda")
    assert settings.storage.chosen
    assert (settings.api.port, settings.limits.max_pages, settings.worker.max_attempts) == (9000, 5, 7)
    assert "secret" not in repr(settings)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    assert DatabaseSettings().url is None


def test_groups_are_built_by_their_field_names_and_never_change() -> None:
    limits = LimitSettings(max_cv_bytes=10)

    assert limits.max_cv_bytes == 10
    with pytest.raises(ValidationError):
        limits.max_cv_bytes = 11


@pytest.mark.parametrize("port", [0, 70_000, "x"])
def test_a_value_out_of_range_is_refused(port: object) -> None:
    with pytest.raises(ValidationError):
        ApiSettings(port=port)  # type: ignore[arg-type]  # what must not work
