"""What enrolment brings to what stands above it without its knowing: the desk, the road, cohorts."""
