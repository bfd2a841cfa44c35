"""Opens the embedding model that a setting names."""

from pathlib import Path

from corpus.errors import ModelError
from index.embedding.embedder import Embedder
from index.embedding.model_files import DEFAULT_MODEL
from index.embedding.sentence_transformer import SentenceEmbedder, check_installed
from index.hashing_embedder import HASHING_MODEL, HashingEmbedder


def open_embedder(model: str) -> Embedder:
    """Open the model of this name: the default, "hashing", a folder, or a name on the Hugging Face hub."""
    if model == HASHING_MODEL:
        return HashingEmbedder()
    if model == DEFAULT_MODEL:
        from index.embedding.minilm import MiniLM  # noqa: PLC0415 - brings onnxruntime; `list` opens no model

        return MiniLM()
    check_installed(model)
    if (folder := Path(model).expanduser()).is_dir():
        return SentenceEmbedder(folder, folder.name)
    return SentenceEmbedder(_fetch(model), model)


def _fetch(name: str) -> Path:
    """The folder of a hub model: from the local cache, or downloaded because the operator asked for it by name."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name))
    except (OSError, HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
        raise ModelError(
            f"{name!r} is neither a folder here nor a model that the hub gives: {error}. "
            f"Unset COMMUNIQUE_MODEL to use {DEFAULT_MODEL}"
        ) from error
