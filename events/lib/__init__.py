"""The ground on which every subject of `events` stands."""
