"""The campus: the school around the engine, in stages that may read their past and never their future."""
