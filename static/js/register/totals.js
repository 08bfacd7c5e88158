export function recount() {}
