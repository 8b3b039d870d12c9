import { describe, expect, it } from 'vitest';
import { parseGlob } from '../../../server/src/core/text/glob';

const PATHS = ['a.yaml', 'a.json', 'ab.yaml', 'x/a.yaml', 'x/y/a.yaml', 'x/y/b.sh', 'y/x/a.yaml', '.hidden/a.yaml'];

const pathsOf = (pattern: string): string[] | undefined => {
  const matches = parseGlob(pattern);
  return matches && PATHS.filter(matches);
};

describe('parseGlob', () => {
  it.each([
    ['a.yaml', ['a.yaml']],
    ['./a.yaml', ['a.yaml']],
    ['/a.yaml', ['a.yaml']],
    ['*.yaml', ['a.yaml', 'ab.yaml']],
    ['?.yaml', ['a.yaml']],
    ['a.{yaml,json}', ['a.yaml', 'a.json']],
    ['{a,x/a}.{yaml,json}', ['a.yaml', 'a.json', 'x/a.yaml']],
    ['a[a-c].yaml', ['ab.yaml']],
    ['a[!a-c].yaml', []],
    ['x', ['x/a.yaml', 'x/y/a.yaml', 'x/y/b.sh']],
    ['x/', ['x/a.yaml', 'x/y/a.yaml', 'x/y/b.sh']],
    ['x/*', ['x/a.yaml', 'x/y/a.yaml', 'x/y/b.sh']],
    ['x/*.yaml', ['x/a.yaml']],
    ['x/**/*.yaml', ['x/a.yaml', 'x/y/a.yaml']],
    ['**/y', ['x/y/a.yaml', 'x/y/b.sh', 'y/x/a.yaml']],
    ['**/a.yaml', ['a.yaml', 'x/a.yaml', 'x/y/a.yaml', 'y/x/a.yaml', '.hidden/a.yaml']],
    ['**', PATHS],
    ['A.yaml', []],
  ])('matches %s relative to a folder, with all below a folder', (pattern, expected) => {
    expect(pathsOf(pattern)).toEqual(expected);
  });

  it.each(['', '/', '!a', '..', '../a', 'x/../../a', '[z-a]', '*(a)', 'a'.repeat(400), '{a,b}'.repeat(9)])(
    'knows no pattern %s',
    (pattern) => {
      expect(parseGlob(pattern)).toBeUndefined();
    },
  );

  it('needs a number of steps that grows with the product of both lengths, whatever the stars are', () => {
    const matches = parseGlob(`${'**/a*a*a*a*b/'.repeat(20)}c`);
    expect(matches?.(`${'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/'.repeat(60)}c`)).toBe(false);
    expect(parseGlob('*'.repeat(300))?.('a'.repeat(255))).toBe(true);
  });
});
