import { describe, expect, it } from 'vitest';
import { service } from '../support/service';

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
