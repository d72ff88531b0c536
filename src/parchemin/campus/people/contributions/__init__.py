"""What people bring elsewhere."""
