import { describe, expect, it } from 'vitest';
import { findSlowInput } from '../support/regex/growth';
import { collectRegExps } from '../support/regex/sources';
import { service } from '../support/service';

const { found, computed } = collectRegExps();
const patternsByFile = Map.groupBy(found, ({ path }) => path);

/** Expressions that a program computes, each with the reason why it is not measured here. */
const COMPUTED = [
  // Patterns of settings and constraints, which are collected from the data.
  'server/src/core/launch/schema.ts: new RegExp(schema.pattern)',
  'server/src/core/launch/schema.ts: new RegExp(propertyNames.pattern)',
  'server/src/core/lint/condition.ts: new RegExp(condition.matches)',
  // Expressions of a script, with few repetitions, for a short text: see the last tests.
  'server/src/core/syntax/shell/interpreter/condition.ts: new RegExp(expression)',
];

describe('the regular expressions of the sources', () => {
  it('are collected from programs and data', () => {
    expect(patternsByFile.size).toBeGreaterThan(100);
    expect(computed).toEqual(COMPUTED);
  });

  it.each([...patternsByFile])(
    'need at most 15 times the work for 10 times the input in %s',
    (_, patterns) => {
      const slow = patterns.flatMap(({ pattern }) => {
        const attack = findSlowInput(pattern);
        return attack ? [`${String(pattern)} on ${JSON.stringify(attack)}`] : [];
      });
      expect(slow).toEqual([]);
    },
    120_000,
  );
});

describe('findSlowInput', () => {
  it.each([
    /\s+$/,
    /ms-swift(?:\[[^\]]*\])?==/,
    /(?:^|\s)#.*$/,
    /\.*x.*y/,
    /^(?:a+)+$/,
    /^(\w+\s?)*:$/,
    /^\s*(a*)\s*a*$/,
    /(\w+)=/g,
    /^ARG\s+(.*)$/,
  ])('finds an input on which %s is slow', { timeout: 60_000 }, (pattern) => {
    expect(findSlowInput(pattern)).toBeDefined();
  });

  it.each([/(?<!\s)\s+$/, /^\w+\s*=/, /#[^\n]*/g, /"(?:[^"\\]|\\.)*"/y, /[{}]/])('finds none for %s', (pattern) => {
    expect(findSlowInput(pattern)).toBeUndefined();
  });
});

describe('a pattern in a script', () => {
  const readFlags = (script: string): string[] => {
    const syntax = service.findSyntax(undefined, 'run.sh');
    if (!syntax) throw new Error('no syntax');
    const [config] = service.read(script, syntax, {}).reading.configs;
    return config?.flags.map(({ name }) => name) ?? [];
  };
  const letters = 'a'.repeat(60);
  const test = (expression: string, text = letters): string => `if [[ ${text} ${expression} ]]; then A=1; else A=2; fi`;
  const expand = (operation: string): string => `L=${'a'.repeat(290)}; A=\${L${operation}}`;

  it.each([
    [
      'a regular expression with many optional characters',
      test(`=~ ^${'a?'.repeat(40)}${'a'.repeat(40)}$`, `${letters}d`),
    ],
    ['a regular expression with many alternatives', test(`=~ ^${'(a|a)'.repeat(40)}$`, `${'a'.repeat(40)}d`)],
    ['a glob pattern with many stars', test(`== ${'*a'.repeat(60)}b`)],
    ['a replacement with many stars', expand(`//${'*a'.repeat(60)}b/x`)],
    ['a replacement with two stars', expand('//*a*b/x')],
    ['a removal with many stars', expand(`##${'*a'.repeat(60)}b`)],
  ])('does not stop reading when it is %s', (_, line) => {
    expect(readFlags(`${line}\nmegatron sft --lr 1e-5 --output_dir "$A"\n`)).toEqual(['lr', 'output_dir']);
  });
});
