"""Opens the reranker that a setting names."""

from index.ranking.onnx_reranker import BundledReader
from index.ranking.reranker import BUNDLED_READER, NO_READER, Reranker


def open_reranker(name: str) -> Reranker | None:
    """Open the reranker of this name: "bundled", "none" (gives None), or a cross-encoder's folder or hub name."""
    if name == NO_READER:
        return None
    if name == BUNDLED_READER:
        return BundledReader()
    from index.ranking.cross_encoder import CrossEncoderReader  # noqa: PLC0415 - brings torch, which the bundled reader needs not

    return CrossEncoderReader(name)
