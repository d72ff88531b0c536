"""The pages of juries: preparing, deliberating, keeping the record."""
