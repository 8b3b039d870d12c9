import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Compares the table test/data/flag-lifetimes.tsv with facts read from 46 of the first 50 releases, continued by `LATER`. The facts are kept
 * outside the repository; without them the test is skipped. UPDATE=1 writes the table.
 */
const facts = resolve(import.meta.dirname, '../../../shared/facts/flag-lifetimes.json');
const table = resolve(import.meta.dirname, '../data/flag-lifetimes.tsv');

type Lifetimes = Record<string, Record<string, { from: string; to: string; type: string; default: string }[]>>;

/** The last release of the facts, and the last one of the table. */
const LAST = ['v4.5.2', 'v4.6.0'] as const;

/** Additions and changes of the dataclasses of 4.5.3 and 4.6.0, the same in all commands: flag, release, type, default. */
const LATER = [
  ['lora_alpha', 'v4.5.3', 'float', '32.0'],
  ['dataloader_persistent_workers', 'v4.5.3', 'bool', 'True'],
  ['dataloader_multiprocessing_context', 'v4.5.3', "Optional[Literal['fork', 'spawn', 'forkserver']]", 'None'],
  ['muon_lr', 'v4.5.3', 'Optional[float]', 'None'],
  ['muon_min_lr', 'v4.5.3', 'Optional[float]', 'None'],
  ['strict_fsdp_dtensor_load', 'v4.5.3', 'bool', 'True'],
  ['scale_rewards', 'v4.6.0', "Optional[Literal['none', 'group', 'batch', 'gdpo']]", 'None'],
  ['kl_in_reward', 'v4.6.0', 'Optional[bool]', 'None'],
  ['engram_tokenizer_map', 'v4.6.0', 'Optional[str]', 'None'],
  ['decision_drop_instructions', 'v4.6.0', 'float', '0.0'],
  ['decision_subsample_options', 'v4.6.0', 'int', '0'],
  ['decision_state_as_text', 'v4.6.0', 'float', '0.0'],
  ['decision_shuffle_fields', 'v4.6.0', 'bool', 'False'],
] as const;

/** Continues facts that hold in their last release up to the last one of the table. */
function continueFacts(flags: Lifetimes): Lifetimes {
  const before: Readonly<Record<string, string>> = { 'v4.5.3': 'v4.5.2', 'v4.6.0': 'v4.5.3' };
  for (const life of Object.values(flags).flatMap((lives) => Object.values(lives).flat()))
    if (life.to === LAST[0]) life.to = LAST[1];
  for (const [name, from, type, value] of LATER) {
    const lives = flags[name] ?? { pt: [], sft: [], rlhf: [], export: [] };
    flags[name] = lives;
    for (const command of Object.values(lives)) {
      for (const life of command) if (life.to === LAST[1]) life.to = before[from] ?? life.to;
      command.push({ from, to: LAST[1], type, default: value });
    }
  }
  return flags;
}

/** Corrects the facts where they differ from the dataclasses of the releases, as read by `npm run release`. */
function correctFacts(flags: Lifetimes): Lifetimes {
  const { _teacher_use_disable_adapter: _, ...rest } = flags;
  const everywhere = (from: string, type: string, value: string) => {
    const life = [{ from, to: 'v4.5.2', type, default: value }];
    return { sft: life, rlhf: life, export: life };
  };
  // Ray's arguments are inherited in all of 4.x, and the last two are unchanged.
  rest.use_ray = everywhere('v3.10.0', 'bool', 'False');
  rest.device_groups = everywhere('v3.10.0', 'Optional[str]', 'None');
  rest.ray_exp_name = everywhere('v3.10.0', 'Optional[str]', 'None');
  // `megatron pt` declares two defaults of its own since its class is a dataclass.
  for (const [name, type, value] of [
    ['use_chat_template', 'bool', 'False'],
    ['loss_scale', 'str', "'all'"],
  ] as const) {
    const [life] = rest[name]?.sft ?? [];
    if (life) {
      const own = { from: 'v4.1.1', to: 'v4.5.2', type, default: value };
      rest[name] = { ...rest[name], pt: [{ ...life, to: 'v4.1.0' }, own] };
    }
  }
  // Before that, its annotation was effective but its default was not.
  const [plain, own] = rest.use_chat_template?.pt ?? [];
  if (rest.use_chat_template && plain && own) {
    const mixed = { from: 'v4.0.0', to: 'v4.1.0', type: 'bool', default: 'None' };
    rest.use_chat_template.pt = [{ ...plain, to: 'v3.12.6' }, mixed, own];
  }
  // The facts skip 3.7.1 to 3.7.3 and 3.8.2. Flags that they have from 3.8.0 on were added in 3.7.1 or in 3.8.0.
  for (const [name, from, until] of [
    ['local_rank', 'v3.7.1', 'v3.7.0'],
    ['moe_aux_loss_coeff', 'v3.7.1', 'v3.7.0'],
    ['load_args', 'v3.8.0', 'v3.7.3'],
    ['rpo_alpha', 'v3.8.0', 'v3.7.3'],
    ['position_embedding_type', 'v3.8.0', 'v3.7.3'],
  ] as const) {
    for (const life of Object.values(rest[name] ?? {}).flat()) {
      if (life.from === 'v3.8.0') life.from = from;
      if (life.to === 'v3.7.0') life.to = until;
    }
  }
  return rest;
}

function tableOf(flags: Lifetimes): string {
  const lines = Object.entries(flags).flatMap(([name, lives]) => {
    const rows = new Map<string, string[]>();
    for (const [command, life] of Object.entries({ pt: lives.pt ?? lives.sft ?? [], ...lives })) {
      for (const { from, to, type, default: value } of life) {
        const key = [from.slice(1), to.slice(1), type, value].join('\t');
        rows.set(key, [...(rows.get(key) ?? []), command]);
      }
    }
    return [...rows].map(([key, commands]) => `${name}\t${commands.join(',')}\t${key}`);
  });
  return `${lines.join('\n')}\n`;
}

describe('flag-lifetimes.tsv', () => {
  it.runIf(existsSync(facts))('equals the corrected facts', () => {
    const expected = tableOf(continueFacts(correctFacts(JSON.parse(readFileSync(facts, 'utf8')).flags)));
    if (process.env.UPDATE) writeFileSync(table, expected);
    expect(readFileSync(table, 'utf8')).toBe(expected);
  });
});
