import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import { service } from '../../../support/service';

/** Migrations after which a run trains the same, or a note says what differs. */

const BASE = '--dataset d --train_iters 10 --max_length 2048';
const read = (text: string) => service.read(text, shell, {});

/** Migrates one command on two GPUs; `line` is the new command without the flags that every run has. */
function migrate(flags: string, from: string, to: string, command = 'sft') {
  const text = `# preflight: ms-swift=${from}\nNPROC_PER_NODE=2 megatron ${command} ${flags} ${BASE}\n`;
  const { edits, notes } = service.migrate(read(text), to);
  const after = applyEdits(text, edits);
  const [comments, line = ''] = after.split('NPROC_PER_NODE=2 ');
  return { after, comments, line: line.replace(`${BASE} `, ''), notes: notes.join('\n') };
}

const NEW = '4.5.2';

describe('migrate of a run with a model that can think', () => {
  it.each([
    ['--model Qwen/Qwen3-8B', '3.12.6'],
    ['--load Qwen3-8B-mcore', '3.8.1'],
    ['--model /models/Qwen3-30B-A3B --loss_scale last_round', '3.12.6'],
    ['--model GLM-4.5-Air', '4.3.0'],
  ])('keeps the loss on empty thinking parts: %s from %s', (flags, from) => {
    expect(migrate(flags, from, NEW).line).toContain('--disable_ignore_empty_think true');
  });

  it.each([
    ['--model Qwen/Qwen3-8B --loss_scale ignore_empty_think', '3.8.1', NEW],
    ['--model Qwen/Qwen3-8B --loss_scale default+ignore_empty_think', '3.12.6', NEW],
    ['--model Qwen/Qwen3-4B-Instruct-2507', '3.12.6', NEW],
    ['--model Qwen/Qwen2.5-7B', '3.12.6', NEW],
    ['--model Qwen/Qwen3-8B', '3.12.6', '4.2.3'],
    ['--model Qwen/Qwen3-8B', '4.3.1', NEW],
  ])('says nothing where nothing changes: %s from %s to %s', (flags, from, to) => {
    const { after, notes } = migrate(flags, from, to);
    expect(after + notes).not.toContain('disable_ignore_empty_think');
  });

  it('adds nothing to an export, and a note when the model is unknown', () => {
    expect(migrate('--model Qwen/Qwen3-8B --to_mcore true', '3.12.6', NEW, 'export').after).not.toContain('think');
    const { after, notes } = migrate('--load my-checkpoint', '3.8.1', NEW);
    expect(after).not.toContain('think');
    expect(notes).toContain(
      '3.8.1 behaves as with disable_ignore_empty_think true, and it is false in 4.5.2: add it if the model answers with and without thinking.',
    );
  });

  it.each([
    ['', '3.12.6', '--loss_scale default+ignore_empty_think'],
    ['--loss_scale last_round', '3.12.6', '--loss_scale last_round+ignore_empty_think'],
    ['--disable_ignore_empty_think false', '4.3.0', '--loss_scale default+ignore_empty_think'],
    ['', '3.8.1', '--loss_scale ignore_empty_think'],
    ['--loss_scale last_round', '3.8.1', '--loss_scale last_round_with_ignore_empty_think'],
  ])('names the part in loss_scale for an earlier release: %s to %s', (flags, to, expected) => {
    const { line, comments } = migrate(`--model Qwen/Qwen3-8B ${flags}`, NEW, to);
    expect(line).toContain(expected);
    expect(comments).not.toContain('It was');
  });

  it('keeps loss_scale when the part is switched off, and notes a value that cannot express it', () => {
    const { after } = migrate('--model Qwen/Qwen3-8B --disable_ignore_empty_think true', NEW, '3.12.6');
    expect(after).not.toMatch(/think|loss_scale/);
    const hermes = migrate('--model Qwen/Qwen3-8B --loss_scale hermes', NEW, '3.12.6');
    expect(hermes.line).toContain('--loss_scale hermes');
    expect(hermes.notes).toContain('loss_scale cannot express it in 3.12.6');
  });
});

describe('migrate of a run with unknown arguments', () => {
  it('notes each default that changes unless such an argument sets it', () => {
    const { line, notes } = migrate('--load ckpt --model Qwen/Qwen2.5-7B $EXTRA_ARGS', '3.12.6', NEW);
    expect(line).toMatch(/^megatron sft --mcore_model ckpt --model Qwen\/Qwen2\.5-7B \$EXTRA_ARGS /);
    expect(line).not.toContain('finetune');
    expect(notes).toMatch(
      /What \$EXTRA_ARGS may set is unknown, so these defaults of 3\.12\.6 are not written out: finetune false \(4\.5\.2: true\), cross_entropy_loss_fusion false \(4\.5\.2: true\), .*data_sharding true \(4\.5\.2: false\)/,
    );
    expect(migrate('--load ckpt $EXTRA_ARGS', '3.8.1', NEW).notes).toContain('save_safetensors false (4.5.2: true)');
    const back = migrate('--model Qwen/Qwen3-8B $EXTRA_ARGS', NEW, '3.12.6');
    expect(back.line).not.toContain('loss_scale');
    expect(back.notes).toContain('Add loss_scale default+ignore_empty_think, unless it is set elsewhere');
  });

  it.each(['`# short run`', '$(# short run\n)', '`\n  # two\n  # lines\n`'])(
    'takes a substitution of nothing but comments for no argument: %s',
    (comment) => {
      const { line, notes } = migrate(`--load Qwen2.5-7B-mcore ${comment}`, '3.8.1', NEW);
      expect(line).toContain(' --finetune false --cross_entropy_loss_fusion false');
      expect(notes).not.toContain('unknown');
    },
  );
});

describe('migrate of the order of the samples', () => {
  it('turns a sequential data loader into one without shuffling, and back', () => {
    const there = migrate('--model Qwen/Qwen2.5-7B --dataloader_type single', '3.12.6', NEW);
    expect(there.line).toContain('--train_dataloader_shuffle false');
    expect(there.after).not.toMatch(/data_sharding|It was/);
    const back = migrate('--model Qwen/Qwen2.5-7B --train_dataloader_shuffle false', NEW, '3.11.0');
    expect(back.line).toContain('--dataloader_type single');
  });

  it.each([
    ['--dataloader_type cyclic', '3.12.6'],
    ['--dataloader_type external --streaming true', '3.12.6'],
  ])('drops %s, which later releases do anyway', (flags, from) => {
    const { after } = migrate(`--model Qwen/Qwen2.5-7B ${flags}`, from, NEW);
    expect(after).not.toMatch(/dataloader_type|shuffle/);
  });

  it.each(['--group_by_length true --padding_free false', '--tensor_model_parallel_size 2', '--streaming true'])(
    'adds no data_sharding where it has no effect: %s',
    (flags) => {
      expect(migrate(`--model Qwen/Qwen2.5-7B ${flags}`, '3.12.6', NEW).after).not.toContain('data_sharding');
      expect(migrate('--model Qwen/Qwen2.5-7B', '3.12.6', NEW).line).toContain('--data_sharding true');
    },
  );
});

describe('migrate of what decides speed alone', () => {
  it('mentions the defaults in one note and adds none', () => {
    const { after, notes } = migrate('--load Qwen2.5-7B-Instruct-mcore --tensor_model_parallel_size 2', '3.8.1', NEW);
    expect(after).not.toMatch(/dataloader|load_from_cache|expert_tensor|grouped_gemm/);
    expect(notes.split('\n').filter((note) => note.includes('speed'))).toEqual([
      '4.5.2 has other defaults that decide speed, not training: load_from_cache_file (true before, now false), dataloader_persistent_workers (true before, now false), dataloader_prefetch_factor (10 before, now 2).',
    ]);
  });

  it('mentions rope fusion where only the model decides the default', () => {
    expect(migrate('--load Qwen2.5-7B-mcore', '3.8.1', NEW).notes).toContain(
      'apply_rope_fusion is true by default in 3.8.1, and false in 4.5.2: add it unless the model has multi-latent attention or interleaved rotary embeddings.',
    );
  });
});

describe('migrate of trackers', () => {
  it.each([
    ['tensorboard swanlab', '--report_to swanlab', ''],
    [
      'wandb swanlab',
      '--report_to wandb',
      'report_to takes one value in ms-swift 3.12.6: wandb is kept, without swanlab.',
    ],
    ['tensorboard', '', ''],
    ['swanlab', '--report_to swanlab', ''],
  ])('keeps those that the release has of %s', (values, expected, note) => {
    const { line, comments, notes } = migrate(`--model m --report_to ${values}`, NEW, '3.12.6');
    expect(/--report_to(?: (?!-)\S+)*/.exec(line)?.[0].trim() ?? '').toBe(expected);
    expect(comments).not.toContain('It was');
    if (note) expect(notes).toContain(note);
    else expect(notes).not.toContain('report_to');
  });
});

describe('migrate of a tracker beside TensorBoard', () => {
  it('names TensorBoard too from 4.0 on', () => {
    expect(migrate('--model m --report_to swanlab', '3.12.6', NEW).line).toContain('--report_to tensorboard swanlab');
    expect(migrate('--model m', '3.12.6', NEW).line).not.toContain('report_to');
  });
});

describe('migrate of GKD', () => {
  it('notes that 4.6 forces the loss per token', () => {
    const flags = '--model Qwen/Qwen3-8B --rlhf_type gkd --teacher_model Qwen/Qwen3-32B';
    expect(migrate(flags, '3.12.6', '4.6.0', 'rlhf').notes).toContain('always runs with calculate_per_token_loss true');
    expect(migrate(flags, '3.12.6', '4.5.2', 'rlhf').notes).not.toContain('calculate_per_token_loss');
  });
});

describe('migrate to a release without the model', () => {
  it('leaves an error that names the model', () => {
    const { after } = migrate('--model Qwen/Qwen3.5-4B', NEW, '3.12.6');
    const errors = service.lintDocument(read(after)).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message).join()).toMatch(
      /3\.12\.6 knows neither a model named Qwen\/Qwen3\.5-4B/,
    );
  });
});

describe('migrate of a run with a plugin', () => {
  const notesOf = (flags: string, from: string, source?: string) => {
    const document = read(`# preflight: ms-swift=${from}\nmegatron sft --model m ${flags}\n`);
    return service.migrate(document, NEW, () => source).notes.join('\n');
  };

  it.each(['external_plugins', 'custom_register_path'])('notes the modules that %s may import', (flag) => {
    const note = 'plug.py may import swift.plugin or swift.llm, which ms-swift 4.5.2 no longer has: ';
    expect(notesOf(`--${flag} plug.py`, '3.12.6')).toContain(note);
    expect(notesOf(`--${flag} plug.py`, '4.0.0')).not.toContain('plug.py');
  });

  it('names the modules that a readable plugin imports, and is silent about one that imports none', () => {
    const source = 'import os\nfrom swift.llm.infer import RequestConfig\n';
    expect(notesOf('--external_plugins plug.py', '3.12.6', source)).toContain('plug.py imports swift.llm, which');
    expect(notesOf('--external_plugins plug.py', '3.12.6', 'import swift.llms\n')).not.toContain('plug.py');
  });
});

describe('migrate of names that mean something else in 4.0', () => {
  it.each([
    ['--agent_template glm4', '3.12.6', NEW, '--agent_template chatglm4'],
    ['--template glm4_0414', '3.12.6', NEW, '--template glm4'],
    ['--model_type glm4_1v', '3.12.6', NEW, '--model_type glm4v'],
    ['--agent_template glm4', NEW, '3.12.6', '--agent_template glm4_0414'],
    ['--agent_template hermes', '3.12.6', NEW, '--agent_template hermes'],
    ['--agent_template glm4', '4.0.0', NEW, '--agent_template glm4'],
  ])('keeps the format of %s from %s to %s', (flags, from, to, expected) => {
    expect(`${migrate(`--model /data/m ${flags}`, from, to).line} `).toContain(`${expected} `);
  });
});

describe('migrate of the type of a model', () => {
  it.each([
    ['--model Qwen/Qwen2.5-7B-Instruct --model_type qwen2_5', '3.12.6', NEW, '--model_type qwen2'],
    ['--model Qwen/Qwen2.5-7B-Instruct --model_type qwen2', NEW, '3.12.6', '--model_type qwen2_5'],
    ['--model deepseek-ai/deepseek-llm-7b-chat --model_type deepseek', '3.8.1', NEW, '--model_type llama'],
    ['--model deepseek-ai/deepseek-moe-16b-chat --model_type deepseek_moe', '3.8.1', NEW, '--model_type deepseek'],
    ['--model OpenGVLab/InternVL2-8B --model_type internvl2', '3.12.6', NEW, '--model_type internvl_chat'],
    ['--model OpenGVLab/InternVL3-8B-hf --model_type internvl_hf', '3.12.6', NEW, '--model_type internvl'],
    [
      '--model Tencent-Hunyuan/Hunyuan-7B-Instruct --model_type hunyuan',
      '3.12.6',
      NEW,
      '--model_type hunyuan_v1_dense',
    ],
    [
      '--model deepseek-ai/DeepSeek-R1-Distill-Llama-8B --model_type deepseek_r1_distill',
      '3.12.6',
      NEW,
      '--model_type llama',
    ],
    ['--load mcore --model_type llama3_1', '3.8.1', NEW, '--model_type llama'],
    ['--model /data/m --model_type my_own_type', '3.12.6', NEW, '--model_type my_own_type'],
  ])('names the same models: %s from %s to %s', (flags, from, to, expected) => {
    const { line } = migrate(flags, from, to);
    expect(`${line} `).toContain(`${expected} `);
    expect(line).not.toContain('--template');
  });

  it('writes down the template that the type implied, where the new type has several', () => {
    const { line, notes } = migrate('--model /data/m --model_type qwen2_5', '3.12.6', NEW);
    expect(line).toContain('--model_type qwen2 ');
    expect(line).toContain('--template qwen2_5');
    expect(notes).toContain('Added template qwen2_5: it is the one of qwen2_5 in 3.12.6, and 4.5.2 knows several');
    expect(migrate('--model /data/m --model_type qwen2 --template qwen2_5', NEW, '3.12.6').line).toContain(
      '--model_type qwen2_5 ',
    );
  });

  it('leaves a type whose models have several in the release, and names them', () => {
    const { line, notes } = migrate('--model /data/m --model_type deepseek_r1_distill', '3.12.6', NEW);
    expect(line).toContain('--model_type deepseek_r1_distill');
    expect(notes).toContain('4.5.2 registers its models as qwen2, llama, qwen3. Write the one of your model.');
  });
});

describe('migrate of options for the vision tower', () => {
  it.each([
    ['--gradient_checkpointing_kwargs \'{"gradient_checkpointing_kwargs": {}}\'', '3.12.6', NEW, 'Take them out'],
    ['--vit_gradient_checkpointing_kwargs \'{"use_reentrant": false}\'', NEW, '4.2.3', 'must be in an inner map'],
  ])('says where the options belong: %s from %s to %s', (flags, from, to, note) => {
    expect(migrate(`--model m ${flags}`, from, to).notes).toContain(note);
  });
});
