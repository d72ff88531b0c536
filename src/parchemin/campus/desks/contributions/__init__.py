"""What the desks themselves bring to a desk."""
