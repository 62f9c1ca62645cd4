"""What the schema fuzzer has to know of this API's media types."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Return lines of JSON as they are sent."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
