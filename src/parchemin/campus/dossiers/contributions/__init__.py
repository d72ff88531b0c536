"""What a file brings to what stands above it without its knowing: the student's road."""
