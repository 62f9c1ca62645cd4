import http.server
import threading
from collections.abc import Iterator

import pytest

from service.running import (
    ChildDied,
    CommandProcess,
    Watch,
    base_url,
    environment_of,
    refuse_taken_port,
)
from service.settings import ApiSettings, DatabaseSettings


@pytest.fixture
def web() -> Iterator[http.server.HTTPServer]:
    """Answers 404 to everything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404 if self.path != "/readyz" else 200)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _command(*arguments: str) -> CommandProcess:
    return CommandProcess(
        arguments, environment={"DATABASE_URL": "", "OUJDA_DATA_DIR": "/nonexistent"}, patience_seconds=10
    )


def test_a_child_that_says_it_would_fail_again_is_not_started_again(
    database_settings: DatabaseSettings,
) -> None:
    # The owner's connection may not serve, now or later.
    owner = database_settings.model_copy(update={"url": database_settings.migration_url})
    with CommandProcess(["ready"], environment=environment_of(owner), patience_seconds=10) as child:
        assert child.wait() == 78
        with pytest.raises(ChildDied, match="ready"):
            child.keep_alive()


def test_a_child_that_keeps_dying_is_given_up() -> None:
    def keep_alive_for_ever(child: CommandProcess) -> None:
        while True:
            child.wait()
            child.keep_alive()

    with _command("--help") as child, pytest.raises(ChildDied):
        keep_alive_for_ever(child)


def test_watching_ends_when_a_child_cannot_be_kept_alive() -> None:
    looks = []
    with _command("--help") as child, pytest.raises(ChildDied):
        Watch([child], also=lambda: looks.append(1)).until_interrupted()
    assert looks


def test_the_api_is_waited_for(web: http.server.HTTPServer) -> None:
    url = f"http://127.0.0.1:{web.server_port}/readyz"
    Watch([], also=lambda: pytest.fail("it answers at once")).until_ready(url)


def test_an_error_is_no_answer(web: http.server.HTTPServer) -> None:
    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    with pytest.raises(Enough):
        Watch([], also=stop).until_ready(f"http://127.0.0.1:{web.server_port}/elsewhere")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - nothing is bound
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_url_is_one_that_this_machine_can_open(host: str, url: str) -> None:
    assert base_url(ApiSettings(host=host)) == url


def test_a_free_port_is_free() -> None:
    refuse_taken_port(ApiSettings(port=18_437))
