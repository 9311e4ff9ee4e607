import type { Hex } from './hash';

/** A document that is not of its shape: where, and what was expected. */
export class Refused extends Error {
  constructor(
    public element: string,
    public reason: string,
  ) {
    super(`${element}: ${reason}`);
  }
}

/** Reads one value or throws {@link Refused}. */
export type Reader<T> = (value: unknown) => T;

type Shape = Record<string, Reader<unknown>>;
export type Read<R> = R extends Reader<infer T> ? T : never;
type Members<S extends Shape> = { [K in keyof S]: Read<S[K]> };

const refuse = (reason: string): never => {
  throw new Refused('', reason);
};

/** Runs a reader, and says where it was when it refuses. */
function within<T>(place: string, reader: Reader<T>, value: unknown): T {
  try {
    return reader(value);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    const point = fault.element === '' || fault.element.startsWith('[') ? '' : '.';
    throw new Refused(place + point + fault.element, fault.reason);
  }
}

export function asMap(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('is no object');
  return value as Record<string, unknown>;
}

/** An object that holds exactly these members; an open one may hold others, which are not read. */
export function object<S extends Shape>(shape: S, isOpen = false): Reader<Members<S>> {
  const names = Object.keys(shape);
  return (value) => {
    const source = asMap(value);
    const result: Record<string, unknown> = {};
    for (const name of names) {
      if (!Object.hasOwn(source, name)) return refuse(`has no member "${name}"`);
      result[name] = within(name, shape[name]!, source[name]);
    }
    if (!isOpen) {
      const other = Object.keys(source).find((name) => !Object.hasOwn(shape, name));
      if (other !== undefined) return refuse(`has a member "${other}" that it may not have`);
    }
    return result as Members<S>;
  };
}

export function list<T>(reader: Reader<T>, least = 0, most = Infinity): Reader<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return refuse('is no list');
    if (value.length < least || value.length > most) return refuse(`has ${value.length} elements`);
    return value.map((one, i) => within(`[${i}]`, reader, one));
  };
}

/** An object whose names are data. */
export function table<T>(names: RegExp, reader: Reader<T>): Reader<Map<string, T>> {
  return (value) => {
    const result = new Map<string, T>();
    for (const [name, one] of Object.entries(asMap(value))) {
      if (!names.test(name)) return refuse(`has a name "${name}" of another form`);
      result.set(name, within(name, reader, one));
    }
    return result;
  };
}

export const orNull = <T>(reader: Reader<T>): Reader<T | null> => (value) => (value === null ? null : reader(value));

/** One of two shapes, told apart by a member that only the first has. */
export const either = <A, B>(name: string, first: Reader<A>, second: Reader<B>): Reader<A | B> => (value) =>
  Object.hasOwn(asMap(value), name) ? first(value) : second(value);

const pattern = (form: RegExp, what: string): Reader<Hex> => (value) =>
  typeof value === 'string' && form.test(value) ? (value as Hex) : refuse(`is not ${what}`);

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : refuse('is no text'));
export const bytes = pattern(/^0x(?:[0-9a-f]{2})*$/, 'bytes in lower-case hex');
export const word32 = pattern(/^0x[0-9a-f]{64}$/, '32 bytes in lower-case hex');
export const address = pattern(/^0x[0-9a-f]{40}$/, 'an address in lower-case hex');
export const selector = pattern(/^0x[0-9a-f]{8}$/, '4 bytes in lower-case hex');

/** An unsigned integer of so many bits, written in decimal. */
export const uint = (bits: number): Reader<bigint> => (value) => {
  if (typeof value !== 'string' || value.length > 78 || !/^(?:0|[1-9][0-9]*)$/.test(value))
    return refuse('is no unsigned integer in decimal');
  const read = BigInt(value);
  return read >> BigInt(bits) === 0n ? read : refuse(`has more than ${bits} bits`);
};

/** An integer of one byte, or up to a smaller limit. */
export const byte = (most = 255): Reader<number> => (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
    ? (value as number)
    : refuse(`is no integer from 0 to ${most}`);

export const constant = (expected: string): Reader<string> => (value) =>
  value === expected ? expected : refuse(`is not "${expected}"`);
