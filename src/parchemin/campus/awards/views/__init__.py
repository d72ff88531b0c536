"""The pages of the awards: the office's, those of whoever a transcript is about, and the public's."""
