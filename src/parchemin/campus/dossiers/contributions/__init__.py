"""What a file brings to what is assembled from every stage."""
