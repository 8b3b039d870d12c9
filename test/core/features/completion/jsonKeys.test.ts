import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { atCursor, readShell, readYaml, service } from '../../../support/service';

const read = { shell: readShell, yaml: readYaml };
type Language = keyof typeof read;

const offered = (language: Language, marked: string) => {
  const { text, offset } = atCursor(marked);
  return { text, completions: service.complete(read[language](text), offset) };
};

/** The text after the proposal with this label was accepted. */
function accept(language: Language, marked: string, label: string): string | undefined {
  const { text, completions } = offered(language, marked);
  const found = completions.filter((each) => each.label === label);
  expect(
    found.length,
    completions
      .slice(0, 5)
      .map((each) => each.label)
      .join(),
  ).toBe(1);
  return found[0] && applyEdits(text, [found[0].edit]);
}

const Y = 'model: m\nmicro_batch_size: 1\n';

describe('inside a value that is a map, completion', () => {
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
    ['yaml', `${Y}extra_megatron_kwargs:\n  $0`, 'train_samples', `${Y}extra_megatron_kwargs:\n  train_samples: `],
  ] as const)('in %s: %s', (language, marked, label, after) => expect(accept(language, marked, label)).toBe(after));

  it.each([
    ['a key that is given already', 'shell', `megatron sft --rope_scaling '{"factor": 4, "$0"}'`, 'factor'],
    ['a key that is given below', 'yaml', `${Y}rope_scaling:\n  $0\n  factor: 4\n`, 'factor'],
    ['an option that is a flag', 'shell', `megatron sft --extra_megatron_kwargs '{"$0"}'`, 'lr'],
  ] as const)('does not offer %s', (_, language, marked, label) =>
    expect(offered(language, marked).completions.map((each) => each.label)).not.toContain(label),
  );

  it('is silent where a character of the text is not one of the value', () =>
    expect(
      offered('shell', 'megatron sft --rope_scaling "{\\"$0\\"}"').completions.map(({ label }) => label),
    ).not.toContain('factor'));
});

describe('inside a value that is a map, hover', () => {
  it.each([
    ['shell', `megatron sft --rope_scaling '{"fac$0tor": 4}'`, 'Factor by which the context is extended'],
    ['shell', `megatron sft --rope_scaling {\\"fac$0tor\\":4}`, undefined],
    ['yaml', `${Y}rope_scaling: {fac$0tor: 4}\n`, 'Factor by which the context is extended'],
    ['yaml', `${Y}rope_scaling:\n  # long\n  fac$0tor: 4\n`, 'Factor by which the context is extended'],
    ['yaml', `${Y}extra_megatron_kwargs:\n  train_sam$0ples: 4\n`, 'Length of the run in samples'],
  ] as const)('in %s: %s', (language, marked, says) => {
    const { text, offset } = atCursor(marked);
    const markdown = service.provideHover(read[language](text), offset)?.markdown ?? '';
    if (says) expect(markdown).toContain(says);
    else expect(markdown).not.toContain('How many');
  });
});

describe('findings inside a value that is a map stand at their key', () => {
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
  ] as const)('in %s: %s', (language, text, place, says) => {
    const [found] = service.lintDocument(read[language](text)).filter(({ rule }) => rule === 'json.keys');
    expect(found && text.slice(found.span.start, found.span.end)).toBe(place);
    expect(found?.message).toContain(says);
  });

  it('with a fix in the spelling of the file', () => {
    const text = `${Y}gradient_checkpointing_kwargs:\n  use_reentrent: false\n`;
    const [fix] = service
      .suggestQuickFixes(readYaml(text), { start: 0, end: text.length })
      .filter(({ finding }) => finding.rule === 'json.keys');
    expect(fix && applyEdits(text, fix.edits)).toBe(text.replace('use_reentrent', 'use_reentrant'));
  });
});
