export function start() {}
export function reseed() {}
export function draw() {}
export function revert() {}
export function counts() { return []; }
