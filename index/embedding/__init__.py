"""Texts become unit vectors: the default model, any other model of sentence-transformers."""

from index.embedding.embedder import Embedder
from index.embedding.model_files import DEFAULT_MODEL
from index.embedding.models import open_embedder
from index.embedding.sentence_transformer import open_cross_encoder

__all__ = ["DEFAULT_MODEL", "Embedder", "open_cross_encoder", "open_embedder"]
