import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The table test/data/flag-lifetimes.tsv beside the facts that were read from 46 of the 50 releases. They are kept outside the
 * repository; where they are absent, the table speaks for them. UPDATE=1 writes it anew.
 */
const facts = resolve(import.meta.dirname, '../../../shared/facts/flag-lifetimes.json');
const table = resolve(import.meta.dirname, '../data/flag-lifetimes.tsv');

type Lifetimes = Record<string, Record<string, { from: string; to: string; type: string; default: string }[]>>;

/** What the collection lacks or has otherwise, found by reading the dataclasses of every release with `catalog:check`. */
function corrected(flags: Lifetimes): Lifetimes {
  const { _teacher_use_disable_adapter: _, ...rest } = flags;
  const everywhere = (from: string, type: string, value: string) => {
    const life = [{ from, to: 'v4.5.2', type, default: value }];
    return { sft: life, rlhf: life, export: life };
  };
  // Ray's arguments are inherited in all of 4.x, and these two stay what they were.
  rest.use_ray = everywhere('v3.10.0', 'bool', 'False');
  rest.device_groups = everywhere('v3.10.0', 'Optional[str]', 'None');
  rest.ray_exp_name = everywhere('v3.10.0', 'Optional[str]', 'None');
  // `megatron pt` declares two defaults of its own once its class is a dataclass.
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
  // Before it was one, its annotation counted and its default did not.
  const [plain, own] = rest.use_chat_template?.pt ?? [];
  if (rest.use_chat_template && plain && own) {
    const mixed = { from: 'v4.0.0', to: 'v4.1.0', type: 'bool', default: 'None' };
    rest.use_chat_template.pt = [{ ...plain, to: 'v3.12.6' }, mixed, own];
  }
  // The collection skips 3.7.1 to 3.7.3 and 3.8.2. What it has from 3.8.0 on came with 3.7.1, or with 3.8.0 indeed.
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

describe('the table of lifetimes', () => {
  it.runIf(existsSync(facts))('is what the facts say, corrected', () => {
    const expected = tableOf(corrected(JSON.parse(readFileSync(facts, 'utf8')).flags));
    if (process.env.UPDATE) writeFileSync(table, expected);
    expect(readFileSync(table, 'utf8')).toBe(expected);
  });
});
