import { keccak, utf8 } from '../hash';

const uint256 = 1n << 256n;
const uint128 = 1n << 128n;

/** Decimals of each asset that a document has a budget of. */
export type Decimals = ReadonlyMap<string, number>;

export interface Amount {
  asset: string;
  units: bigint;
}

/** `NUMBER ASSET` in the asset's smallest unit, below 2^128; null where it is anything else. */
export function readAmount(text: string, decimals: Decimals): Amount | null {
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))? ([A-Za-z][A-Za-z0-9]{0,31})$/.exec(text);
  if (match === null) return null;
  const [, whole, fraction = '', asset] = match as unknown as [string, string, string | undefined, string];
  const places = decimals.get(asset);
  if (places === undefined || fraction.length > places) return null;
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return units < uint128 ? { asset, units } : null;
}

/** A whole number from 0 to 2^256 - 1 without leading zeros. */
export function readInteger(text: string): bigint | null {
  if (!/^(?:0|[1-9][0-9]{0,77})$/.test(text)) return null;
  const value = BigInt(text);
  return value < uint256 ? value : null;
}

/** The parts of a URL that conditions ask for; a port that is not known is absent. */
export interface UrlParts {
  scheme: string;
  host: string;
  port: string | undefined;
  path: string;
  query: string;
}

const ports: Record<string, string> = { http: '80', https: '443', ws: '80', wss: '443' };

/** Nothing is decoded or repaired; what two readers could understand in two ways is refused. */
export function readUrl(text: string): UrlParts | null {
  if (!/^[!-~]+$/.test(text) || /[\\"'<>^`{|}]|%(?![0-9a-fA-F]{2})|%2f|%5c|%00/i.test(text)) return null;
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/.exec(text);
  if (match === null) return null;
  const [, scheme, authority, path, query = ''] = match as unknown as [string, string, string, string, string?];
  const place = /^([a-zA-Z0-9.-]+)(?::([1-9][0-9]{0,4}))?$/.exec(authority);
  if (place === null) return null;
  const [host, port] = [place[1]!.toLowerCase(), place[2]];
  if (!isHost(host) || (port !== undefined && Number(port) > 65535)) return null;
  if (path.split('/').some((one) => /^(?:\.|%2e){1,2}$/i.test(one))) return null;
  const known = scheme.toLowerCase();
  return { scheme: known, host, port: port ?? (Object.hasOwn(ports, known) ? ports[known] : undefined),
    path: path === '' ? '/' : path, query };
}

function isHost(host: string): boolean {
  const labels = host.split('.');
  if (!labels.every((one) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(one))) return false;
  const last = labels.at(-1)!;
  // A last label that a resolver takes for a number makes an address of the host.
  if (!/^(?:[0-9]+|0x[0-9a-f]*)$/.test(last)) return true;
  return labels.length === 4 && labels.every((one) => /^(?:0|[1-9][0-9]{0,2})$/.test(one) && Number(one) <= 255);
}

/** An address in lower case, or with the checksum of EIP-55 in its case. */
function isAddress(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  return text.slice(2) === text.slice(2).toLowerCase() || text === checksummed(text);
}

/** An address with the checksum of EIP-55 in its case. */
export function checksummed(address: string): string {
  const lower = address.slice(2).toLowerCase();
  const sum = keccak(utf8(lower));
  return `0x${[...lower].map((digit, i) => (parseInt(sum[i + 2]!, 16) > 7 ? digit.toUpperCase() : digit)).join('')}`;
}

/** Smallest units as a decimal number, exact. */
export function decimal(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return digits.slice(0, digits.length - places) + (places === 0 || fraction === '' ? '' : `.${fraction}`);
}

function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || text < '0001') return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A content id: version 1 in lower-case base32, or version 0 in base58. */
function isCid(text: string): boolean {
  if (/^Qm[1-9A-HJ-NP-Za-km-z]{44}$/.test(text)) return true;
  if (!/^b[a-z2-7]+$/.test(text)) return false;
  let bits = '';
  for (const digit of text.slice(1))
    bits += 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(digit).toString(2).padStart(5, '0');
  const rest = bits.length % 8;
  if (rest >= 5 || /1/.test(bits.slice(bits.length - rest))) return false;
  const bytes = (bits.match(/.{8}/g) ?? []).map((one) => parseInt(one, 2));
  const number = () => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const next = bytes.shift();
      if (next === undefined) return -1;
      value += (next & 127) * 128 ** i;
      if (next < 128) return i > 0 && next === 0 ? -1 : value;
    }
    return -1;
  };
  return number() === 1 && number() >= 0 && number() >= 0 && number() === bytes.length;
}

const isText = (text: string, refused: RegExp): boolean =>
  !refused.test(text) && text.normalize('NFC') === text && !/\p{Surrogate}/u.test(text);

/** Whether the value of a call is of a type of the document. */
export function fits(type: string, value: string, decimals: Decimals): boolean {
  const members = /^enum\((.*)\)$/.exec(type)?.[1]!.split(',').map((one) => one.trim());
  if (members !== undefined) return members.includes(value);
  switch (type) {
    case 'address': return isAddress(value);
    case 'amount': return readAmount(value, decimals) !== null;
    case 'integer': return readInteger(value) !== null;
    case 'text': return isText(value, /[\u0000-\u001f\u007f-\u009f]/);
    case 'body': return isText(value, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    case 'url': return readUrl(value) !== null;
    case 'cid': return isCid(value);
    case 'hash': return /^0x[0-9a-fA-F]{64}$/.test(value);
    case 'date': return isDate(value);
    case 'bool': return value === 'true' || value === 'false';
    default: return false;
  }
}

export const byteLength = (text: string): number => utf8(text).length;
