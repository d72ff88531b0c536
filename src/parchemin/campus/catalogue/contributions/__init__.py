"""What the catalogue brings to what is assembled from every stage."""
