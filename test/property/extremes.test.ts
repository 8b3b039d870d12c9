import { describe, expect, it } from 'vitest';
import { readShell, readYaml, service } from '../support/service';

const MODELINE = '# preflight:\n';

// Each of these once took minutes or ran out of memory.
describe('a script with exponential cost', () => {
  it.each([
    ['an array that doubles', `A=(1)\n${'A+=("${A[@]}")\n'.repeat(40)}megatron sft --dataset "${'${A[@]}'}"`],
    ['a string that doubles', `A=aaaaaaaaaa\n${'A=$A$A\n'.repeat(60)}megatron sft --dataset "$A"`],
    ['adjacent braces', `megatron sft --x ${'{a,b}'.repeat(200)}`],
    ['nested braces', `megatron sft --x ${'{'.repeat(50_000)}${'}'.repeat(50_000)}`],
    ['a long string that is split', `X="${'a b * '.repeat(150_000)}"\nmegatron sft --dataset $X`],
    [
      'a glob pattern that matches nowhere',
      `X=${'a'.repeat(299)}\n[[ $X == ${'*a'.repeat(9)}b ]] || megatron sft --x "\${X//${'*a'.repeat(9)}b/}"`,
    ],
    ['a regular expression with nested repetition', `X=${'a'.repeat(60)}b\n[[ $X =~ ^(a+)+$ ]]\nmegatron sft`],
    ['nested loops', `${'for i in 1 2 3 4 5 6 7 8 9; do\n'.repeat(9)}megatron sft\n${'done\n'.repeat(9)}`],
    ['an infinite loop', 'while true; do i=$((i+1)); megatron sft --seed $i; done'],
    ['functions that call each other', 'f() { g; g; megatron sft; }\ng() { f; f; }\nf'],
    ['50,000 flags', `megatron sft ${'--a b '.repeat(50_000)}`],
  ])('is read and linted in time: %s', { timeout: 20_000 }, (_, text) => {
    const document = readShell(text);
    expect(document.reading.configs).toHaveLength(1);
    expect(() => service.lintDocument(document)).not.toThrow();
  });
});

describe('a YAML config with exponential cost', () => {
  const laughs = Array.from({ length: 30 }, (_, n) => `l${n}: &l${n} [${n === 0 ? 'x' : `*l${n - 1}, *l${n - 1}`}]\n`);
  const merges = Array.from(
    { length: 30 },
    (_, n) => `m${n}: &m${n} {${n === 0 ? 'k: 1' : `<<: [*m${n - 1}, *m${n - 1}, *m${n - 1}]`}}\n`,
  );

  it.each([
    ['a list that contains itself', 'a: &a [*a]\nb: 1\n'],
    ['a map that contains itself', 'a: &a {b: *a}\nb: 1\n'],
    ['a map merged into itself', 'a: &a\n  <<: *a\n  b: 1\nb: 1\n'],
    ['a billion laughs', `${laughs.join('')}b: 1\n`],
    ['a billion laughs in JSON', `${laughs.join('')}j: {k: *l29}\nb: 1\n`],
    ['a billion merges', `${merges.join('')}b: 1\n`],
    ['ten thousand brackets', `lr: ${'['.repeat(10_000)}\nb: 1\n`],
    [
      'a thousand levels of indentation',
      `${Array.from({ length: 1000 }, (_, n) => `${' '.repeat(n)}a:\n`).join('')}\nb: 1\n`,
    ],
    ['ten thousand open quotes', 'a: "b\n'.repeat(10_000)],
  ])('is read in time: %s', (_, text) => {
    const [config] = readYaml(MODELINE + text).reading.configs;
    expect(config).toBeDefined();
  });

  it('has unknown values for a billion laughs', () => {
    const [config] = readYaml(`${MODELINE}${laughs.join('')}b: 1\n`).reading.configs;
    const last = config?.flags.slice(-2).map(({ name, values }) => [name, ...values.map(({ value }) => value)]);
    expect(last).toEqual([
      ['l29', undefined, undefined],
      ['b', '1'],
    ]);
  });
});
