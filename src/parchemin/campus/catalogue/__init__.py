"""The catalogue: the programmes of a school, and every version of a regulation it published."""
