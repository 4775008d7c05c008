"""What leaves: figures, charts, reports and safe tables."""
