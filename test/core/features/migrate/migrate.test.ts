import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { formOf } from '../../../../server/src/core/catalog/catalog';
import { applyEdits } from '../../../../server/src/core/config/edit';
import type { MigrationData } from '../../../../server/src/core/lint/changedDefaults';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { service } from '../../../support/service';

const root = resolve(import.meta.dirname, '../../../..');
const load = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

function migrated(text: string, to: string, syntax: Syntax = shell, context = {}) {
  const { edits, notes } = service.migrate(service.read(text, syntax, context), to);
  return { text: applyEdits(text, edits), notes };
}

/** The lines of a migrated text, without empty ones. */
const lines = (text: string, to: string, syntax: Syntax = shell): string[] =>
  migrated(text, to, syntax)
    .text.split('\n')
    .filter((line) => line !== '');

describe('migrate of a command', () => {
  it('renames flags and keeps values, quotes and line breaks', () => {
    const text = [
      '#!/bin/bash',
      'NPROC_PER_NODE=8 \\',
      'megatron sft \\',
      '  --model "$MODEL" \\',
      "  --save './out put' \\",
      '  --save_interval=100 \\',
      '  --no_initialization \\',
      '  --no_gradient_accumulation_fusion true \\',
      '  --moe_token_dispatcher_type alltoall_seq',
      '',
    ].join('\n');
    const after = lines(text, '4.5.2');
    expect(after.slice(0, 9)).toEqual([
      '#!/bin/bash',
      '# preflight: ms-swift=4.5.2',
      'NPROC_PER_NODE=8 \\',
      'megatron sft \\',
      '  --model "$MODEL" \\',
      "  --output_dir './out put' \\",
      '  --save_steps=100 \\',
      '  --perform_initialization false \\',
      '  --gradient_accumulation_fusion false \\',
    ]);
    expect(after[9]).toBe('  --moe_token_dispatcher_type alltoall \\');
  });

  it('gives a bare last flag a value when flags are added after it', () => {
    const { text } = migrated('megatron sft --lr 1 --no_bias_swiglu_fusion\n', '4.5.2');
    expect(text).toContain('--bias_activation_fusion false --');
  });

  it('writes a removed flag as a comment above the command, not between continued lines', () => {
    const text =
      '# preflight: ms-swift=3.8.1\nif true; then\n  A=1 \\\n  megatron sft \\\n    --ckpt_format torch \\\n    --lr 1\nfi\n';
    const after = migrated(text, '4.5.2').text;
    expect(after).toMatch(
      /then\n {2}# ms-swift 4\.5\.2 has no ckpt_format\. .* It was: --ckpt_format torch\n {2}A=1 \\\n {2}megatron sft \\\n {4}--lr 1/,
    );
    expect(service.lintDocument(service.read(after, shell, {})).filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  });

  it('leaves a flag unchanged, with a note, when its value is unknown', () => {
    const { text, notes } = migrated('# preflight: ms-swift=3.8.1\nmegatron sft --no_rope_fusion $FUSE\n', '4.5.2');
    expect(text).toContain('--no_rope_fusion $FUSE');
    expect(notes.some((note) => /apply_rope_fusion.*\$FUSE is only known when the run starts/.test(note))).toBe(true);
  });

  it('writes down a changed default only when it matters for the run', () => {
    const added = (flags: string, model?: object) =>
      migrated(`# preflight: ms-swift=3.8.1\nmegatron sft ${flags}\n`, '4.5.2', shell, { modelConfig: model }).text;
    const dense = { architectures: ['Qwen2ForCausalLM'], model_type: 'qwen2', num_hidden_layers: 2, hidden_size: 64 };
    expect(added('--load x')).toContain('--finetune false');
    expect(added('--model x')).not.toContain('finetune');
    expect(added('--load x --finetune true')).not.toContain('finetune false');
    const experts = '--load Qwen3-30B-A3B-mcore --tensor_model_parallel_size 2';
    expect(added(experts)).toContain('--expert_tensor_parallel_size 2');
    expect(added('--tensor_model_parallel_size 2', dense)).not.toMatch(/expert_tensor|grouped_gemm/);
    expect(added('--tensor_model_parallel_size 1')).not.toContain('expert_tensor');
    expect(added('--wandb_project p')).toContain('--report_to tensorboard wandb');
    expect(added('"$@"')).toBe('# preflight: ms-swift=4.5.2\nmegatron sft "$@"\n');
  });

  it('writes down no defaults for experts when the model has none, and notes them when it is unknown', () => {
    const run = (flags: string) =>
      migrated(`# preflight: ms-swift=3.8.1\nmegatron sft ${flags} --tensor_model_parallel_size 2\n`, '4.5.2');
    for (const model of ['--load Qwen2.5-7B-Instruct-mcore', '--load /data/Qwen3-8B', '--model Qwen/Qwen2.5-7B']) {
      const { text, notes } = run(model);
      expect(text, model).not.toMatch(/expert_tensor|grouped_gemm/);
      expect(notes.join(), model).not.toMatch(/expert_tensor|grouped_gemm/);
    }
    const { text, notes } = run('--load my-checkpoint');
    expect(text).not.toMatch(/expert_tensor|grouped_gemm/);
    expect(notes).toContain(
      'expert_tensor_parallel_size is 2 by default in 3.8.1, and 1 in 4.5.2: add it if the model has experts.',
    );
    expect(run('--load my-checkpoint --expert_model_parallel_size 2').text).toContain(
      '--expert_tensor_parallel_size 2',
    );
  });

  it('adds no flags of training to an export', () => {
    const { text, notes } = migrated(
      '# preflight: ms-swift=3.12.6\nmegatron export --model Qwen/Qwen3-30B-A3B --load ckpt --save hf --to_hf true\n',
      '4.5.2',
    );
    expect(text).toBe(
      '# preflight: ms-swift=4.5.2\nmegatron export --model Qwen/Qwen3-30B-A3B --mcore_model ckpt --output_dir hf --to_hf true\n',
    );
    expect(notes).toEqual([expect.stringContaining("KeyError 'tuner_type'")]);
  });

  it('carries the flags of arrays that are built in branches', () => {
    const script = (flags: [string, string, string, string]) =>
      [
        'args=(--model Qwen/Qwen3-8B)',
        'if [[ "$RESUME" == 1 ]]; then',
        `  args+=(${flags[0]} out/ckpt)`,
        'else',
        `  args+=(${flags[1]} out`,
        `    ${flags[2]} 3)`,
        'fi',
        `inner=(${flags[3]} 50)`,
        '[[ -n "$EVAL" ]] && args+=("${inner[@]}")',
        'unrelated=(--save x)',
        'megatron sft "${args[@]}" $MORE',
        '',
      ].join('\n');
    const { text, notes } = migrated(
      `# preflight: ms-swift=3.12.6\n${script(['--load', '--save', '--max_epochs', '--eval_interval'])}`,
      '4.5.2',
    );
    expect(text).toBe(
      `# preflight: ms-swift=4.5.2\n${script(['--mcore_model', '--output_dir', '--num_train_epochs', '--eval_steps'])}`,
    );
    expect(notes.at(-1)).toBe('Flags that $MORE may add are left unchanged.');
  });

  it('carries the flags of swift export', () => {
    const { text, notes } = migrated(
      '# preflight: ms-swift=3.12.6\nswift export --mcore_adapters lora --to_hf true --train_type lora --output_dir hf\n',
      '4.5.2',
    );
    expect(text).toBe(
      '# preflight: ms-swift=4.5.2\nswift export --mcore_adapter lora --to_hf true --tuner_type lora --output_dir hf\n',
    );
    expect(notes).toEqual([expect.stringContaining("KeyError 'tuner_type'")]);
  });

  it('moves the config file to where the release reads it', () => {
    const afterFlag = '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml --lr 1e-5\n';
    const first = '# preflight: ms-swift=4.1.0\nmegatron sft run.yaml --lr 1e-5\n';
    expect(migrated(afterFlag, '4.1.0').text).toMatch(/megatron sft run\.yaml --lr 1e-5/);
    expect(migrated(first, '3.12.6').text).toMatch(/megatron sft --config run\.yaml --lr 1e-5/);
    expect(migrated(first, '3.8.1').notes.join()).toContain('does not read YAML');
  });

  it('keeps a Ray config after --config', () => {
    const ray = '# preflight: ms-swift=4.5.2\nmegatron rlhf --use_ray true --config run.yaml\n';
    expect(migrated(ray, '4.4.0').text).toContain('megatron rlhf --use_ray true --config run.yaml');
    const { text, notes } = migrated(ray, '4.2.3');
    expect(text).toContain('megatron rlhf --use_ray true --config run.yaml');
    expect(notes.join()).toContain('run.yaml is a Ray config, which ms-swift reads only from 4.3 on');
  });

  it('removes max_epochs when only train_iters determined the length of the run', () => {
    const both = '# preflight: ms-swift=3.8.1\nmegatron sft --train_iters 100 --max_epochs 1\n';
    expect(migrated(both, '4.5.2').text).toMatch(
      /# Removed: train_iters applied alongside it .* It was: --max_epochs 1\n/,
    );
  });

  it('removes train_iters when epochs replaced it and the other release would count iterations', () => {
    const both = '# preflight: ms-swift=4.5.2\nmegatron sft --train_iters 100 --num_train_epochs 1\n';
    const after = migrated(both, '3.10.3').text;
    expect(after).toMatch(/# Removed: the epochs replaced it; .* It was: --train_iters 100\n/);
    expect(after).toContain('megatron sft --max_epochs 1');
    expect(migrated(both, '3.12.6').text).toContain('--train_iters 100 --max_epochs 1');
  });

  it.each([
    ['rlhf --rlhf_type grpo --steps_per_generation 4', '3.12.6', '3.10.3', '--rlhf_type grpo'],
    ['sft --optimizer dist_muon', '4.5.2', '4.0.0', '--optimizer dist_muon'],
    ['sft --tuner_type lora_llm', '4.5.2', '3.12.6', '--train_type lora_llm'],
    ['sft --task_type embedding', '4.5.2', '3.12.6', '--task_type embedding'],
  ])(
    'keeps a choice that the release lacks, so that the run stops: megatron %s from %s to %s',
    (line, from, to, kept) => {
      const { text, notes } = migrated(`# preflight: ms-swift=${from}\nmegatron ${line}\n`, to);
      expect(text).toContain(kept);
      expect(notes.join('\n')).toMatch(
        / is kept so that the run stops instead of doing something else: ms-swift .* accepts /,
      );
      const errors = service.lintDocument(service.read(text, shell, {})).filter(({ severity }) => severity === 'error');
      expect(errors.some(({ rule }) => rule === 'release.value' || rule === 'cli.enum')).toBe(true);
    },
  );

  it('leaves the command unchanged when the release lacks the subcommand', () => {
    const text = '# preflight: ms-swift=3.12.6\nmegatron export --model m --to_mcore true --save out\n';
    const { text: after, notes } = migrated(text, '3.9.3');
    expect(after).toBe(text.replace('3.12.6', '3.9.3'));
    expect(notes).toEqual(['ms-swift 3.9.3 has no megatron export, so the command is left unchanged.']);
    expect(migrated(after, '3.12.6').text).toBe(text);
  });

  it.each([
    ['load_safetensors', 'sft --model m', '4.5.2', '3.10.3', '--load_safetensors true'],
    ['load_safetensors', 'sft --model m --mcore_model c', '4.5.2', '3.10.3', undefined],
    ['load_safetensors', 'sft --model m --load_safetensors true', '3.10.3', '4.5.2', undefined],
    ['rpo_alpha', 'rlhf --rlhf_type dpo --model m', '3.8.1', '3.7.0', '--rpo_alpha 0'],
    ['rpo_alpha', 'rlhf --rlhf_type dpo --model m', '3.8.1', '4.5.2', undefined],
    ['moe_aux_loss_coeff', 'sft --model Qwen/Qwen3-30B-A3B', '3.8.1', '3.7.0', '--moe_aux_loss_coeff 0'],
    [
      'expert_tensor',
      'sft --model Qwen/Qwen3-30B-A3B --tensor_model_parallel_size "$TP"',
      '3.12.6',
      '3.8.1',
      '--expert_tensor_parallel_size 1',
    ],
    ['data_sharding', 'sft --model m', '3.11.0', '3.12.6', undefined],
    ['data_sharding', 'sft --model m', '3.12.6', '4.5.2', '--data_sharding true'],
  ])('adds %s only when the implicit behavior of megatron %s changes from %s to %s', (name, line, from, to, added) => {
    const { text } = migrated(`# preflight: ms-swift=${from}\nmegatron ${line}\n`, to);
    const found = text.split(/\s(?=--)/).filter((each) => each.includes(name));
    expect(found.map((each) => each.trim())).toEqual(added === undefined ? [] : [added]);
  });

  it('migrates each command of a file from its own release', () => {
    const text =
      '# preflight: ms-swift=3.8.1\nmegatron sft --save a\n\n\n# preflight: ms-swift=3.12.6\nmegatron pt --save b\n';
    const after = migrated(text, '4.2.3').text;
    expect(after.match(/--output_dir [ab]/g)).toEqual(['--output_dir a', '--output_dir b']);
    expect(after.match(/ms-swift=\S+/g)).toEqual(['ms-swift=4.2.3', 'ms-swift=4.2.3']);
  });

  it('changes an array once when two commands share it, with comments inside it', () => {
    const text = [
      '# preflight: ms-swift=3.8.1',
      'COMMON=(',
      '  --load x # converted',
      '  --ckpt_format torch',
      '  --max_epochs 1',
      ')',
      'megatron sft "${COMMON[@]}" --save a',
      'megatron pt "${COMMON[@]}" --save b',
      '',
    ].join('\n');
    const after = migrated(text, '4.5.2').text.split('\n');
    expect(after[2]).toBe('  --mcore_model x # converted');
    expect(after[3]).toMatch(/^ {2}# ms-swift 4\.5\.2 has no ckpt_format\. .* It was: --ckpt_format torch$/);
    expect(after[4]).toBe('  --num_train_epochs 1');
    expect(after[6]).toMatch(/^megatron sft "\$\{COMMON\[@\]\}" --output_dir a /);
    expect(after[7]).toMatch(/^megatron pt "\$\{COMMON\[@\]\}" --output_dir b /);
  });

  it('changes flags inside a quoted text that the shell splits', () => {
    const text = [
      '# preflight: ms-swift=3.12.6',
      'OPTS=" \\',
      '  --save out \\',
      '  --ckpt_format torch \\',
      '  --no_initialization"',
      'megatron sft $OPTS --max_epochs 1',
      '',
    ].join('\n');
    const after = migrated(text, '4.5.2').text;
    expect(after).toContain(
      'OPTS=" \\\n  --output_dir out \\\n  --perform_initialization false"\n# ms-swift 4.5.2 has no ckpt_format. ',
    );
    expect(after).toMatch(/It was: --ckpt_format torch\nmegatron sft \$OPTS --num_train_epochs 1/);
  });

  it('keeps unknown arguments, with a note for each', () => {
    const text = [
      '# preflight: ms-swift=3.12.6',
      'ARGS=(--save out)',
      'if [ -n "$LONG" ]; then ARGS+=(--save_steps 9); fi',
      'megatron sft "${ARGS[@]}" --ckpt_format torch $EXTRA --num_workers 4 "$@"',
      'megatron pt "$OPTS --save x" --eval_interval 5 $MORE --load $CKPT',
      'megatron sft --{lr,min_lr}=1 --tokenizer_padding_side right',
      '',
    ].join('\n');
    const { text: after, notes } = migrated(text, '4.5.2');
    expect(after).toContain('ARGS=(--output_dir out)\n');
    expect(after).toContain('ARGS+=(--save_steps 9)');
    expect(after).toContain('megatron sft "${ARGS[@]}" $EXTRA --dataloader_num_workers 4 "$@"\n');
    expect(after).toContain('megatron pt "$OPTS --save x" --eval_steps 5 $MORE --mcore_model $CKPT\n');
    expect(after).toContain('megatron sft --{lr,min_lr}=1');
    const unknown = notes.filter((note) => /may add are left unchanged/.test(note));
    expect(unknown.map((note) => note.split(' ')[2])).toEqual(['$EXTRA', '"$@"', '$MORE']);
  });

  it.each([
    ['a switch before unknown arguments', '--no_rope_fusion $EXTRA', /no_rope_fusion .*by hand/],
    [
      'a list before unknown arguments',
      '--layer_types a $EXTRA',
      /layer_types.* Its value may be in \$EXTRA: change it by hand/,
    ],
  ])('leaves %s unchanged, with a note', (_, flags, note) => {
    const { text, notes } = migrated(`# preflight: ms-swift=3.12.6\nmegatron sft ${flags} --lr 1\n`, '4.5.2');
    expect(text).toContain(flags);
    expect(notes.join('\n')).toMatch(note);
  });

  it.each([
    ['"--save=out" "--num_workers" 3', '"--output_dir=out" "--dataloader_num_workers" 3'],
    ['--save{,_x}=out --num_workers 3', '--save{,_x}=out --dataloader_num_workers 3'],
    ['--micro_batch_size --save out', '--micro_batch_size --output_dir out'],
    ['--num_workers 1 2 --lr x', '--dataloader_num_workers 1 2 --lr x'],
    ['-save out', '-save out'],
  ])('keeps quotes and mistakes of %s', (flags, after) => {
    expect(migrated(`# preflight: ms-swift=3.12.6\nmegatron sft ${flags}\n`, '4.5.2').text).toContain(
      `megatron sft ${after}`,
    );
  });

  it('leaves a quoted command unchanged, with a note, when an addition would fall between two quoted parts', () => {
    const text = "# preflight: ms-swift=3.8.1\nssh host 'megatron sft --save '\\''a b'\\'''\n";
    const { text: after, notes } = migrated(text, '4.5.2');
    expect(after).toBe(text.replace('3.8.1', '4.5.2'));
    expect(notes[0]).toBe('megatron sft is left unchanged: edit it by hand inside its quotes.');
  });

  it('makes only the changes that are possible inside the quotes of another command', () => {
    const text = `# preflight: ms-swift=3.8.1\nssh host 'megatron sft --save a --num_layers 2'\n`;
    expect(migrated(text, '4.2.3').text).toMatch(/ssh host 'megatron sft --output_dir a[^#]*'\n$/);
  });
});

describe('migrate of a config file', () => {
  it('keeps comments and lists, and writes removed keys as comments', () => {
    const text =
      '# preflight: ms-swift=4.5.2\nmodel: m\noutput_dir: out  # here\ncallbacks:\n  - print\ndataset: [a, b]\nlr: 1.0e-5\n';
    expect(lines(text, '3.12.6', yaml).slice(0, 7)).toEqual([
      '# preflight: ms-swift=3.12.6',
      'model: m',
      'save: out  # here',
      '# ms-swift 3.12.6 has no callbacks. Before 4.0 there are no callbacks.',
      '# callbacks:',
      '#   - print',
      'dataset: [a, b]',
    ]);
  });

  it('keeps CRLF line breaks when the last line is removed', () => {
    const text = '# preflight: ms-swift=4.5.2\nmodel: m\noptimizer: adamw\n';
    const toCrlf = (lfText: string) => lfText.replaceAll('\n', '\r\n');
    expect(migrated(toCrlf(text), '3.12.6', yaml).text).toBe(toCrlf(migrated(text, '3.12.6', yaml).text));
  });

  it('keeps a flow map of one line on one line', () => {
    const text = '{model: m, output_dir: o, callbacks: [print], lr: 1.0e-5}\n';
    const after = migrated(`# preflight: ms-swift=4.5.2\n${text}`, '3.12.6', yaml).text;
    expect(after).toMatch(/^# preflight: ms-swift=3\.12\.6\n# .*callbacks.*\n\{model: m, save: o, lr: 1\.0e-5/);
  });
});

describe('schemas/migration.json', () => {
  const data: MigrationData = load('schemas/migration.json');
  /** Flags whose default is declared differently in some releases without any effect, with the reason. */
  const harmless = Object.keys(load('test/data/harmless-defaults.json'));
  const { catalog } = service;

  it('matches its schema and names only existing flags, each once', () => {
    const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).compile(
      load('schemas/migration.schema.json'),
    );
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
    const names = [...[...data.explicit, ...data.drop].map(({ flag }) => flag), ...harmless];
    expect(names.filter((name) => !catalog.byName.has(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('covers every default that differs between releases', () => {
    const decided = new Set([...data.explicit.map(({ flag }) => flag), ...harmless]);
    const undecided = catalog.flags.filter((flag) => {
      const defaults = (['pt', 'sft', 'rlhf', 'export'] as const).map(
        (command) =>
          new Set(
            catalog.releases.flatMap((release) => {
              const form = formOf(flag, release, command);
              return form && !form.noEffect ? [JSON.stringify(form.default)] : [];
            }),
          ).size,
      );
      const successor = flag.renamed?.to ?? '';
      return defaults.some((size) => size > 1) && !decided.has(flag.name) && !decided.has(successor);
    });
    expect(undecided.map(({ name }) => name)).toEqual([]);
  });

  it('covers every renamed flag whose default differs', () => {
    const decided = new Set([...data.explicit.map(({ flag }) => flag), ...harmless]);
    const opposite = (value: unknown) => (typeof value === 'boolean' ? !value : value);
    const undecided = catalog.flags.filter(({ renamed, forms, name }) => {
      const next = renamed && catalog.byName.get(renamed.to);
      const [before, after] = [forms.at(-1), next?.forms.find(({ releases }) => /^[4-9]/.test(releases))];
      if (!renamed || !before || !after || renamed.value === 'other' || before.noEffect || before.overwritten)
        return false;
      const same = renamed.value === 'inverted' ? opposite(before.default) : before.default;
      return same !== after.default && !decided.has(renamed.to) && !decided.has(name);
    });
    expect(undecided.map(({ name }) => name)).toEqual([]);
  });
});
