"""The ground on which every app stands; it knows none of them."""
