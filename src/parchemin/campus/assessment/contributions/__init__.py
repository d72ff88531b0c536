"""What assessment brings to what is assembled from every stage."""
