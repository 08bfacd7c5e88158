/* What the server asks of every change, from the cookie: it is a new one after signing in again. */
export function token() {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}
