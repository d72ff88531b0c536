"""What assessment does: papers set, marks entered and handed in."""
