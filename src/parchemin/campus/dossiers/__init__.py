"""Those the law is about: somebody under a text, as one of its roots, and what is declared of them."""
