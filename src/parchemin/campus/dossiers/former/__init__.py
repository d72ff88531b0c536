"""The room that dossiers and texts come from: its migrations, which a former database still has to go through."""
