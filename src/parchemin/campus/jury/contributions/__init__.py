"""What juries bring to what stands above them without its knowing: the desk, the road."""
