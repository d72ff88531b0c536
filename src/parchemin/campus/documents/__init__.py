"""Documents: minutes, transcripts and whatever else leaves the school as a sealed, accessible archive PDF.

A stage calls `making.make_document`; a public page calls `checking.check`. No business lives here.
"""
