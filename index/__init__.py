"""Where passages are found: embeddings, FAISS, tantivy, and the fusion of their rankings."""
