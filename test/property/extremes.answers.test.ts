import { describe, expect, it } from 'vitest';
import { argvOf } from '../../server/src/core/config/argv';
import { envValueOf } from '../../server/src/core/config/lookup';
import type { Document } from '../../server/src/core/document/document';
import { readShell, readYaml, service } from '../support/service';

/** Correct answers for extreme texts. Each of these once took minutes, ran out of memory or threw an error. */

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');

/** Requests every answer that an editor requests, at the end of the last command. */
function requestAll(document: Document): void {
  const { configs } = document.reading;
  const lastConfig = configs.at(-1);
  const offset = lastConfig?.fullSpan.end ?? document.text.length;
  const cursor = { start: offset, end: offset };
  service.lintDocument(document);
  service.provideHover(document, offset);
  service.complete(document, offset);
  service.findDefinition(document, offset);
  service.findReferences(document, offset);
  service.suggestQuickFixes(document, cursor);
  service.suggestActions(document, cursor).suppressions;
  service.suggestQuickFixes(document, { start: 0, end: document.text.length });
  service.codeLenses(document);
  service.provideInlayHints(document, { start: 0, end: document.text.length });
  service.provideSymbols(document);
  service.provideFoldings(document);
  if (lastConfig) service.describeResolved(document, lastConfig, 'a.sh', () => '');
}

/** Reads a script, requests every answer, and returns its last command. */
const readLastCommand = (text: string) => {
  const document = readShell(text);
  requestAll(document);
  const config = document.reading.configs.at(-1);
  if (!config) throw new Error('no command');
  return { document, config, argv: argvOf(config).map(({ value }) => value) };
};

describe('a script of many commands', () => {
  it('exports thousands of variables to each of thousands of commands', () => {
    const { document, config } = readLastCommand(
      `${lines(3000, (n) => `export V${n}=${n}`)}${'megatron sft --seed 1\n'.repeat(3000)}`,
    );
    expect(document.reading.configs).toHaveLength(3000);
    expect(envValueOf(config, 'V2999')).toBe('2999');
  });

  it('gives each command the variables that are set up to it', () => {
    const { document } = readLastCommand(lines(2000, (n) => `export V=${n} W${n}=1\nmegatron sft --seed $V`));
    expect(document.reading.configs.map((config) => envValueOf(config, 'V'))).toEqual(
      Array.from({ length: 2000 }, (_, n) => `${n}`),
    );
    expect(envValueOf(document.reading.configs[0] as never, 'W1')).toBeUndefined();
  });

  it('resolves variables that `eval` sets thousands of times', () => {
    const { config, argv } = readLastCommand(lines(1000, (n) => `eval "A${n}=${n}; megatron sft --seed \\$A${n}"`));
    expect(argv).toEqual(['--seed', '999']);
    expect(config.embedded).toBe(true);
  });

  it('resolves the arguments of a function that is called thousands of times', () => {
    const { argv } = readLastCommand(
      `${lines(200, (n) => `export V${n}=1`)}f() { megatron sft --lr 1 --seed $1; }\n${'f 7\n'.repeat(3000)}`,
    );
    expect(argv).toEqual(['--lr', '1', '--seed', '7']);
  });

  it('suppresses each finding with the comment above', () => {
    const { document } = readLastCommand('# preflight: ignore[cli.unknown-flag]\nmegatron sft --lrx 1\n'.repeat(2000));
    expect(service.lintDocument(document)).toEqual([]);
  });

  it('joins a config file with all commands that name it', () => {
    const text = 'megatron sft run.yaml --seed 1\n'.repeat(300);
    const document = readShell(text, { neighbors: [{ name: 'run.yaml', text: lines(40, (n) => `key${n}: 1`) }] });
    requestAll(document);
    expect(document.joins.size).toBe(300);
  });
});

describe('a script of many branches and scopes', () => {
  const variables = lines(1000, (n) => `V${n}=${n}`);
  it.each([
    ['thousands of branches', `${variables}${lines(5000, () => 'if x; then W=1; fi')}`, '999'],
    ['thousands of arms', `${variables}if a; then V1=2\n${lines(5000, (n) => `elif b; then W${n}=1`)}fi\n`, '999'],
    ['thousands of cases', `${variables}case $X in\n${lines(5000, (n) => `a${n}) W${n}=1;;`)}esac\n`, '999'],
    ['thousands of subshells and pipes', `${variables}${lines(5000, () => '( V999=1 ) | cat')}`, '999'],
    ['thousands of commands joined by &&', `${variables}${'cd x && '.repeat(5000)}true\n`, '999'],
    ['thousands of local variables', `f() {\n${lines(5000, (n) => `local L${n}=1`)}}\nf\n${variables}`, '999'],
    ['thousands of functions that are never called', `${variables}${lines(5000, (n) => `g${n}() { V999=1; }`)}`, '999'],
    ['thousands of declarations', `${variables}${lines(5000, (n) => `export E${n}`)}`, '999'],
  ])('resolves a variable despite %s', (_, text, seed) =>
    expect(readLastCommand(`${text}megatron sft --seed $V999\n`).argv).toEqual(['--seed', seed]),
  );
});

describe('a command with extreme values', () => {
  it('resolves an item of an array that is set item by item', () => {
    expect(readLastCommand(`${lines(3000, (n) => `A[${n}]=${n}`)}megatron sft --seed \${A[2999]}\n`).argv).toEqual([
      '--seed',
      '2999',
    ]);
  });

  it('may have more flags when an array is too long to resolve', () => {
    const { config } = readLastCommand(`A=(${'x '.repeat(6000)})\nmegatron sft --dataset x "\${A[@]}"\n`);
    expect(config.mayHaveMoreFlags).toBe(true);
  });

  it('may have more flags when an array is expanded thousands of times', () => {
    const { config } = readLastCommand(
      `A=(${'x '.repeat(2000)})\nmegatron sft --dataset ${'"${A[@]}" '.repeat(2000)}\n`,
    );
    expect(config.mayHaveMoreFlags).toBe(true);
  });

  it.each([
    ['thousands of adjacent braces', `megatron sft --model ${'{a,b}'.repeat(20_000)}\n`],
    ['a huge range', 'megatron sft --dataset {1..1000000000000}\n'],
    [
      'deeply nested JSON maps',
      `megatron sft --extra_megatron_kwargs '${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}'\n`,
    ],
    ['deeply nested JSON lists', `megatron sft --rope_scaling '${'['.repeat(50_000)}'\n`],
    ['nested command substitutions', `megatron sft --seed ${'$(echo '.repeat(2000)}1${')'.repeat(2000)}\n`],
    ['thousands of open command substitutions', `megatron sft ${'$('.repeat(20_000)}`],
    ['a sum of 50,000 numbers', `megatron sft --seed $((${'1+'.repeat(50_000)}1))\n`],
    [
      'thousands of variables that name each other',
      `${lines(3000, (n) => `V${n}=V${n + 1}`)}megatron sft --seed $((V0))\n`,
    ],
    ['a variable that refers to itself', 'A="A+1"\nmegatron sft --seed $((A))\n'],
  ])('is read with %s', (_, text) => expect(readLastCommand(text).document.reading.configs).toHaveLength(1));

  it('gets a finding for each of hundreds of unknown flags', () => {
    const { document } = readLastCommand(
      `megatron sft ${Array.from({ length: 500 }, (_, n) => `--recompute_granularityxx${n} 1`).join(' ')}\n`,
    );
    expect(service.lintDocument(document).filter(({ rule }) => rule === 'cli.unknown-flag')).toHaveLength(500);
  });

  it('gets a hint instead of findings when the file has too many flags', () => {
    const { document } = readLastCommand(
      `A=(${Array.from({ length: 1000 }, (_, n) => `--f${n}`).join(' ')})\n${'megatron sft "${A[@]}"\n'.repeat(101)}`,
    );
    const [first] = service.lintDocument(document);
    expect(first).toMatchObject({ rule: 'cli.too-many-flags', severity: 'hint' });
    expect(first?.message).toContain('101000 flags');
  });
});

describe('a file of more than a million characters', () => {
  const padding = '# a comment\n'.repeat(100_000);
  it.each([
    ['script', readShell(`megatron sft --lrx 1\n${padding}`)],
    ['config', readYaml(`# preflight:\nlrx: 1\n${padding}`)],
  ])('gets a hint instead of findings when it is a %s', (_, document) => {
    requestAll(document);
    expect(service.lintDocument(document)).toMatchObject([
      {
        rule: 'cli.unread',
        severity: 'hint',
        message: expect.stringContaining('files of more than 1000000 are not read'),
      },
    ]);
    expect(document.reading.configs).toEqual([]);
  });

  it.each([
    ['script that starts no training', readShell(padding)],
    ['YAML file that is not a training config', readYaml(`a: 1\n${padding}`)],
  ])('gets no hint when it is a %s', (_, document) => expect(service.lintDocument(document)).toEqual([]));
});

describe('a YAML config with extreme values', () => {
  const MODELINE = '# preflight:\n';
  it('has the last value of a key that is given thousands of times', () => {
    const document = readYaml(`${MODELINE}${lines(10_000, (n) => `seed: ${n}`)}`);
    requestAll(document);
    expect(document.reading.configs[0]?.flags.map(({ values }) => values[0]?.value)).toEqual(['9999']);
  });

  it('has thousands of variables', () => {
    const document = readYaml(`${MODELINE}seed: 1\nENV:\n${lines(3000, (n) => `  K${n}: 010`)}`);
    requestAll(document);
    expect(document.reading.configs[0]?.variables).toHaveLength(3000);
  });

  it.each([
    ['thousands of open nested lists', `a: ${'['.repeat(3000)}`],
    ['thousands of closed nested lists', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['thousands of documents', '---\nseed: 1\n'.repeat(20_000)],
    ['thousands of directives', `${'%TAG ! a\n'.repeat(20_000)}---\nseed: 1\n`],
    ['a number of hundreds of thousands of digits', `seed: ${'1_'.repeat(450_000)}`],
    ['a time of a hundred thousand parts', `seed: 1${':10'.repeat(100_000)}`],
  ])('is answered with %s', (_, text) =>
    expect(() => requestAll(readYaml(`${MODELINE}lr: 1\n${text}\n`))).not.toThrow(),
  );
});
