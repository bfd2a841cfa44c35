"""Where it is found: embeddings, FAISS, tantivy, and the fusion of their rankings."""
