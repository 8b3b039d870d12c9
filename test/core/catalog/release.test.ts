import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import type { DocumentContext } from '../../../server/src/core/document/document';
import { readShell, readYaml, service } from '../../support/service';

const LINE = 'megatron sft --foo 1';
const NEWEST = service.catalog.releases.at(-1) ?? '';

function lint(text: string, swiftVersion?: string) {
  const document = readShell(text, { swiftVersion });
  const [config] = document.reading.configs;
  const facts = config && service.getFacts(document, config);
  return {
    ...facts?.release,
    worldSize: facts?.worldSize,
    rules: service.lintDocument(document).map(({ rule }) => rule),
  };
}

function chooseFor(text: string, context: DocumentContext = {}) {
  const document = readShell(text, context);
  const [config] = document.reading.configs;
  return config && service.getFacts(document, config).release;
}

describe('the release of a config', () => {
  it.each([
    ['a modeline', `# preflight: ms-swift=3.8.0\n${LINE}`, '3.8.3', '3.8.0', 'modeline'],
    [
      'a modeline directly above the command',
      `${'\n'.repeat(20)}# preflight: ms-swift=3.8.0\n${LINE}`,
      '3.8.3',
      '3.8.0',
      'modeline',
    ],
    [
      'a modeline on the tenth line',
      `${'\n'.repeat(9)}# preflight: ms-swift=3.8.0\n\n${LINE}`,
      '3.8.3',
      '3.8.0',
      'modeline',
    ],
    [
      'the default, not a modeline on the eleventh line',
      `${'\n'.repeat(10)}# preflight: ms-swift=3.8.0\n\n${LINE}`,
      undefined,
      NEWEST,
      'default',
    ],
    ['the setting', LINE, '3.8.3', '3.8.3', 'setting'],
    ['a setting without its last number', LINE, '3.8', '3.8.1', 'setting'],
    ['a tag of the repository', LINE, 'v3.8.3', '3.8.3', 'setting'],
    ['the default', LINE, undefined, NEWEST, 'default'],
    [
      'the default, not a modeline in the middle of the file',
      `${'\n'.repeat(20)}# preflight: ms-swift=3.8.0\n\n${LINE}`,
      undefined,
      NEWEST,
      'default',
    ],
  ])('comes from %s', (_, text, setting, version, from) => {
    expect(lint(text, setting)).toMatchObject({ version, from, rules: ['cli.unknown-flag'] });
  });

  it.each([
    ['flags that came with 4.0', 'megatron sft --output_dir out --num_train_epochs 1', NEWEST],
    ['flags of 3.10 to 3.12', 'megatron sft --load_safetensors true --save out', '3.12.6'],
    ['a mixture of flags, by the majority', 'megatron sft --output_dir out --save_steps 5 --save out', NEWEST],
  ])('is inferred from %s', (_, text, version) => expect(lint(text)).toMatchObject({ version, from: 'flags' }));

  it.each([
    ['the choice of a flag that both releases have', 'megatron rlhf --rlhf_type grpo --save out', '3.12.6', 'save'],
    ['a subcommand', 'megatron export --model m --to_hf true', NEWEST, 'megatron export'],
    ['a model that came later', 'megatron sft --model Qwen/Qwen3-VL-8B-Instruct --load x', '3.12.6', 'load'],
    ['a model that the reference release cannot train', 'megatron sft --model x/gpt-oss-20b', NEWEST, 'x/gpt-oss-20b'],
    ['a flag that was added and removed', 'megatron sft --async_save true --save out', '3.12.6', 'save'],
  ])('is inferred from %s, which is named as evidence', (_, text, version, evidence) =>
    expect(chooseFor(text)).toMatchObject({ version, from: 'flags', evidence }),
  );

  it.each([
    ['that the reference release has', 'megatron sft --model Qwen/Qwen2.5-7B-Instruct'],
    ['that no release has', 'megatron sft --model my/own-model'],
    ['whose type is given', 'megatron sft --model x/gpt-oss-20b --model_type qwen3'],
  ])('is not inferred from a model %s', (_, text) => expect(chooseFor(text)).toMatchObject({ from: 'default' }));

  it('does not determine the size of experts when it was not chosen', () => {
    const script =
      'NPROC_PER_NODE=8 megatron sft --load m --dataset d --train_iters 1 --tensor_model_parallel_size 2 --expert_model_parallel_size 8 --sequence_parallel true';
    const rules = (text: string) => lint(text).rules.filter((rule) => rule === 'par.expert-layout');
    expect(rules(script)).toEqual([]);
    expect(rules(`# preflight: ms-swift=3.8.1\n${script}`)).toEqual(['par.expert-layout']);
    const { edits } = service.migrate(readShell(script), '4.5.2');
    expect(applyEdits(script, edits)).toContain('--expert_tensor_parallel_size 2');
  });

  it('takes precedence when files around the document pin it, except over the setting', () => {
    const found = { version: '4.2.3', from: 'pin', evidence: 'requirements.txt:2' } as const;
    expect(chooseFor('megatron sft --save out', { found })).toEqual(found);
    expect(chooseFor('megatron sft', { found, swiftVersion: '3.9.3' })).toMatchObject({
      version: '3.9.3',
      from: 'setting',
    });
    const hover = service.provideHover(readShell('megatron sft', { found }), 3);
    expect(hover?.markdown).toContain('ms-swift 4.2.3: required by `requirements.txt:2`');
  });

  it('determines the names of flags', () => {
    const text = 'megatron sft --save out --train_type lora';
    const document = readShell(text, { swiftVersion: '4.5.2' });
    const found = service.lintDocument(document).filter(({ rule }) => rule === 'release.renamed');
    expect(found.map(({ message }) => message)).toEqual([
      'save is called output_dir in ms-swift 4.5.2.',
      'train_type is called tuner_type in ms-swift 4.5.2.',
    ]);
    const inverted = 'megatron sft --no_initialization true';
    const [fix] = service.suggestQuickFixes(readShell(inverted, { swiftVersion: '4.5.2' }), {
      start: 0,
      end: inverted.length,
    });
    expect(fix && applyEdits(inverted, fix.edits)).toBe('megatron sft --perform_initialization false');
  });

  it.each([
    ['3.7.0', '--local_rank 0', ['release.new']],
    ['3.7.1', '--local_rank 0', ['env.local-rank']],
    ['3.7.2', '--packing_length 4096', ['release.new']],
    ['3.7.3', '--no_load_args', []],
    ['3.8.2', '--no_load_args', ['cli.unknown-flag']],
  ])('may be any patch release: %s with %s', (version, flags, rules) => {
    const script = `# preflight: ms-swift=${version}\nmegatron sft ${flags}\n`;
    expect(lint(script)).toMatchObject({ version });
    expect(lint(script).rules.filter((rule) => /^(?:release|cli|env)\./.test(rule))).toEqual(rules);
  });

  it('determines the outcome of a mistake: a cached dataset with context parallelism is rejected from 3.8.2 on', () => {
    const outcome = (version: string) => {
      const flags = '--model m --cached_dataset c --context_parallel_size 2';
      const found = service.lintDocument(readShell(`# preflight: ms-swift=${version}\nmegatron sft ${flags}\n`));
      return found.find(({ rule }) => rule === 'par.cp-cached')?.outcome;
    };
    expect([outcome('3.8.1'), outcome('3.8.2')]).toEqual(['wrong', 'rejected']);
  });
});

describe('createModelineEdits', () => {
  const applyRelease = (text: string, release: string) =>
    applyEdits(text, service.createModelineEdits(readShell(text), release));

  it.each([
    [
      'sets another release',
      `# preflight: ms-swift=3.8.1 world-size=8\n${LINE}`,
      '4.2.3',
      '# preflight: ms-swift=4.2.3 world-size=8\n',
    ],
    ['removes the release', `# preflight: world-size=8 ms-swift=3.8.1\n${LINE}`, '', '# preflight: world-size=8\n'],
    ['keeps a modeline without settings', `# preflight: ms-swift=3.8.1\n${LINE}`, '', '# preflight:\n'],
    ['adds no modeline without a release', '', '', ''],
  ])('%s', (_, text, release, line) => expect(applyRelease(text || LINE, release)).toBe(line + LINE));
});

describe('the world size', () => {
  it.each([
    ['the environment of the command', 'NPROC_PER_NODE=8 NNODES=2 megatron sft', 16],
    ['one node when the number is not given', 'export NPROC_PER_NODE=4\nmegatron sft', 4],
    ['no unknown variable', 'NPROC_PER_NODE=8 NNODES=$N megatron sft', undefined],
    ['no variable that is not exported to the command', 'NPROC_PER_NODE=8\nmegatron sft', undefined],
    ['the modeline', '# preflight: world-size=16\nNPROC_PER_NODE=8 megatron sft', 16],
  ])('comes from %s', (_, text, size) => expect(lint(text).worldSize).toBe(size));

  it('comes from ENV of a YAML config', () => {
    const document = readYaml('# preflight:\nENV:\n  NPROC_PER_NODE: 8\n  NNODES: 2\nlr: 1\n');
    const [config] = document.reading.configs;
    expect(config && service.getFacts(document, config).worldSize).toBe(16);
  });
});
