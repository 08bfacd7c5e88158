"""What partner organisations see and do: their page, their proposals, whom they send."""
