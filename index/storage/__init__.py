"""What a snapshot is made of: FAISS vectors, tantivy segments, the passage table."""
