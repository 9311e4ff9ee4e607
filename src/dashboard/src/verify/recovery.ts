import { type Hex, keccak, toBytes, word } from './hash';

// secp256k1, y^2 = x^3 + 7. Everything here is public, so that no step has to take the same time as another.
const p = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const base: Affine = [
  0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
];

type Affine = readonly [x: bigint, y: bigint];
/** x / z^2, y / z^3; z = 0 is the point at infinity. */
type Point = readonly [x: bigint, y: bigint, z: bigint];

const infinity: Point = [1n, 1n, 0n];

const mod = (value: bigint, by = p): bigint => {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
};

function power(value: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, value];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

/** The inverse, by the extended algorithm of Euclid; the value is not 0. */
function inverse(value: bigint, by: bigint): bigint {
  let [low, high, one, other] = [mod(value, by), by, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [high, low] = [low, high - low * quotient];
    [other, one] = [one, other - one * quotient];
  }
  return mod(one, by);
}

function double([x, y, z]: Point): Point {
  if (z === 0n || y === 0n) return infinity;
  const [xx, yy] = [(x * x) % p, (y * y) % p];
  const [s, m] = [(4n * x * yy) % p, (3n * xx) % p];
  const x3 = mod(m * m - 2n * s);
  return [x3, mod(m * (s - x3) - 8n * yy * yy), (2n * y * z) % p];
}

function add(point: Point, [x2, y2]: Affine): Point {
  const [x1, y1, z1] = point;
  if (z1 === 0n) return [x2, y2, 1n];
  const zz = (z1 * z1) % p;
  const [h, r] = [mod(x2 * zz - x1), mod(((y2 * zz) % p) * z1 - y1)];
  if (h === 0n) return r === 0n ? double(point) : infinity;
  const hh = (h * h) % p;
  const [hhh, v] = [(h * hh) % p, (x1 * hh) % p];
  const x3 = mod(r * r - hhh - 2n * v);
  return [x3, mod(r * (v - x3) - y1 * hhh), (z1 * h) % p];
}

function toAffine([x, y, z]: Point): Affine | null {
  if (z === 0n) return null;
  const one = inverse(z, p);
  const square = (one * one) % p;
  return [(x * square) % p, (((y * square) % p) * one) % p];
}

/** a * A + b * B, both at once. */
function sum(a: bigint, A: Affine, b: bigint, B: Affine): Affine | null {
  const both = toAffine(add([...A, 1n], B));
  let result = infinity;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = double(result);
    const [hasA, hasB] = [(a >> bit) & 1n, (b >> bit) & 1n];
    if (hasA && hasB) {
      if (both !== null) result = add(result, both);
    } else if (hasA) result = add(result, A);
    else if (hasB) result = add(result, B);
  }
  return toAffine(result);
}

/** The account in lower case that signed a digest; null where the 65 bytes are no signature. */
export function recoverAccount(digest: Hex, signature: Hex): Hex | null {
  if (signature.length !== 132) return null;
  const [r, s] = [BigInt(signature.slice(0, 66)), BigInt(`0x${signature.slice(66, 130)}`)];
  const v = parseInt(signature.slice(130), 16);
  const parity = v === 27 || v === 28 ? v - 27 : v;
  if (r === 0n || r >= n || s === 0n || s >= n || parity > 1) return null;
  const square = (power(r, 3n) + 7n) % p;
  const root = power(square, (p + 1n) / 4n);
  if ((root * root) % p !== square) return null;
  const y = (root & 1n) === BigInt(parity) ? root : p - root;
  const rest = inverse(r, n);
  const key = sum(mod(-BigInt(digest) * rest, n), base, mod(s * rest, n), [r, y]);
  return key === null ? null : `0x${keccak(toBytes(word(key[0]) + word(key[1]))).slice(26)}`;
}
