"""Figures for partner organisations, small counts hidden."""
