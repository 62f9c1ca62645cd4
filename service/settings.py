"""Settings of a process: read once from the environment where it starts, then passed down.

Every group can be built in a test by its field names, e.g. `LimitSettings(max_cv_bytes=1000)`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]

_GROUP = SettingsConfigDict(frozen=True, populate_by_name=True, env_ignore_empty=True, extra="forbid")


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is, and how long one waits for it.

    Attributes:
        url: The application role's connection; None starts an embedded server.
        migration_url: The owner's connection, used by `oujda-match migrate` alone; None means `url`.
        replica_urls: Connections of the application's role to read replicas, separated by spaces or commas;
            rankings read from them whatever they have caught up with.
        n_connections: Most connections one process keeps open.
        connect_timeout_seconds: After this the database counts as away.
        acquire_timeout_seconds: Longest wait for a free connection of this process.
        lookup_timeout_seconds: Longest wait until a key is looked up, which every request begins with: after
            this the database counts as away, also one that is there and does nothing.
        statement_timeout_seconds: Longest run of one statement.
        embedded_port: TCP port of the embedded server on 127.0.0.1; None opens only its private socket.
        embedded_user: System user that runs the embedded server when it is started by root; None takes
            the first of `oujda-match`, `postgres` and `nobody` that exists.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="DATABASE_")

    url: SecretStr | None = None
    migration_url: SecretStr | None = Field(default=None, validation_alias="MIGRATION_DATABASE_URL")
    replica_urls: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    n_connections: Count = 10
    connect_timeout_seconds: Seconds = 3.0
    acquire_timeout_seconds: Seconds = 5.0
    lookup_timeout_seconds: Seconds = 2.5
    statement_timeout_seconds: Seconds = 20.0
    embedded_port: int | None = None
    embedded_user: str | None = None

    @field_validator("replica_urls", mode="before")
    @classmethod
    def _separated(cls, urls: object) -> object:
        return tuple(urls.replace(",", " ").split()) if isinstance(urls, str) else urls


class WorkerSettings(BaseSettings):
    """How one worker process takes jobs.

    Attributes:
        n_concurrent_jobs: Jobs in hand at once.
        heartbeat_seconds: How often a running job says that it is alive.
        lease_seconds: Silence after which another worker may take the job.
        max_attempts: Claims after which a job is parked.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="WORKER_")

    n_concurrent_jobs: Count = 8
    heartbeat_seconds: Seconds = 5.0
    lease_seconds: Seconds = 30.0
    max_attempts: Count = 5


class Runtime(StrEnum):
    """What multiplies the numbers of a model."""

    AUTO = "auto"
    INT8 = "int8"
    F32 = "f32"
    TORCH = "torch"


class EncoderSettings(BaseSettings):
    """Which model turns texts into vectors.

    Attributes:
        source: `oujda-4l` for the bundled model with its language pack, `all-minilm-l6-v2` for the bundled
            model alone, the folder of a pack or of a sentence-transformers model, or the name of one that
            was downloaded before.
        runtime: `int8` or `f32` (both OpenVINO, for BERT models), `torch`, or `auto`: the first of them that
            passes its check on this machine. Vectors of two runtimes have two keys, so machines that share
            a database name one.
        next: What shall take the place of `source`; a worker that is told so encodes every candidate with
            both, and lets the new vectors serve when none is missing.
        n_threads: Threads of one encoding process; on shared cores more than one is slower.
        query_prefix: Put before the text of an opening, where the model wants one.
        passage_prefix: Put before the text of a CV, where the model wants one.
        batch_size: Texts encoded together.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="ENCODER_")

    source: str = Field(default="oujda-4l", validation_alias="ENCODER")
    runtime: Runtime = Runtime.AUTO
    next: str = ""
    next_runtime: Runtime = Runtime.AUTO
    next_query_prefix: str = ""
    next_passage_prefix: str = ""
    n_threads: Count = 1
    query_prefix: str = ""
    passage_prefix: str = ""
    batch_size: Count = 32

    @property
    def following(self) -> "EncoderSettings | None":
        """The settings of what shall take the place of this encoder, if anything shall."""
        if not self.next:
            return None
        return self.model_copy(
            update={
                "source": self.next,
                "runtime": self.next_runtime,
                "query_prefix": self.next_query_prefix,
                "passage_prefix": self.next_passage_prefix,
                "next": "",
            }
        )


class WebhookSettings(BaseSettings):
    """How events are delivered.

    Attributes:
        allows_http: Whether addresses may begin with http://.
        allows_private_addresses: Whether addresses may lead into private networks, those of this machine too.
        timeout_seconds: Longest wait for an answer.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="WEBHOOK_")

    allows_http: bool = False
    allows_private_addresses: bool = False
    timeout_seconds: Seconds = 10.0


class StorageSettings(BaseSettings):
    """Where this process keeps files of its own.

    Attributes:
        data_dir: Folder of the embedded server; nothing else is kept outside PostgreSQL.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="OUJDA_")

    data_dir: Path = Path("data")

    @property
    def chosen(self) -> bool:
        """Whether a person named the folder; only where nobody did may another one be taken."""
        return "data_dir" in self.model_fields_set


class OriginalsSettings(BaseSettings):
    """How the documents that candidates sent are kept.

    Attributes:
        keys: `name:key`, several parted by commas, the newest first: it seals, all of them open. None takes
            the file `originals.keys` of the data folder, where there is one.
        url: `file:///folder` or `s3://bucket/prefix` (with the usual AWS_... variables) for a store of
            objects; None keeps them in PostgreSQL.
        sweep_seconds: How often a worker removes objects that no document names any more.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="ORIGINALS_")

    keys: SecretStr | None = None
    url: str | None = None
    sweep_seconds: Seconds = 600.0


class ApiSettings(BaseSettings):
    """Where the API listens.

    Attributes:
        host: Address to listen on.
        port: TCP port.
        n_processes: Processes that share the port.
        shutdown_seconds: Time given to requests in flight when the API stops.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="API_")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    n_processes: Count = 1
    shutdown_seconds: Count = 10


class LimitSettings(BaseSettings):
    """What a request, and the reading of one document, may cost.

    Attributes:
        max_body_bytes: Longest request body.
        max_cv_bytes: Longest file of a CV.
        max_text_chars: Longest text of a CV or of an advert.
        max_pages: Pages of a document that are read.
        max_rank_texts: CV texts in one `POST /v1/rank`.
        max_import_bytes: Longest body of an import.
        max_import_items: Candidates or openings in one import.
        max_import_unpacked_bytes: All files of an import together, unpacked.
        max_wait_seconds: Longest `?wait=`.
        reading_memory_bytes: Address space of the process that reads a document.
        reading_cpu_seconds: Processor time of the same.
        reading_seconds: Time by the clock of the same.
        max_recognised_pages: Pages of a scan whose words are recognised.
        recognition_seconds: Time of recognising the words of one scan.
        requests_per_minute: Requests that one key may send in a minute.
        uploads_per_minute: Uploads among them.
        requests_per_day: Requests that one key may send in a day (UTC).
        min_free_bytes: Room on the disk of the data folder below which no upload is taken.
    """

    model_config = SettingsConfigDict(**_GROUP, env_prefix="LIMIT_")

    max_body_bytes: Count = 12 * 1024 * 1024
    max_cv_bytes: Count = 5 * 1024 * 1024
    max_text_chars: Count = 200_000
    max_pages: Count = 30
    max_rank_texts: Count = 200
    max_import_bytes: Count = 512 * 1024 * 1024
    max_import_items: Count = 10_000
    max_import_unpacked_bytes: Count = 2 * 1024 * 1024 * 1024
    max_wait_seconds: Seconds = 30.0
    reading_memory_bytes: Count = 512 * 1024 * 1024
    reading_cpu_seconds: Count = 5
    reading_seconds: Seconds = 8.0
    max_recognised_pages: Count = 6
    recognition_seconds: Seconds = 60.0
    requests_per_minute: Count = 6000
    uploads_per_minute: Count = 3000
    requests_per_day: Count = 500_000
    min_free_bytes: Annotated[int, Field(ge=0)] = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """All groups of one process; `Settings()` reads the environment."""

    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    worker: WorkerSettings = field(default_factory=WorkerSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    originals: OriginalsSettings = field(default_factory=OriginalsSettings)
    api: ApiSettings = field(default_factory=ApiSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    webhooks: WebhookSettings = field(default_factory=WebhookSettings)
