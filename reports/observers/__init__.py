"""Figures for readers from outside, small counts hidden."""
