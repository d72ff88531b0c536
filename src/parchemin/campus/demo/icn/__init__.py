"""The Grande École of the demonstration: who studies there, what they sit, what becomes of them."""
