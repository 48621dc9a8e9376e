"""The pages on a network: sessions, saved charts, sign-in, limits and the audit trail around what ``web`` renders."""
