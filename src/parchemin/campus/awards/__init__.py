"""Awards: transcripts, sealed, that anyone can check."""
