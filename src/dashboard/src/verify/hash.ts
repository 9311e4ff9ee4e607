import { keccak_256 } from '@noble/hashes/sha3';

/** Bytes as lower-case hex with 0x. */
export type Hex = `0x${string}`;

/** What a word is made from: an integer, an address or shorter bytes (padded on the left), or a word. */
export type WordSource = bigint | number | Hex;

export const zeroWord: Hex = `0x${'0'.repeat(64)}`;
export const zeroAddress: Hex = `0x${'0'.repeat(40)}`;

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const encoder = new TextEncoder();

/** Bytes of the text in UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export function toHex(bytes: Uint8Array): Hex {
  let text = '';
  for (const byte of bytes) text += digits[byte];
  return `0x${text}`;
}

/** The value of a hex digit by its code. */
const nibble = (code: number): number => (code < 58 ? code - 48 : (code | 32) - 87);

/** Bytes of hex digits, with or without 0x; the caller knows that they are digits. */
export function toBytes(hex: string): Uint8Array {
  let at = hex.startsWith('0x') ? 2 : 0;
  const bytes = new Uint8Array((hex.length - at) / 2);
  for (let i = 0; i < bytes.length; i++, at += 2)
    bytes[i] = (nibble(hex.charCodeAt(at)) << 4) | nibble(hex.charCodeAt(at + 1));
  return bytes;
}

export const keccak = (bytes: Uint8Array): Hex => toHex(keccak_256(bytes));

/** Hash of bytes that are given as hex digits. */
export const keccakHex = (hex: string): Hex => keccak(toBytes(hex));

/** 64 hex digits without 0x. */
export function word(value: WordSource): string {
  const text = typeof value === 'string' ? value.slice(2) : value.toString(16);
  return text.padStart(64, '0');
}

/** A 32-byte word of an integer or address. */
export const wordOf = (value: WordSource): Hex => `0x${word(value)}`;

const schemas = new Map<string, Hex>();

/** The schema word `H("dai.name.1")`. */
export function schema(name: string): Hex {
  let known = schemas.get(name);
  if (known === undefined) schemas.set(name, (known = keccak(utf8(`dai.${name}.1`))));
  return known;
}

/** `E("name", ...)` of the log's format: the hash of the schema word and the values, each a word. */
export const hashOf = (name: string, ...values: WordSource[]): Hex =>
  keccakHex(schema(name).slice(2) + values.map(word).join(''));

/** Hash of a document with its salt. */
export const saltedHash = (salt: Hex, text: string): Hex => keccakHex(salt.slice(2) + toHex(utf8(text)).slice(2));

/** The slot of a mapping's value, whose base is a word or a slot number. */
export const mappingSlot = (key: WordSource, base: WordSource): Hex => keccakHex(word(key) + word(base));

/** A history's slot: of a mapping when a key is given, else the slot itself. */
export function slotOf(name: string, key?: WordSource): Hex {
  const base = keccak(utf8(`dai.slot.${name}`));
  return key === undefined ? base : mappingSlot(key, base);
}
