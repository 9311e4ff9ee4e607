import { describe, expect, it } from 'vitest';
import { linkTo, linkToAction, routeOf } from '../route';
import { isToken } from '../node/token';
import { verdictOf } from './Mark';
import { units } from './Money';
import { inWords } from './Time';
import { visible } from './visible';

describe('an amount', () => {
  it.each([
    ['0', 6, '0'],
    ['1', 6, '0.000001'],
    ['1000000', 6, '1'],
    ['1234500000', 6, '1\u202f234.5'],
    ['999999999999999999', 18, '0.999999999999999999'],
    ['1', 18, '0.000000000000000001'],
    ['60', 0, '60'],
    ['0007', 0, '7'],
    ['100', 2, '1'],
    [
      String(2n ** 208n - 1n),
      18,
      '411 376 139 330 301 510 538 742 295 639 337 626 245 683 966.408394965837152255'.replaceAll(' ', '\u202f'),
    ],
  ])('of %s with %i decimals is %s, exactly', (amount, decimals, shown) =>
    expect(units(amount, decimals)).toBe(shown),
  );

  it.each(['', '-1', '1.5', '1e3', '0x10', 'NaN'])('that is no number (%j) is not made one', (text) =>
    expect(units(text, 6)).toBe(text),
  );
});

describe('foreign text', () => {
  it('shows what would hide in it', () =>
    expect(visible('a\u202eb\u001b[2J\u200bc\u0000')).toBe('a<U+202E>b<U+001B>[2J<U+200B>c<U+0000>'));
  it('keeps lines, tabs and letters of every script', () => expect(visible('é\n\tжלا中😀')).toBe('é\n\tжלا中😀'));
});

describe('a route', () => {
  it.each([
    ['', []],
    ['#/', []],
    ['#/agents', ['agents']],
    ['#/agents/a%2Fb', ['agents', 'a/b']],
    ['#content', []],
    ['#/agents/%E0%A4%A', ['agents', '%E0%A4%A']],
    ['#/agents?x=1', ['agents']],
  ])('of %j is %j', (fragment, parts) => expect(routeOf(fragment)).toEqual(parts));

  it('of an action may name whose it is', () => {
    expect(linkToAction('0x12', 'a b')).toBe('#/actions/0x12?of=a%20b');
    expect(routeOf(linkToAction('0x12', 'a b'))).toEqual(['actions', '0x12']);
    expect(linkToAction('0x12')).toBe('#/actions/0x12');
  });

  it('comes back from its link', () =>
    expect(routeOf(linkTo('agents', 'a/b <c>?#'))).toEqual(['agents', 'a/b <c>?#']));
});

describe('a token', () => {
  it.each([
    ['x'.repeat(32), true],
    ['x'.repeat(31), false],
    [`${'x'.repeat(32)} y`, false],
    [`${'x'.repeat(32)}\n`, false],
  ])('%j: %s', (text, fits) => expect(isToken(text)).toBe(fits));
});

describe('a span', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_661, '1 h 1 min'],
    [90_000, '1 d 1 h'],
    [-5, '0 s'],
    [86_401, '1 d'],
  ])('of %i seconds is %s', (seconds, words) => expect(inWords(seconds)).toBe(words));
});

describe('a word of the log', () => {
  it.each([
    ['allowed', 'good'],
    ['denied by silence', 'refused'],
    ['over budget', 'refused'],
    ['Unreachable', 'failed'],
    ['unknown', 'unknown'],
    ['takeover', 'plain'],
    ['waiting', 'waiting'],
  ] as const)('%s is marked %s', (word, verdict) => expect(verdictOf(word)).toBe(verdict));
});
