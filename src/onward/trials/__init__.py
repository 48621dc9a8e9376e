"""Trial registry records: what they ask, in Onward's own language, and whom they may fit."""
