"""The pages of the texts: publishing, reading, comparing, exporting."""
