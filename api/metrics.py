from dataclasses import dataclass
from typing import Self

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Counters of one process. Labels are templates of addresses, never what a client sent."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram

    @classmethod
    def create(cls) -> Self:
        """Return counters at zero, in a registry of their own."""
        registry = CollectorRegistry()
        return cls(
            registry=registry,
            requests=Counter(
                "oujda_match_requests", "Requests answered.", ["method", "route", "status"], registry=registry
            ),
            seconds=Histogram(
                "oujda_match_request_seconds",
                "Time to answer.",
                ["method", "route"],
                registry=registry,
                buckets=_BUCKETS,
            ),
        )

    def observe(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def exposition(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        return generate_latest(self.registry)
