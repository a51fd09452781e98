"""What people see: words, charts, pages and paper. Nothing here computes a score."""
