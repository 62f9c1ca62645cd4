"""Every failure is a problem of RFC 9457, and nothing a client sends ever comes back in one."""

import inspect
import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

import matching.errors
import service.errors
from api.errors import PROBLEMS, answer_to, problem_response
from matching.errors import FeatureMismatch, MatchingError
from service.errors import DocumentRejected, InvalidRequest, RejectionReason, ServiceError, Unavailable
from tests.api.world import Tenants, assert_problem

CANARY = "Zqx7canary"
VALID = {"title": "Conseiller", "text": "Français C1 exigé."}


def error_classes() -> Iterator[type[Exception]]:
    for module, root in ((service.errors, ServiceError), (matching.errors, MatchingError)):
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if issubclass(cls, root):
                yield cls


@pytest.mark.parametrize("cls", list(error_classes()))
def test_every_error_class_has_a_row_of_its_own(cls: type[Exception]) -> None:
    assert cls in PROBLEMS


def test_problem_types_are_told_apart_by_status_or_name() -> None:
    rows = {(problem.type, problem.status) for problem in PROBLEMS.values()}
    assert len({type_ for type_, _ in rows}) == len(rows)


def test_a_refused_document_says_why() -> None:
    answer = problem_response(answer_to(DocumentRejected(reason=RejectionReason.ENCRYPTED)))
    assert answer.status_code == 422
    assert json.loads(bytes(answer.body))["reason"] == "encrypted"


def test_a_dependency_that_is_away_says_when_to_come_back() -> None:
    answer = problem_response(answer_to(Unavailable(dependency="database")))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert json.loads(bytes(answer.body))["dependency"] == "database"


def test_the_field_at_fault_is_a_json_pointer() -> None:
    answer = problem_response(answer_to(InvalidRequest("No.", field="requirements.2.wanted")))
    assert json.loads(bytes(answer.body))["errors"][0]["pointer"] == "/requirements/2/wanted"


def test_errors_of_the_pure_layer_are_told_by_their_kind_alone() -> None:
    answer = problem_response(answer_to(FeatureMismatch([CANARY])))
    assert CANARY not in bytes(answer.body).decode()


@pytest.mark.parametrize(
    "body",
    [
        f'{{"title": "{CANARY}", "text": 5}}',
        f'{{"title": "a", "{CANARY}": 1}}',
        f'{{"title": "a", "text": "{CANARY}\\ud83d"}}',
        f'{{"title": "\\ud83d{CANARY}"}}',
        f'{{"title": "a", "headcount": "{CANARY}"}}',
        f'{{"title": "a", "requirements": [{{"wanted": {{"kind": "{CANARY}"}}}}]}}',
        f'{{"title": "a", "requirements": [{{"wanted": {{"kind": "skill", "any_of": ["{CANARY}"]}}}}]}}',
        f'{{"title": "a", "requirements": [{{"importance": "{CANARY}", "wanted": {{}}}}]}}',
        f'{{"@type": "{CANARY}"}}',
        f'{{"@type": "JobPosting", "title": "{CANARY}\\u0000"}}',
        f'{{"@type": "JobPosting", "title": "x", "skills": ["{CANARY}\\ud800"]}}',
        f'{{"@type": "JobPosting", "description": "{CANARY}"}}',
        f'["{CANARY}"]',
        f'"{CANARY}"',
        f'{{"title": "{CANARY}"',
        f'{{"title": "a\\u0000{CANARY}"}}',
        f'{{"title": "a", "external_id": "{CANARY}\\u0000"}}',
        '{"title": "a", "headcount": NaN}',
        '{"title": "a", "headcount": 1e400}',
        '{"title": "a", "headcount": 9223372036854775808}',
        '{"title": "a", "headcount": -1}',
        "[" * 50_000,
        '{"title":' * 5_000,
        '{"@type": "JobPosting", "title": "x", "skills": ' + "[" * 400 + "]" * 400 + "}",
        f'{{"title": "a", "text": {json.dumps(CANARY * 21_000)}}}',
    ],
)
async def test_a_bad_body_is_refused_without_being_repeated(
    client: httpx.AsyncClient, tenants: Tenants, body: str
) -> None:
    answer = await client.post(
        "/v1/openings",
        content=body.encode("utf-8", "surrogatepass"),
        headers={**tenants.agency.headers, "Content-Type": "application/json"},
    )
    assert_problem(answer, {400, 422})
    assert CANARY not in answer.text


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data", "a/b;c=\xff"]
)
async def test_a_body_of_another_type_is_refused(
    client: httpx.AsyncClient, tenants: Tenants, content_type: str
) -> None:
    answer = await client.post(
        "/v1/openings",
        content=json.dumps(VALID),
        headers=httpx.Headers(
            [*tenants.agency.headers.items(), ("Content-Type", content_type)], encoding="latin-1"
        ),
    )
    assert_problem(answer, {400, 415, 422})


async def test_a_bad_path_query_or_cursor_is_refused_without_being_repeated(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    for path in (
        f"/v1/openings/{CANARY}",
        f"/v1/openings?limit={CANARY}",
        f"/v1/openings?cursor={CANARY}",
        f"/v1/openings?external_id=%00{CANARY}",
        f"/v1/openings?external_id=%ff{CANARY}",
        f"/v1/openings/%00{CANARY}/matches",
    ):
        answer = await client.get(path, headers=tenants.agency.headers)
        assert answer.status_code < 500, path
        if answer.status_code != 200:
            assert_problem(answer, {404, 422})
            assert CANARY not in answer.text, path


async def test_the_fault_is_named_where_it_stands(client: httpx.AsyncClient, tenants: Tenants) -> None:
    body = {"title": "a", "requirements": [{"wanted": {"kind": "experience", "months": -3}}]}
    answer = await client.post("/v1/openings", json=body, headers=tenants.agency.headers)
    assert answer.json()["errors"] == [
        {
            "in": "body",
            "pointer": "/requirements/0/wanted/months",
            "code": "greater_than_equal",
            "detail": "A value of at least 0 is expected.",
        }
    ]


async def test_an_address_that_does_not_exist_is_a_problem_too(client: httpx.AsyncClient) -> None:
    assert_problem(await client.get("/v1/nothing"), {404})


@pytest.mark.parametrize("method", ["PUT", "BREW", "TRACE", "OPTIONS"])
async def test_a_method_that_is_not_taken_is_a_problem_too(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/v1/openings")
    assert_problem(answer, {405})
    assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]


async def test_a_long_body_is_refused_by_its_declared_length(
    client: httpx.AsyncClient, tenants: Tenants
) -> None:
    answer = await client.post("/v1/openings", content=b" " * 4_000_000, headers=tenants.agency.headers)
    assert_problem(answer, {413})


async def test_a_long_body_is_refused_while_it_is_read(client: httpx.AsyncClient, tenants: Tenants) -> None:
    n_sent = 0

    async def without_length() -> AsyncIterator[bytes]:
        nonlocal n_sent
        for _ in range(2_000):
            n_sent += 1
            yield b" " * 100_000

    headers = {**tenants.agency.headers, "Content-Type": "application/json"}
    answer = await client.post("/v1/openings", content=without_length(), headers=headers)
    assert_problem(answer, {413})
    assert n_sent < 50


async def test_an_unforeseen_failure_tells_nothing(
    client: httpx.AsyncClient,
    tenants: Tenants,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("api.routes.openings.use_cases.opening", fail)
    answer = await client.get(
        "/v1/openings/7b0f9a52-9f0e-4d4e-9f7a-0c6c1f0f6c11", headers=tenants.agency.headers
    )
    assert_problem(answer, {500})
    assert CANARY not in answer.text
    captured = capfd.readouterr()
    assert CANARY not in captured.out + captured.err
