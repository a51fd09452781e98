"""How fast and how large Self-Audit is, as ratios to bare floors measured in the same run."""
