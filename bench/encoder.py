"""Texts encoded per second: ours on each runtime, next to sentence-transformers out of the box.

    OMP_NUM_THREADS=1 python bench/encoder.py [--threads 1] [--rounds 3] [--encoder oujda-4l]

All run the same model in one process, in turns; a figure is the best of the rounds. With one thread it is
processor time, which other work on the machine does not lengthen; with more it is time by the clock.
"nearest" is the lowest cosine to what sentence-transformers gives for the same text. No text is met twice:
nothing comes out of the cache. Before the table: how long a fresh process takes to its first vector.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from matching.encoding.encoder import Vectors
from service.models import load_encoder, named_model
from service.settings import EncoderSettings, Runtime

N_TOKENS = (16, 64, 200)
TOKENS_PER_ROUND = 6_400

OPENING = (
    "Taking inbound calls of the customers of a telecom operator in French and Spanish, some eighty a day"
)
PHRASES = (
    "handling complaints about invoices and deliveries until they are solved",
    "coaching new colleagues during their first weeks on the floor",
    "maintaining web applications with their tests, from the ticket to the release",
    "keeping the service level of the campaign above ninety percent",
    "installing workstations and printers, creating accounts, resetting passwords",
)

Encode = Callable[[list[str]], Vectors]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--encoder", default=EncoderSettings().source, help="as ENCODER; a BERT model")
    arguments = parser.parse_args()
    console = Console()
    for runtime in (Runtime.AUTO, Runtime.TORCH):
        console.print(f"{runtime.value}: {_first_text_seconds(arguments.encoder, runtime)}")
    ways = _ways(arguments.encoder, arguments.threads)
    table = Table("tokens", "way", "texts/s", "times", "nearest", title=f"{arguments.threads} thread(s)")
    for n_tokens in N_TOKENS:
        for row in _measured(ways, n_tokens, rounds=arguments.rounds, n_threads=arguments.threads):
            table.add_row(str(n_tokens), *row)
    console.print(table)


def _ways(source: str, n_threads: int) -> dict[str, Encode]:
    """What is compared, by name; sentence-transformers out of the box comes first."""
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    from matching.encoding.pack.extension import extend_model  # noqa: PLC0415

    torch.set_num_threads(n_threads)
    model = named_model(source)
    plain = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
    if model.pack:
        extend_model(plain, model.pack)
    ways: dict[str, Encode] = {
        "sentence-transformers": lambda texts: np.asarray(
            plain.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        )
    }
    for runtime in (Runtime.F32, Runtime.INT8):
        settings = EncoderSettings(source=source, runtime=runtime, n_threads=n_threads)
        ways[runtime.value] = load_encoder(settings).encode_passages
    return ways


def _measured(
    ways: dict[str, Encode], n_tokens: int, *, rounds: int, n_threads: int
) -> list[tuple[str, str, str, str]]:
    clock = time.process_time if n_threads == 1 else time.perf_counter
    n_texts = max(TOKENS_PER_ROUND // n_tokens, 16)
    seconds = dict.fromkeys(ways, float("inf"))
    vectors: dict[str, Vectors] = {}
    for number in range(rounds):
        texts = [_text(n_tokens, f"{number} {place}") for place in range(n_texts)]
        for name, encode in ways.items():
            start = clock()
            vectors[name] = encode(texts)
            seconds[name] = min(seconds[name], clock() - start)
    reference, *_ = ways
    return [
        (
            name,
            f"{n_texts / seconds[name]:.0f}",
            f"{seconds[reference] / seconds[name]:.2f}",
            f"{(vectors[name] * vectors[reference]).sum(axis=1).min():.4f}",
        )
        for name in ways
    ]


def _text(n_tokens: int, mark: str) -> str:
    """A text of about so many tokens, unlike all others by its mark; English words are a token each."""
    turn = sum(map(ord, mark))
    words: list[str] = [mark]
    phrases: Sequence[str] = (OPENING, *PHRASES)
    while len(words) < n_tokens:
        words += phrases[turn % len(phrases)].split()
        turn += 1
    return " ".join(words[: int(n_tokens * 0.8)])


def _first_text_seconds(source: str, runtime: Runtime) -> str:
    """How long a fresh process takes until its first vector, as a sentence."""
    code = (
        "import time; start = time.perf_counter()\n"
        "from service.models import load_encoder\n"
        "from service.settings import EncoderSettings\n"
        f"encoder = load_encoder(EncoderSettings(source={source!r}, runtime={runtime.value!r}))\n"
        "encoder.encode_queries(['customer adviser'])\n"
        "print(f'{time.perf_counter() - start:.1f} s, {time.process_time():.1f} s of processor time')"
    )
    shown = subprocess.run(  # noqa: S603 - our own interpreter on our own code
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    return f"first vector after {shown.stdout.splitlines()[-1]}"


if __name__ == "__main__":
    main()
