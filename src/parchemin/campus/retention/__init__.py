"""What is kept, how long, since when and why; what is erased at the end of its time; one's own data."""
