import { describe, expect, it } from 'vitest';
import { FORMER_RULE_IDS } from '../../../server/src/core/comments/formerRuleIds';
import { applyEdits } from '../../../server/src/core/config/edit';
import type { DocumentContext } from '../../../server/src/core/document/document';
import { SYNTAXES, service } from '../../support/service';

type Language = 'shell' | 'yaml';

const read = (language: Language, text: string, context: DocumentContext = {}) => {
  const syntax = SYNTAXES.find(({ id }) => id === language);
  if (!syntax) throw new Error(language);
  return service.read(text, syntax, context);
};

const rulesIn = (language: Language, text: string, context?: DocumentContext): string[] =>
  service.lintDocument(read(language, text, context)).map(({ rule }) => rule);

const YAML = 'model: m\nmicro_batch_size: 1\n';

describe('a suppression comment', () => {
  it.each([
    [
      'silences the entire command below it',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft \\\n  --seed 1 \\\n  --packing ture\n',
      [],
    ],
    [
      'silences a command after prefixes on separate lines',
      'shell',
      '# preflight: ignore[cli.bool]\nA=1 \\\nmegatron sft --packing ture\n',
      [],
    ],
    [
      'silences a command in a block',
      'shell',
      'if true; then\n  # preflight: ignore[cli.bool]\n  megatron sft --packing ture\nfi\n',
      [],
    ],
    [
      'silences only the rule that it names',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture --foo 1\n',
      ['cli.unknown-flag'],
    ],
    [
      'silences several rules',
      'shell',
      '# preflight: ignore[cli.bool, cli.unknown-flag]\nmegatron sft --packing ture --foo 1\n',
      [],
    ],
    ['silences a group of rules', 'shell', '# preflight: ignore[cli.*]\nmegatron sft --packing ture --foo 1\n', []],
    [
      'silences each command by its own comment',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n# preflight: ignore[cli.int]\nmegatron sft --seed x\n',
      [],
    ],
    [
      'silences all rules when it has no brackets',
      'shell',
      '# preflight: ignore\nmegatron sft --packing ture --foo 1\n',
      [],
    ],
    ['silences the line that it ends', 'shell', 'megatron sft --packing ture # preflight: ignore[cli.bool]\n', []],
    [
      'silences a line of an array',
      'shell',
      'A=(\n  --packing ture # preflight: ignore[cli.bool]\n  --foo 1\n)\nmegatron sft "${A[@]}"\n',
      ['cli.unknown-flag'],
    ],
    [
      'may be part of a modeline',
      'shell',
      '# preflight: ms-swift=3.8.1 ignore[cli.bool]\nmegatron sft --packing ture\n',
      [],
    ],
    [
      'may have other comments below it',
      'shell',
      '# preflight: ignore[cli.bool]\n# the run\nmegatron sft --packing ture\n',
      [],
    ],
    [
      'works with Windows line breaks',
      'shell',
      '# preflight: ignore[cli.bool]\r\nmegatron sft \\\r\n  --packing ture\r\n',
      ['cli.carriage-return'],
    ],
    ['silences the entry below it', 'yaml', `${YAML}# preflight: ignore[cli.bool]\npacking: ture\n`, []],
    ['silences the entry before it', 'yaml', `${YAML}packing: ture  # preflight: ignore[cli.bool]\n`, []],
    [
      'silences an item of a list',
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
      'a line of a continued command, where a comment is not possible',
      'shell',
      'megatron sft \\\n  --seed 1 \\\n  # preflight: ignore\n  --packing ture\n',
      ['cli.comment-in-continuation', 'cli.bool'],
    ],
    [
      'anything when it is quoted text',
      'yaml',
      `${YAML}packing: ture\nsystem: "a # preflight: ignore"\n`,
      ['cli.bool'],
    ],
  ] as const)('does not silence %s (%s)', (_, language, text, expected) =>
    expect(rulesIn(language, text)).toEqual(expected),
  );

  it('silences the findings of a command in its config file, in either text', () => {
    const file = { name: 'run.yaml', text: 'packing: ture # preflight: ignore[cli.bool]\n' };
    expect(rulesIn('shell', 'megatron sft run.yaml\n', { neighbors: [file] })).toEqual([]);
    const script = { name: 'run.sh', text: '# preflight: ignore[cli.bool]\nmegatron sft run.yaml\n' };
    expect(rulesIn('yaml', 'packing: ture\n', { name: 'run.yaml', neighbors: [script] })).toEqual([]);
  });
});

describe('ignore.unused', () => {
  it.each([
    [
      'the entire comment',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --seed 1\n',
      'Remove the suppression',
      'megatron sft --seed 1\n',
    ],
    [
      'one rule id',
      'shell',
      '# preflight: ignore[cli.bool, cli.int]\nmegatron sft --packing ture\n',
      'Remove cli.int from the suppression',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n',
    ],
    [
      'a misspelled rule id',
      'shell',
      '# preflight: ignore[cli.bol]\nmegatron sft --packing ture\n',
      'Change to cli.bool',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n',
    ],
    [
      'the part of a modeline',
      'shell',
      '# preflight: ms-swift=3.8.1 ignore\nmegatron sft --seed 1\n',
      'Remove the suppression',
      '# preflight: ms-swift=3.8.1\nmegatron sft --seed 1\n',
    ],
    [
      'the comment after an entry',
      'yaml',
      `${YAML}packing: true  # preflight: ignore[cli.bool]\nlr: 1\n`,
      'Remove the suppression',
      `${YAML}packing: true\nlr: 1\n`,
    ],
  ] as const)('has a fix for %s (%s)', (_, language, text, title, after) => {
    const document = read(language, text);
    expect(service.lintDocument(document).map(({ rule }) => rule)).toContain('ignore.unused');
    const fix = service
      .suggestQuickFixes(document, { start: 0, end: text.length })
      .find(({ title: fixTitle }) => fixTitle === title);
    expect(fix && applyEdits(text, fix.edits)).toBe(after);
  });

  it('is reported for the first 20 of many ids in one comment', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `no.rule-${index}`);
    const found = rulesIn('shell', `# preflight: ignore[${names.join(', ')}]\nmegatron sft --seed 1\n`);
    expect(found).toEqual(Array(20).fill('ignore.unused'));
  });

  it('is not reported when the release is unknown and nothing is checked', () =>
    expect(rulesIn('shell', '# preflight: ms-swift=9.9 ignore[cli.bool]\nmegatron sft --seed 1\n')).toEqual([
      'release.unknown',
    ]));
});

describe('suggestActions, for suppressions', () => {
  it.each([
    [
      'writes the comment above a command',
      'shell',
      'cd x\nmegatron sft \\\n    --packing ture\n',
      'cli.bool',
      'cd x\n# preflight: ignore[cli.bool]\nmegatron sft \\\n    --packing ture\n',
    ],
    [
      'writes the comment above the first line of a command',
      'shell',
      'if true; then\n    A=1 \\\n    megatron sft --packing ture\nfi\n',
      'cli.bool',
      'if true; then\n    # preflight: ignore[cli.bool]\n    A=1 \\\n    megatron sft --packing ture\nfi\n',
    ],
    [
      'writes the comment after a line of an array',
      'shell',
      'A=(\n  --packing ture\n)\nmegatron sft "${A[@]}"\n',
      'cli.bool',
      'A=(\n  --packing ture  # preflight: ignore[cli.bool]\n)\nmegatron sft "${A[@]}"\n',
    ],
    [
      'extends an existing suppression',
      'shell',
      '# preflight: ignore[cli.bool]\nmegatron sft --packing ture --foo 1\n',
      'cli.unknown-flag',
      '# preflight: ignore[cli.bool, cli.unknown-flag]\nmegatron sft --packing ture --foo 1\n',
    ],
    [
      'extends an existing modeline',
      'shell',
      'cd x\n# preflight: ms-swift=3.8.1\nmegatron sft --packing ture\n',
      'cli.bool',
      'cd x\n# preflight: ms-swift=3.8.1 ignore[cli.bool]\nmegatron sft --packing ture\n',
    ],
    [
      'uses Windows line breaks in a file that has them',
      'shell',
      'cd x\r\nmegatron sft --packing ture\r\n',
      'cli.bool',
      'cd x\r\n# preflight: ignore[cli.bool]\r\nmegatron sft --packing ture\r\n',
    ],
    [
      'writes the comment after an entry',
      'yaml',
      `${YAML}packing: ture\nlr: 1\n`,
      'cli.bool',
      `${YAML}packing: ture  # preflight: ignore[cli.bool]\nlr: 1\n`,
    ],
    [
      'writes the comment after an entry and its comment',
      'yaml',
      `${YAML}packing: ture # why\n`,
      'cli.bool',
      `${YAML}packing: ture # why  # preflight: ignore[cli.bool]\n`,
    ],
    [
      'writes the comment above an entry that spans several lines',
      'yaml',
      `${YAML}packing: "tu\n  re"\n`,
      'cli.bool',
      `${YAML}# preflight: ignore[cli.bool]\npacking: "tu\n  re"\n`,
    ],
  ] as const)('%s (%s)', (_, language, text, rule, after) => {
    const document = read(language, text);
    const all = { start: 0, end: text.length };
    const fix = service.suggestActions(document, all).suppressions.find(({ finding }) => finding.rule === rule);
    expect(fix && applyEdits(text, fix.edits)).toBe(after);
  });
});

describe('the severity setting', () => {
  const text = 'megatron sft --packing ture --foo 1 --seed 1 --seed 2';
  const severities = (severity: DocumentContext['severities']): string[] =>
    service
      .lintDocument(read('shell', text, { severities: severity }))
      .map((finding) => `${finding.rule} ${finding.severity}`);

  it('takes precedence for a rule over its group, and for a group over the default', () =>
    expect(severities({ 'cli.*': 'hint', 'cli.bool': 'warning' })).toEqual([
      'cli.bool warning',
      'cli.unknown-flag hint',
      'cli.duplicate hint',
    ]));

  it('hides a rule that is off without reporting its suppressions as unused', () => {
    expect(severities({ 'cli.bool': 'off' })).not.toContain('cli.bool error');
    const ignored = '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n';
    expect(rulesIn('shell', ignored, { severities: { 'cli.bool': 'off' } })).toEqual([]);
  });
});

describe('a former id of a rule', () => {
  const SCRIPT =
    '# preflight: ms-swift=3.8.1\nmegatron sft --use_flash_attn true  # preflight: ignore[model.squared]\n';

  it('keeps silencing a rule that was renamed', () => {
    expect(rulesIn('shell', SCRIPT)).toEqual([]);
  });

  it('keeps setting the severity of a rule that was renamed', () => {
    const text = '# preflight: ms-swift=3.8.1\nmegatron sft --use_flash_attn true\n';
    const severities = { 'model.squared': 'off' } as const;
    expect(rulesIn('shell', text)).toContain('model.use-flash-attn');
    expect(rulesIn('shell', text, { severities })).not.toContain('model.use-flash-attn');
  });

  it('is reported as unused, and not as a misspelling, when its rule was dropped', () => {
    const text = 'megatron sft --seed 1  # preflight: ignore[log.throughput]\n';
    const messages = service.lintDocument(read('shell', text)).map(({ message }) => message);
    expect(messages).toEqual(['Unused suppression: log.throughput does not report a finding on this line.']);
  });

  it('explains the rule that has another id today', () => {
    expect(service.explain('model.squared', undefined)).toEqual({ rule: 'model.use-flash-attn' });
  });

  it('belongs to no rule, and leads to one or to none', () => {
    const ids = service.rules.map(({ id }) => id);
    for (const [former, current] of Object.entries(FORMER_RULE_IDS)) {
      expect(ids).not.toContain(former);
      if (current !== null) expect(ids).toContain(current);
    }
  });
});
