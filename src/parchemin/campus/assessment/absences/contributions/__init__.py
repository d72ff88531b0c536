"""What absences bring to what is assembled from every stage."""
