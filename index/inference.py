"""Networks of ONNX, and the tokenizers of their texts. It knows onnxruntime and tokenizers, so that models need not."""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

# Set before the import, whatever its value was: from 1.29 on, onnxruntime gives the machine an id, stores it in the
# home folder and reports to its maker as soon as it is loaded. Its own disable_telemetry_events() comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

__all__ = ["Encoding", "Network", "Tokenizer", "read_tokenizer"]

Tokens = npt.NDArray[np.int64]  # (texts, tokens)


class Network:
    """A network with one output. Each call computes on the thread that calls; any number may at a time.

    Two threads for one question stall each other on a busy machine; for many texts, call from many threads.
    """

    def __init__(self, graph: bytes, weights: Path | None = None) -> None:
        """`weights`: the folder of the files where the graph says that its weights lie; they are mapped, not read."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # a plan of memory is of use where each text has the same length
        if weights:
            options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights))
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def run(self, **inputs: Tokens) -> npt.NDArray[np.float32]:
        output: npt.NDArray[np.float32] = self._session.run(None, inputs)[0]
        return output


def read_tokenizer(file: Path) -> Tokenizer:
    """A tokenizer that neither cuts nor pads. It keeps no state between texts: one serves all threads."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
