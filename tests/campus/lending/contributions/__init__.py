"""What the lending library brings to what is assembled from every stage."""
