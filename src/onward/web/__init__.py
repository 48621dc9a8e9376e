"""Pages for people, rendered from plans and knowledge. Knows no session, no database and no request."""
