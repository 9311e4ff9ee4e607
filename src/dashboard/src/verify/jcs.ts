/** A value of a canonical document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An object of a canonical document. */
export type JsonMap = { [key: string]: Json };

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The canonical text (RFC 8785) of a value whose numbers are integers of at most 2^53 - 1. */
export function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`the number ${value} is no integer of at most 2^53 - 1`);
    return String(value);
  }
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value).sort().map((key) => `${text(key)}:${canonical(value[key]!)}`);
  return `{${members.join(',')}}`;
}

function text(value: string): string {
  if (loneSurrogate.test(value)) throw new Error('a surrogate stands alone');
  return JSON.stringify(value);
}

/** The value of a canonical text; null where the text is anything else. Nothing is repaired. */
export function parseCanonical(source: string): { value: Json } | null {
  try {
    const value = JSON.parse(source) as Json;
    // A key that stands twice, an escape, a space or a number in another form: its canonical text is another one.
    return canonical(value) === source ? { value } : null;
  } catch {
    return null;
  }
}

export const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member that is an own one: a document may hold any name. */
export const member = (value: Json | undefined, key: string): Json | undefined =>
  isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
