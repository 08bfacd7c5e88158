"""Invitations of organisations: mails, calendar files, links to answer, and whom to call."""
