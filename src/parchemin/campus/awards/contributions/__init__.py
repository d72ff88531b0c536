"""What awards bring to what is assembled from every stage."""
