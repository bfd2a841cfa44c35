"""Snapshots and their parts: FAISS vectors, tantivy segments, the passage table, the person registry."""
