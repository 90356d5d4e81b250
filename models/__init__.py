"""The locally served models: embedded weights, embeddings, language models."""
