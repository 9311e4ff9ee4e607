const place = 'dai.token';

/**
 * The node's token: taken once out of the address (`#token=..`, which no server sees and no history keeps), then kept
 * for this tab alone. It goes into the Authorization header and nowhere else, so no other page can use it.
 */
export function takeToken(): string | null {
  const found = /^#token=([A-Za-z0-9_-]{32,})(?:&to=(\/.*))?$/.exec(window.location.hash);
  if (found !== null) {
    sessionStorage.setItem(place, found[1]!);
    window.history.replaceState(null, '', `${window.location.pathname}#${found[2] ?? '/'}`);
  }
  return sessionStorage.getItem(place);
}

export const forgetToken = (): void => sessionStorage.removeItem(place);
export const keepToken = (token: string): void => sessionStorage.setItem(place, token);
