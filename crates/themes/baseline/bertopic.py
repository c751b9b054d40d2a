"""What BERTopic makes of labelled ideas, on the vectors of our own encoder: the baseline to beat.

    python bertopic.py IDEAS.jsonl VECTORS.f32 [SEEDS]

IDEAS has a `text` and a `label` in each line (`noise`: off topic); VECTORS is what `--dump` of the example `encode`
wrote. Prints a line for each setting, with the mean over the seeds of UMAP.
"""

import json
import os
import re
import sys
from pathlib import Path

# Python looks for modules beside the script first, and would find this file for `bertopic`.
sys.path.pop(0)

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np
from bertopic import BERTopic
from bertopic.vectorizers import ClassTfidfTransformer
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from umap import UMAP

DIMENSIONS = 512
TOPIC_SIZES_MIN = (5, 10)
OFF_TOPIC = "noise"
LABEL_WORDS = 4


def main():
    texts, labels = read_ideas(sys.argv[1])
    vectors = np.fromfile(sys.argv[2], dtype="<f4").reshape(-1, DIMENSIONS)
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    assert len(vectors) == len(texts), "one vector for each idea"
    print(f"{len(texts)} ideas, {len(set(labels) - {OFF_TOPIC})} themes, {seeds} seeds")
    for size_min in TOPIC_SIZES_MIN:
        plain, reduced = [], []
        for seed in range(seeds):
            model = BERTopic(
                umap_model=umap(seed), min_topic_size=size_min, vectorizer_model=vectorizer()
            )
            topics, _ = model.fit_transform(texts, vectors)
            plain.append(scores(labels, topics))
            try:
                topics = model.reduce_outliers(
                    texts, topics, strategy="embeddings", embeddings=vectors
                )
            except ValueError as nothing_to_reduce:
                if "No outliers" not in str(nothing_to_reduce):
                    raise
            reduced.append(scores(labels, topics))
        report(f"min_topic_size {size_min}", plain)
        report(f"min_topic_size {size_min}, reduce_outliers", reduced)
    print(f"words of the true themes: F1 {label_words_f1(texts, labels):.3f}")


def read_ideas(path):
    ideas = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    return [idea["text"] for idea in ideas], np.array([idea["label"] for idea in ideas])


def umap(seed):
    """UMAP as BERTopic makes it, but for the seed."""
    return UMAP(
        n_neighbors=15,
        n_components=5,
        min_dist=0.0,
        metric="cosine",
        low_memory=False,
        random_state=seed,
        n_jobs=1,
    )


def vectorizer():
    """Counts words, but for the stop words that our own labels leave out."""
    source = Path(__file__).resolve().parent.parent / "src" / "stop_words.rs"
    lists = re.findall(r'"([^"]*)"', source.read_text(encoding="utf-8"))
    stop_words = sorted({word for words in lists for word in re.findall(r"\w\w+", words)})
    return CountVectorizer(stop_words=stop_words)


def scores(labels, topics):
    """AMI and ARI of what is on topic; each idea that was left out is a theme of its own."""
    topics = np.array(topics)
    on_topic = labels != OFF_TOPIC
    out = topics == -1
    themes = len(set(topics) - {-1})
    topics[out] = topics.max() + 1 + np.arange(out.sum())
    return (
        adjusted_mutual_info_score(labels[on_topic], topics[on_topic]),
        adjusted_rand_score(labels[on_topic], topics[on_topic]),
        themes,
        100 * (out & on_topic).sum() / on_topic.sum(),
    )


def report(setting, runs):
    ami, ari, themes, out = np.mean(runs, axis=0)
    spread = np.std(runs, axis=0)
    print(
        f"{setting}: AMI {ami:.3f} ± {spread[0]:.3f}, ARI {ari:.3f} ± {spread[1]:.3f}, "
        f"{themes:.1f} themes, {out:.1f} % left out",
        flush=True,
    )


def label_words_f1(texts, labels):
    """How well the first words of each true theme, by c-TF-IDF, find its ideas among all: the mean F1 of the themes.

    An idea is found when it has any of the words.
    """
    themes = sorted(set(labels) - {OFF_TOPIC})
    counter = vectorizer()
    counter.fit([text for text, label in zip(texts, labels) if label != OFF_TOPIC])
    has = counter.transform(texts)
    joined = vstack([csr_matrix(has[labels == theme].sum(axis=0)) for theme in themes])
    weights = ClassTfidfTransformer().fit_transform(joined)
    f1 = []
    for theme, row in zip(themes, weights.toarray()):
        words = np.argsort(-row, kind="stable")[:LABEL_WORDS]
        found = np.asarray(has[:, words].sum(axis=1)).ravel() > 0
        right = (found & (labels == theme)).sum()
        f1.append(2 * right / max(found.sum() + (labels == theme).sum(), 1))
    return np.mean(f1)


if __name__ == "__main__":
    main()
