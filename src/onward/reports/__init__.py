"""A plan told to somebody: text for a terminal, HTML for a screen or paper. Each reads the plan and nothing else."""
