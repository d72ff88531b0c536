"""Reading: Markdown to articles, tables and rules, each with its file, line and article."""
