import { describe, expect, it } from 'vitest';
import { concerns, pathsOf } from './live';

describe('an event of the stream', () => {
  it.each([
    ['event: changed\ndata: ["/v1/agents","/v1/status"]', ['/v1/agents', '/v1/status']],
    ['event: changed\ndata: [1,"/v1/status",null]', ['/v1/status']],
    ['event: changed\ndata: {"a":1}', []],
    ['event: other\ndata: ["/v1/status"]', []],
    [': beat', []],
    ['', []],
  ])('%j names %j', (event, paths) => expect(pathsOf(event)).toEqual(paths));
});

describe('a change', () => {
  it.each([
    ['/v1/agents', '/v1/agents', true],
    ['/v1/agents/a', '/v1/agents', false],
    ['/v1/agents/a', '/v1/agents/ab', false],
    ['/v1/agents/a', '/v1/instructions/0x12', true],
    ['/v1/status', '/v1/instructions/0x12', false],
    ['/v1/', '/v1/approvals', true],
  ])('of %s concerns %s: %s', (changed, path, does) => expect(concerns([changed], path)).toBe(does));
});
