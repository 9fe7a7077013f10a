"""Sentences: from conditions, figures and codes to words in Dutch, English and French."""
