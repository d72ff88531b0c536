"""What juries bring to what is assembled from every stage."""
