"""Weerklank keeps work at a public employer socially safe."""
