"""Where attempts to sign in are counted; how many there are: `ACCOUNT_RATE_LIMITS` of settings."""
