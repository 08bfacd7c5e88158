"""Erasures and holds, requests to see what is held, and what is to be removed."""

from retention.models.access import AccessRequest
from retention.models.erasures import Erasure, Hold
from retention.models.files import FileToRemove
from retention.models.rules import Rule, Run

__all__ = ["AccessRequest", "Erasure", "FileToRemove", "Hold", "Rule", "Run"]
