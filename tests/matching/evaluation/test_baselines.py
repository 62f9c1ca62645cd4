import numpy as np

from matching.evaluation.baselines import bm25_scores, char_tfidf_scores, reciprocal_rank_fusion

CVS = ["conseiller client telephone oujda", "boulanger patissier nuit", "developpeur react node"]


def test_bm25_ranks_the_cv_that_shares_rare_words_first() -> None:
    scores = bm25_scores(["developpeur react"], CVS)
    assert scores.shape == (1, 3)
    assert int(np.argmax(scores[0])) == 2


def test_character_tfidf_forgives_an_inflected_word() -> None:
    scores = char_tfidf_scores(["conseillers clientele"], CVS)
    assert int(np.argmax(scores[0])) == 0


def test_rank_fusion_prefers_who_is_high_in_both_lists() -> None:
    first, second = np.array([[0.9, 0.8, 0.1]]), np.array([[0.1, 0.8, 0.9]])
    fused = reciprocal_rank_fusion([first, second], k=1)
    assert fused[0, 0] == fused[0, 2]
    assert fused[0, 1] == 2 / 3
