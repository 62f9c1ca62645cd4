"""Measure the pipeline on a folder of judged openings and CVs."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matching.assessment import Assessment
from matching.evaluation.ablation import ablation
from matching.evaluation.mistakes import worst_mistakes
from matching.evaluation.runner import OURS, Evaluation, Tools, evaluate
from matching.explanation.wording import Wording
from matching.ranking.ranker import assess
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Opening
from matching.taxonomy.loading import load_taxonomy
from service.errors import NotFound
from service.evaluation import details, report
from service.evaluation.folder import ReadFile, read_folder
from service.models import load_encoder
from service.settings import Settings

N_EXPLAINED = 10


@dataclass(frozen=True, slots=True)
class EvaluationRequest:
    """What to measure.

    Attributes:
        folder: A judged set.
        read_file: Reads the documents of `files/` instead of the texts given; None takes the texts.
        today: The present of every CV and advert.
        json_file: Where the machine-readable form is written.
        explain: Id of an opening whose list is shown as a recruiter sees it.
        shows_ablation: Whether the figures without each feature, and per kind of opening, are shown.
        shows_errors: Whether the worst mistakes are shown, with the explanations of both people.
    """

    folder: Path
    today: date
    read_file: ReadFile | None = None
    json_file: Path | None = None
    explain: str | None = None
    shows_ablation: bool = False
    shows_errors: bool = False


def evaluate_folder(
    request: EvaluationRequest,
    *,
    settings: Settings,
    show: Callable[[object], None],
    progress: Callable[[str], None],
) -> Evaluation:
    """Return the evaluation after having shown its tables, written its JSON and recorded its facts.

    Raises:
        InvalidRequest: the folder is not a judged set.
        NotFound: `explain` names no opening of the set.
    """
    progress("loading the taxonomy and the encoder")
    tools = Tools(
        taxonomy=load_taxonomy(),
        encoder=load_encoder(settings.encoder),
        scorer=Scorer.default(),
        today=request.today,
    )
    evaluation = evaluate(
        read_folder(request.folder, read_file=request.read_file), tools=tools, progress=progress
    )
    show(report.figures_table(evaluation))
    if evaluation.facts:
        show(report.facts_table(evaluation))
        record = _record_file(request.folder, settings)
        if record.exists():
            last = json.loads(record.read_text(encoding="utf-8"))["facts_right"]
            show(report.gains_and_losses(evaluation, last))
        _write(record, evaluation)
    for candidate_id, reason in (evaluation.judged.unreadable or {}).items():
        show(f"{candidate_id} was refused: {reason}")
    if request.explain:
        show(_explained(evaluation, request.explain, tools))
    if request.shows_ablation:
        progress("ranking without each feature")
        show(details.kinds_table(evaluation, taxonomy=tools.taxonomy))
        rows = ablation(evaluation.openings, evaluation.candidates, evaluation.judged, tools=tools)
        show(details.ablation_table(rows))
    if request.shows_errors:
        for mistake in _mistakes(evaluation, tools):
            show(mistake)
    if request.json_file:
        _write(request.json_file, evaluation)
    return evaluation


def _explained(evaluation: Evaluation, opening_id: str, tools: Tools) -> object:
    opening = next((o for o in evaluation.openings if o.id == opening_id), None)
    if opening is None:
        raise NotFound
    candidates = {candidate.id: candidate for candidate in evaluation.candidates}
    assessments = [
        assess(opening, candidates[line.candidate_id], taxonomy=tools.taxonomy, scorer=tools.scorer)
        for line in evaluation.entries[opening_id][:N_EXPLAINED]
    ]
    return report.explained_list(
        evaluation,
        opening_id,
        assessments,
        wording=Wording.load(tools.taxonomy),
        language=opening.requirements.language,
    )


def _mistakes(evaluation: Evaluation, tools: Tools) -> Iterator[object]:
    openings = {opening.id: opening for opening in evaluation.openings}
    candidates = {candidate.id: candidate for candidate in evaluation.candidates}
    wording = Wording.load(tools.taxonomy)

    def assessed(opening: Opening, name: str) -> Assessment | None:
        found = candidates.get(name)
        if found is None:
            return None
        return assess(opening, found, taxonomy=tools.taxonomy, scorer=tools.scorer)

    ours = next(system for system in evaluation.systems if system.name == OURS)
    for mistake in worst_mistakes(evaluation.judged.judgements, ours.rankings):
        opening = openings[mistake.opening_id]
        yield details.mistake_told(
            mistake,
            above=assessed(opening, mistake.above),
            below=assessed(opening, mistake.below),
            wording=wording,
            language=opening.requirements.language,
        )


def _record_file(folder: Path, settings: Settings) -> Path:
    """One record per judged set, in the data folder: what the next run is compared with."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return settings.storage.data_dir / "evaluations" / f"{folder.name}-{name}.json"


def _write(path: Path, evaluation: Evaluation) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report.as_json(evaluation), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
