"""The interface for a school's other systems: the same permissions, the same refusals."""
