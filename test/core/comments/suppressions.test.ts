import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import type { DocumentContext } from '../../../server/src/core/document/document';
import { SYNTAXES, service } from '../../support/service';

type Language = 'shell' | 'yaml';

const read = (language: Language, text: string, around: DocumentContext = {}) => {
  const syntax = SYNTAXES.find(({ id }) => id === language);
  if (!syntax) throw new Error(language);
  return service.read(text, syntax, around);
};

const rulesIn = (language: Language, text: string, around?: DocumentContext): string[] =>
  service.lintDocument(read(language, text, around)).map(({ rule }) => rule);

const YAML = 'model: m\nmicro_batch_size: 1\n';

describe('an ignore silences', () => {
  it.each([
    [
      'the whole command below it',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft \\\n  --seed 1 \\\n  --packing ture\n',
      [],
    ],
    [
      'a command behind prefixes on lines of their own',
      'shell',
      '# preflight: ignore[cli.bool]\nA=1 \\\nmegatron sft --packing ture\n',
      [],
    ],
    [
      'a command in a block',
      'shell',
      'if true; then\n  # preflight: ignore[cli.bool]\n  megatron sft --packing ture\nfi\n',
      [],
    ],
    [
      'one rule only',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture --foo 1\n',
      ['cli.unknown-flag'],
    ],
    [
      'several rules',
      'shell',
      '# preflight: ignore[cli.bool, cli.unknown-flag]\nmegatron sft --packing ture --foo 1\n',
      [],
    ],
    ['a group of rules', 'shell', '# preflight: ignore[cli.*]\nmegatron sft --packing ture --foo 1\n', []],
    [
      'each command by its own comment',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n# preflight: ignore[cli.int]\nmegatron sft --seed x\n',
      [],
    ],
    ['everything, without brackets', 'shell', '# preflight: ignore\nmegatron sft --packing ture --foo 1\n', []],
    ['the line that it ends', 'shell', 'megatron sft --packing ture # preflight: ignore[cli.bool]\n', []],
    [
      'a line of an array',
      'shell',
      'A=(\n  --packing ture # preflight: ignore[cli.bool]\n  --foo 1\n)\nmegatron sft "${A[@]}"\n',
      ['cli.unknown-flag'],
    ],
    [
      'beside other words of a modeline',
      'shell',
      '# preflight: ms-swift=3.8.1 ignore[cli.bool]\nmegatron sft --packing ture\n',
      [],
    ],
    ['below other comments', 'shell', '# preflight: ignore[cli.bool]\n# the run\nmegatron sft --packing ture\n', []],
    [
      'with the line breaks of Windows',
      'shell',
      '# preflight: ignore[cli.bool]\r\nmegatron sft \\\r\n  --packing ture\r\n',
      ['cli.carriage-return'],
    ],
    ['the entry below it', 'yaml', `${YAML}# preflight: ignore[cli.bool]\npacking: ture\n`, []],
    ['the entry in front of it', 'yaml', `${YAML}packing: ture  # preflight: ignore[cli.bool]\n`, []],
    [
      'an item of a list',
      'yaml',
      `${YAML}recompute_modules:\n  - core_attn\n  - mpl # preflight: ignore[rec.modules-enum]\n`,
      [],
    ],
  ] as const)('%s (%s)', (_, language, text, expected) => expect(rulesIn(language, text)).toEqual(expected));

  it.each([
    ['another entry', 'yaml', `# preflight: ignore[cli.bool]\n${YAML}packing: ture\n`, ['ignore.unused', 'cli.bool']],
    [
      'another command',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\nmegatron sft --packing ture\n',
      ['cli.bool'],
    ],
    [
      'a line of a continued command, where no comment can stand',
      'shell',
      'megatron sft \\\n  --seed 1 \\\n  # preflight: ignore\n  --packing ture\n',
      ['cli.comment-in-continuation'],
    ],
    ['text in quotes', 'yaml', `${YAML}packing: ture\nsystem: "a # preflight: ignore"\n`, ['cli.bool']],
  ] as const)('not %s (%s)', (_, language, text, expected) => expect(rulesIn(language, text)).toEqual(expected));

  it('what a command finds in its config file, from either side', () => {
    const file = { name: 'run.yaml', text: 'packing: ture # preflight: ignore[cli.bool]\n' };
    expect(rulesIn('shell', 'megatron sft run.yaml\n', { neighbors: [file] })).toEqual([]);
    const script = { name: 'run.sh', text: '# preflight: ignore[cli.bool]\nmegatron sft run.yaml\n' };
    expect(rulesIn('yaml', 'packing: ture\n', { name: 'run.yaml', neighbors: [script] })).toEqual([]);
  });
});

describe('an ignore that silences nothing', () => {
  it.each([
    [
      'the whole comment',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --seed 1\n',
      'Remove the suppression',
      'megatron sft --seed 1\n',
    ],
    [
      'one name',
      'shell',
      '# preflight: ignore[cli.bool, cli.int]\nmegatron sft --packing ture\n',
      'Remove cli.int from the suppression',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n',
    ],
    [
      'its misspelling',
      'shell',
      '# preflight: ignore[cli.bol]\nmegatron sft --packing ture\n',
      'Change to cli.bool',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n',
    ],
    [
      'its word in a modeline',
      'shell',
      '# preflight: ms-swift=3.8.1 ignore\nmegatron sft --seed 1\n',
      'Remove the suppression',
      '# preflight: ms-swift=3.8.1\nmegatron sft --seed 1\n',
    ],
    [
      'the comment behind an entry',
      'yaml',
      `${YAML}packing: true  # preflight: ignore[cli.bool]\nlr: 1\n`,
      'Remove the suppression',
      `${YAML}packing: true\nlr: 1\n`,
    ],
  ] as const)('is reported with a fix for %s (%s)', (_, language, text, title, after) => {
    const document = read(language, text);
    expect(service.lintDocument(document).map(({ rule }) => rule)).toContain('ignore.unused');
    const fix = service
      .suggestQuickFixes(document, { start: 0, end: text.length })
      .find((each) => each.title === title);
    expect(fix && applyEdits(text, fix.edits)).toBe(after);
  });

  it('is reported for the first of many names in one comment', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `no.rule-${index}`);
    const found = rulesIn('shell', `# preflight: ignore[${names.join(', ')}]\nmegatron sft --seed 1\n`);
    expect(found).toEqual(Array(20).fill('ignore.unused'));
  });

  it('is left alone where nothing is judged', () =>
    expect(rulesIn('shell', '# preflight: ms-swift=9.9 ignore[cli.bool]\nmegatron sft --seed 1\n')).toEqual([
      'release.unknown',
    ]));
});

describe('“Ignore this finding” writes the comment where the file can hold it', () => {
  it.each([
    [
      'above a command',
      'shell',
      'cd x\nmegatron sft \\\n    --packing ture\n',
      'cli.bool',
      'cd x\n# preflight: ignore[cli.bool]\nmegatron sft \\\n    --packing ture\n',
    ],
    [
      'above the first line of a command',
      'shell',
      'if true; then\n    A=1 \\\n    megatron sft --packing ture\nfi\n',
      'cli.bool',
      'if true; then\n    # preflight: ignore[cli.bool]\n    A=1 \\\n    megatron sft --packing ture\nfi\n',
    ],
    [
      'behind a line of an array',
      'shell',
      'A=(\n  --packing ture\n)\nmegatron sft "${A[@]}"\n',
      'cli.bool',
      'A=(\n  --packing ture  # preflight: ignore[cli.bool]\n)\nmegatron sft "${A[@]}"\n',
    ],
    [
      'into the ignore that is there',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture --foo 1\n',
      'cli.unknown-flag',
      '# preflight: ignore[cli.bool, cli.unknown-flag]\nmegatron sft --packing ture --foo 1\n',
    ],
    [
      'into the modeline that is there',
      'shell',
      'cd x\n# preflight: ms-swift=3.8.1\nmegatron sft --packing ture\n',
      'cli.bool',
      'cd x\n# preflight: ms-swift=3.8.1 ignore[cli.bool]\nmegatron sft --packing ture\n',
    ],
    [
      'in the line breaks of Windows',
      'shell',
      'cd x\r\nmegatron sft --packing ture\r\n',
      'cli.bool',
      'cd x\r\n# preflight: ignore[cli.bool]\r\nmegatron sft --packing ture\r\n',
    ],
    [
      'behind an entry',
      'yaml',
      `${YAML}packing: ture\nlr: 1\n`,
      'cli.bool',
      `${YAML}packing: ture  # preflight: ignore[cli.bool]\nlr: 1\n`,
    ],
    [
      'behind an entry and its comment',
      'yaml',
      `${YAML}packing: ture # why\n`,
      'cli.bool',
      `${YAML}packing: ture # why  # preflight: ignore[cli.bool]\n`,
    ],
    [
      'above an entry that goes over lines',
      'yaml',
      `${YAML}packing: "tu\n  re"\n`,
      'cli.bool',
      `${YAML}# preflight: ignore[cli.bool]\npacking: "tu\n  re"\n`,
    ],
  ] as const)('%s (%s)', (_, language, text, rule, after) => {
    const document = read(language, text);
    const all = { start: 0, end: text.length };
    const fix = service.suppressionsAt(document, all).find(({ finding }) => finding.rule === rule);
    expect(fix && applyEdits(text, fix.edits)).toBe(after);
  });
});

describe('a severity of the user’s own', () => {
  const text = 'megatron sft --packing ture --foo 1 --seed 1 --seed 2';
  const severities = (severity: DocumentContext['severities']): string[] =>
    service.lintDocument(read('shell', text, { severities: severity })).map((each) => `${each.rule} ${each.severity}`);

  it('goes before that of its group, which goes before the rule’s own', () =>
    expect(severities({ 'cli.*': 'hint', 'cli.bool': 'warning' })).toEqual([
      'cli.bool warning',
      'cli.unknown-flag hint',
      'cli.duplicate hint',
    ]));

  it('hides a rule that is off, and does not make its ignores unused', () => {
    expect(severities({ 'cli.bool': 'off' })).not.toContain('cli.bool error');
    const ignored = '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n';
    expect(rulesIn('shell', ignored, { severities: { 'cli.bool': 'off' } })).toEqual([]);
  });
});
