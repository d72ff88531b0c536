"""Rulings: the only stage that speaks to the engine. It publishes the texts it has reviewed."""
