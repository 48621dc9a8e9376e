"""Onward: a care planner for metastatic breast cancer. A record in, a plan out, with its proof."""

__version__ = "0.1.0"
