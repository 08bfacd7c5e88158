"""Figures that are typed in, for indicators that nothing here can count."""
