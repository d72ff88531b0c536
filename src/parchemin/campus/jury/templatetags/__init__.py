"""The tags of the jury's pages."""
