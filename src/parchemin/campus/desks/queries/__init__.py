"""What the desks show, read from the stages."""
