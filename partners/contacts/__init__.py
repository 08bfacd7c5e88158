"""Where an organisation's mail goes: another address is confirmed there first."""
