"""What assessment brings to what stands above it without its knowing: the desk, the road, the guide."""
