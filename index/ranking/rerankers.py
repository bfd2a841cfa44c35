"""The reranker that a setting names."""

from index.ranking.onnx_reranker import BundledReader
from index.ranking.reranker import BUNDLED_READER, NO_READER, Reranker


def open_reranker(name: str) -> Reranker | None:
    """The reader of this name: the bundled one, none, or a folder or hub name of a cross-encoder."""
    if name == NO_READER:
        return None
    if name == BUNDLED_READER:
        return BundledReader()
    from index.ranking.cross_encoder import CrossEncoderReader  # noqa: PLC0415 - brings torch, which the bundled reader needs not

    return CrossEncoderReader(name)
