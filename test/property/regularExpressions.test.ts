import { describe, expect, it } from 'vitest';
import { findSlowInput } from '../support/regex/growth';
import { collectRegExps } from '../support/regex/sources';

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
  // A placeholder without special characters.
  'server/src/core/syntax/shell/interpreter/inputPlaceholders.ts: new RegExp(placeholder.replace(/[\\\\^$.*+?()[\\]{}|]/g, "\\\\$&"), "g")',
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
