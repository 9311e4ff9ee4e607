import { decoded } from '../route';

const place = 'dai.token';

/**
 * The node's token: taken once out of the address (`#token=..`, which no server sees), then kept for this tab alone. It
 * goes into the Authorization header and nowhere else, so no other page can use it.
 */
export function takeToken(): string | null {
  const found = /^#token=([^&]+)(?:&to=(\/.*))?$/.exec(window.location.hash);
  if (found !== null) {
    const token = decoded(found[1]!);
    if (isToken(token)) sessionStorage.setItem(place, token);
    window.history.replaceState(null, '', `${window.location.pathname}#${found[2] ?? '/'}`);
  }
  return sessionStorage.getItem(place);
}

/** Whether a text can be a node's token: 32 or more printable characters without a blank. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]{32,}$/.test(text);

export const forgetToken = (): void => sessionStorage.removeItem(place);
export const keepToken = (token: string): void => sessionStorage.setItem(place, token);
