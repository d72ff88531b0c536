"""What enrolment brings to what is assembled from every stage."""
