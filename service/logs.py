"""Log lines as JSON on standard output; ids only, never a word that a person wrote."""

import logging
import sys

import structlog


def configure_logs(*, level: int = logging.INFO) -> None:
    """Make this process write one JSON object per event, with the ids bound to the task at hand."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Standard output as it is at the time: tests, and whoever starts this process, may replace it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stdout),
    )
