"""What the catalogue brings to what stands above it without its knowing: the desk, the guide."""
