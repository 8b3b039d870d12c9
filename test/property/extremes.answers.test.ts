import { describe, expect, it } from 'vitest';
import { argvOf } from '../../server/src/core/config/argv';
import { envValueOf } from '../../server/src/core/config/lookup';
import type { Document } from '../../server/src/core/document/document';
import { readShell, readYaml, service } from '../support/service';

/** Texts beyond all measure are answered, and rightly. Each of these once took minutes, or all of the memory, or threw. */

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');

/** Every answer that an editor asks for, at the end of the last command. */
function ask(document: Document): void {
  const { configs } = document.reading;
  const last = configs.at(-1);
  const offset = last?.fullSpan.end ?? document.text.length;
  const here = { start: offset, end: offset };
  service.lintDocument(document);
  service.provideHover(document, offset);
  service.complete(document, offset);
  service.findDefinition(document, offset);
  service.findReferences(document, offset);
  service.suggestQuickFixes(document, here);
  service.suppressionsAt(document, here);
  service.suggestQuickFixes(document, { start: 0, end: document.text.length });
  service.codeLenses(document);
  service.provideInlayHints(document, { start: 0, end: document.text.length });
  service.provideSymbols(document);
  if (last) service.describeResolved(document, last, 'a.sh', () => 0);
}

const lastOf = (text: string) => {
  const document = readShell(text);
  ask(document);
  const config = document.reading.configs.at(-1);
  if (!config) throw new Error('no command');
  return { document, config, argv: argvOf(config).map(({ value }) => value) };
};

describe('a script of many commands', () => {
  it('gives each of thousands the thousands of variables above', () => {
    const { document, config } = lastOf(
      `${lines(3000, (n) => `export V${n}=${n}`)}${'megatron sft --seed 1\n'.repeat(3000)}`,
    );
    expect(document.reading.configs).toHaveLength(3000);
    expect(envValueOf(config, 'V2999')).toBe('2999');
  });

  it('gives each what was set until then', () => {
    const { document } = lastOf(lines(2000, (n) => `export V=${n} W${n}=1\nmegatron sft --seed $V`));
    expect(document.reading.configs.map((config) => envValueOf(config, 'V'))).toEqual(
      Array.from({ length: 2000 }, (_, n) => `${n}`),
    );
    expect(envValueOf(document.reading.configs[0] as never, 'W1')).toBeUndefined();
  });

  it('knows what `eval` sets, thousands of times', () => {
    const { config, argv } = lastOf(lines(1000, (n) => `eval "A${n}=${n}; megatron sft --seed \\$A${n}"`));
    expect(argv).toEqual(['--seed', '999']);
    expect(config.embedded).toBe(true);
  });

  it('knows the arguments of a function that is called thousands of times', () => {
    const { argv } = lastOf(
      `${lines(200, (n) => `export V${n}=1`)}f() { megatron sft --lr 1 --seed $1; }\n${'f 7\n'.repeat(3000)}`,
    );
    expect(argv).toEqual(['--lr', '1', '--seed', '7']);
  });

  it('silences each finding by the comment above', () => {
    const { document } = lastOf('# preflight: ignore[cli.unknown-flag]\nmegatron sft --lrx 1\n'.repeat(2000));
    expect(service.lintDocument(document)).toEqual([]);
  });

  it('joins all that name one file with it', () => {
    const text = 'megatron sft run.yaml --seed 1\n'.repeat(300);
    const document = readShell(text, { neighbors: [{ name: 'run.yaml', text: lines(40, (n) => `key${n}: 1`) }] });
    ask(document);
    expect(document.joins.size).toBe(300);
  });
});

describe('a script of many branches and scopes', () => {
  const vars = lines(1000, (n) => `V${n}=${n}`);
  it.each([
    ['thousands of branches', `${vars}${lines(5000, () => 'if x; then W=1; fi')}`, '999'],
    ['thousands of arms', `${vars}if a; then V1=2\n${lines(5000, (n) => `elif b; then W${n}=1`)}fi\n`, '999'],
    ['thousands of cases', `${vars}case $X in\n${lines(5000, (n) => `a${n}) W${n}=1;;`)}esac\n`, '999'],
    ['thousands of subshells and pipes', `${vars}${lines(5000, () => '( V999=1 ) | cat')}`, '999'],
    ['thousands of steps that have to go well', `${vars}${'cd x && '.repeat(5000)}true\n`, '999'],
    ['thousands of local variables', `f() {\n${lines(5000, (n) => `local L${n}=1`)}}\nf\n${vars}`, '999'],
    ['thousands of functions that nobody calls', `${vars}${lines(5000, (n) => `g${n}() { V999=1; }`)}`, '999'],
    ['thousands of declarations', `${vars}${lines(5000, (n) => `export E${n}`)}`, '999'],
  ])('%s', (_, text, seed) => expect(lastOf(`${text}megatron sft --seed $V999\n`).argv).toEqual(['--seed', seed]));
});

describe('values beyond measure', () => {
  it('an item of an array that is set item by item', () => {
    expect(lastOf(`${lines(3000, (n) => `A[${n}]=${n}`)}megatron sft --seed \${A[2999]}\n`).argv).toEqual([
      '--seed',
      '2999',
    ]);
  });

  it('an array that is too long is not known, and the command is open', () => {
    const { config } = lastOf(`A=(${'x '.repeat(6000)})\nmegatron sft --dataset "\${A[@]}"\n`);
    expect(config.mayHaveMoreFlags).toBe(true);
  });

  it('arrays that are put in thousands of times', () => {
    const { config } = lastOf(`A=(${'x '.repeat(2000)})\nmegatron sft --dataset ${'"${A[@]}" '.repeat(2000)}\n`);
    expect(config.mayHaveMoreFlags).toBe(true);
  });

  it.each([
    ['braces beside braces by the thousand', `megatron sft --model ${'{a,b}'.repeat(20_000)}\n`],
    ['a range without end', 'megatron sft --dataset {1..1000000000000}\n'],
    [
      'JSON that nests without end',
      `megatron sft --extra_megatron_kwargs '${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}'\n`,
    ],
    ['JSON lists that nest without end', `megatron sft --rope_scaling '${'['.repeat(50_000)}'\n`],
    ['commands in commands', `megatron sft --seed ${'$(echo '.repeat(2000)}1${')'.repeat(2000)}\n`],
    ['a hundred thousand open commands', `megatron sft ${'$('.repeat(20_000)}`],
    ['a sum without end', `megatron sft --seed $((${'1+'.repeat(50_000)}1))\n`],
    ['names that name names', `${lines(3000, (n) => `V${n}=V${n + 1}`)}megatron sft --seed $((V0))\n`],
    ['a value that is itself', 'A="A+1"\nmegatron sft --seed $((A))\n'],
  ])('%s', (_, text) => expect(lastOf(text).document.reading.configs).toHaveLength(1));

  it('thousands of flags that nobody knows are each found', () => {
    const { document } = lastOf(
      `megatron sft ${Array.from({ length: 500 }, (_, n) => `--recompute_granularityxx${n} 1`).join(' ')}\n`,
    );
    expect(service.lintDocument(document).filter(({ rule }) => rule === 'cli.unknown-flag')).toHaveLength(500);
  });

  it('a file with more flags than any file has is not judged, and says so', () => {
    const { document } = lastOf(
      `A=(${Array.from({ length: 1000 }, (_, n) => `--f${n}`).join(' ')})\n${'megatron sft "${A[@]}"\n'.repeat(101)}`,
    );
    const [first] = service.lintDocument(document);
    expect(first).toMatchObject({ rule: 'cli.too-many-flags', severity: 'hint' });
    expect(first?.message).toContain('101000 flags');
  });
});

describe('YAML beyond measure', () => {
  const OURS = '# preflight:\n';
  it('one key very often: the last one holds', () => {
    const document = readYaml(`${OURS}${lines(10_000, (n) => `seed: ${n}`)}`);
    ask(document);
    expect(document.reading.configs[0]?.flags.map(({ values }) => values[0]?.value)).toEqual(['9999']);
  });

  it('a key for each of thousands of variables', () => {
    const document = readYaml(`${OURS}seed: 1\nENV:\n${lines(3000, (n) => `  K${n}: 010`)}`);
    ask(document);
    expect(document.reading.configs[0]?.variables).toHaveLength(3000);
  });

  it.each([
    ['lists in lists', `a: ${'['.repeat(3000)}`],
    ['lists in lists, closed', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['documents', '---\nseed: 1\n'.repeat(20_000)],
    ['directives', `${'%TAG ! a\n'.repeat(20_000)}---\nseed: 1\n`],
    ['a number of a million digits', `seed: ${'1_'.repeat(500_000)}`],
    ['a time of a hundred thousand parts', `seed: 1${':10'.repeat(100_000)}`],
  ])('%s', (_, text) => expect(() => ask(readYaml(`${OURS}lr: 1\n${text}\n`))).not.toThrow());
});
