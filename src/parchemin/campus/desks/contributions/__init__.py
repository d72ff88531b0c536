"""What the desks themselves bring to what is assembled from every stage."""
