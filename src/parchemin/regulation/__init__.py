"""The regulation engine: it reads, understands, executes, explains, simulates and verifies a regulation."""
