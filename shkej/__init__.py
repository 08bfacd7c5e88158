"""The project: settings, addresses, and what every app uses."""

__version__ = "0.1.0"
