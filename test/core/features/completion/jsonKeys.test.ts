import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { atCursor, readShell, readYaml, service } from '../../../support/service';

const read = { shell: readShell, yaml: readYaml };
type Language = keyof typeof read;

const complete = (language: Language, marked: string) => {
  const { text, offset } = atCursor(marked);
  return { text, completions: service.complete(read[language](text), offset) };
};

/** Returns the text after accepting the item with a label. */
function accept(language: Language, marked: string, label: string): string | undefined {
  const { text, completions } = complete(language, marked);
  const items = completions.filter((item) => item.label === label);
  expect(
    items.length,
    completions
      .slice(0, 5)
      .map((item) => item.label)
      .join(),
  ).toBe(1);
  return items[0] && applyEdits(text, [items[0].edit]);
}

const Y = 'model: m\nmicro_batch_size: 1\n';

describe('completion inside a map value', () => {
  it.each([
    ['shell', `megatron sft --rope_scaling '{"$0"}'`, 'factor', `megatron sft --rope_scaling '{"factor": }'`],
    ['shell', `megatron sft --rope_scaling '{"fa$0": 4}'`, 'factor', `megatron sft --rope_scaling '{"factor": 4}'`],
    [
      'shell',
      `megatron sft --rope_scaling '{"rope_type": "$0"}'`,
      'yarn',
      `megatron sft --rope_scaling '{"rope_type": "yarn"}'`,
    ],
    [
      'shell',
      `megatron sft --gradient_checkpointing_kwargs '{"use_reentrant": $0}'`,
      'false',
      `megatron sft --gradient_checkpointing_kwargs '{"use_reentrant": false}'`,
    ],
    [
      'shell',
      `megatron sft --extra_megatron_kwargs '{"log_progress": true, "$0"}'`,
      'log_straggler',
      `megatron sft --extra_megatron_kwargs '{"log_progress": true, "log_straggler": }'`,
    ],
    ['yaml', `${Y}rope_scaling: '{"$0"}'\n`, 'factor', `${Y}rope_scaling: '{"factor": }'\n`],
    ['yaml', `${Y}rope_scaling:\n  fa$0\n`, 'factor', `${Y}rope_scaling:\n  factor: \n`],
    [
      'yaml',
      `${Y}rope_scaling:\n  factor: 4\n  ro$0\nlr: 1\n`,
      'rope_type',
      `${Y}rope_scaling:\n  factor: 4\n  rope_type: \nlr: 1\n`,
    ],
    ['yaml', `${Y}rope_scaling:\n  rope_type: y$0\n`, 'yarn', `${Y}rope_scaling:\n  rope_type: yarn\n`],
    [
      'yaml',
      `# preflight: ms-swift=3.8.1\n${Y}extra_megatron_kwargs:\n  $0`,
      'train_samples',
      `# preflight: ms-swift=3.8.1\n${Y}extra_megatron_kwargs:\n  train_samples: `,
    ],
  ] as const)('inserts a key or value in %s: %s', (language, marked, label, after) =>
    expect(accept(language, marked, label)).toBe(after),
  );

  it.each([
    ['a key that is already given', 'shell', `megatron sft --rope_scaling '{"factor": 4, "$0"}'`, 'factor'],
    ['a key that is given below', 'yaml', `${Y}rope_scaling:\n  $0\n  factor: 4\n`, 'factor'],
    ['an option that is a flag', 'shell', `megatron sft --extra_megatron_kwargs '{"$0"}'`, 'lr'],
  ] as const)('does not offer %s', (_, language, marked, label) =>
    expect(complete(language, marked).completions.map((item) => item.label)).not.toContain(label),
  );

  it('offers nothing when the value has escapes, so that its characters differ from the text', () =>
    expect(
      complete('shell', 'megatron sft --rope_scaling "{\\"$0\\"}"').completions.map(({ label }) => label),
    ).not.toContain('factor'));
});

describe('hover inside a map value', () => {
  it.each([
    ['shell', `megatron sft --rope_scaling '{"fac$0tor": 4}'`, 'Factor by which the context is extended'],
    ['shell', `megatron sft --rope_scaling {\\"fac$0tor\\":4}`, undefined],
    ['yaml', `${Y}rope_scaling: {fac$0tor: 4}\n`, 'Factor by which the context is extended'],
    ['yaml', `${Y}rope_scaling:\n  # long\n  fac$0tor: 4\n`, 'Factor by which the context is extended'],
    [
      'yaml',
      `# preflight: ms-swift=3.8.1\n${Y}extra_megatron_kwargs:\n  train_sam$0ples: 4\n`,
      'Length of the run in samples',
    ],
  ] as const)('describes the key in %s: %s', (language, marked, description) => {
    const { text, offset } = atCursor(marked);
    const markdown = service.provideHover(read[language](text), offset)?.markdown ?? '';
    if (description) expect(markdown).toContain(description);
    else expect(markdown).not.toContain('How many');
  });
});

describe('a finding inside a map value', () => {
  it.each([
    [
      'shell',
      `megatron sft --gradient_checkpointing_kwargs '{"determinism_check": "strict"}'`,
      '"strict"',
      'determinism_check must be one of default, none',
    ],
    ['yaml', `${Y}rope_scaling:\n  factor: four\n`, 'four', 'rope_scaling.factor must be of type number'],
    [
      'yaml',
      `${Y}gradient_checkpointing_kwargs:\n  use_reentrent: false\n`,
      'use_reentrent',
      'Did you mean use_reentrant?',
    ],
    [
      'shell',
      `megatron sft --gradient_checkpointing_kwargs '{"use_reentrent": false}'`,
      '"use_reentrent"',
      'Did you mean',
    ],
    [
      'shell',
      'megatron sft --gradient_checkpointing_kwargs "{\\"debug\\": 1}"',
      '"{\\"debug\\": 1}"',
      'debug must be of type boolean',
    ],
  ] as const)('has the span of its key or value in %s: %s', (language, text, location, message) => {
    const [finding] = service.lintDocument(read[language](text)).filter(({ rule }) => rule === 'json.keys');
    expect(finding && text.slice(finding.span.start, finding.span.end)).toBe(location);
    expect(finding?.message).toContain(message);
  });

  it('has a fix in the style of the file', () => {
    const text = `${Y}gradient_checkpointing_kwargs:\n  use_reentrent: false\n`;
    const [fix] = service
      .suggestQuickFixes(readYaml(text), { start: 0, end: text.length })
      .filter(({ finding }) => finding.rule === 'json.keys');
    expect(fix && applyEdits(text, fix.edits)).toBe(text.replace('use_reentrent', 'use_reentrant'));
  });
});
