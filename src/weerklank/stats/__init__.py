"""Figures that are right, and tables that give nobody away. Pure: no disk, no clock, no network."""
