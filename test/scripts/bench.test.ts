import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/setup.mjs';
import causes from '../bench/causes.json';
import { elapsed } from '../bench/clock.mjs';
import { computeFigures, ratioOf } from '../bench/figures.mjs';
import { createJsonFile, createShellFile, createYamlFile } from '../bench/files.mjs';
import { createFrameReader } from '../bench/frames.mjs';
import { GOALS, judgeGoals } from '../bench/goals.mjs';
import { placeFile } from '../bench/growth.mjs';
import { openServer, takeKeystrokes } from '../bench/measure.mjs';
import { describeRun, measureOf, readRun, replaceRun } from '../bench/page.mjs';
import { alternate } from '../bench/samples.mjs';
import { createEcho } from '../bench/servers.mjs';
import { service } from '../support/service';

const folder = mkdtempSync(join(tmpdir(), 'preflight-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { catalog } = service;
const view = catalog.view(catalog.reference, 'sft');
const known = view.flags.map((flag) => ({ flag, form: view.forms.get(flag.name) }));
const page = readFileSync(join(root, 'docs/performance.md'), 'utf8');
const machine = { date: '2026-01-02', node: '24.0.0', cores: 2, load: [0.1, 0.2], minutes: 12 };

/** Rows of a measurement of ours and of the floor, with samples of each round. */
const rowsOf = (measure: string, file: string, samples: Record<string, number[][]>) =>
  Object.entries(samples).map(([server, rounds]) => ({
    measure,
    file,
    server,
    unit: 'ms',
    rounds: rounds.map((each) => ({ samples: each, processor: each[0] })),
  }));

describe('the figures of npm run bench', () => {
  it('are the median and the 95th percentile of the samples of all rounds', () => {
    const samples = Array.from({ length: 100 }, (_, index) => index + 1);
    const [figure] = computeFigures(rowsOf('m', 'f', { ours: [samples.slice(0, 30), samples.slice(30)] }));
    expect(figure).toMatchObject({ p50: 50, p95: 95, samples: 100 });
  });

  it('are compared within each round, so that a busy machine changes no ratio', () => {
    const [ours, echo] = computeFigures(rowsOf('m', 'f', { ours: [[4], [40], [4]], echo: [[2], [20], [2]] }));
    expect(ratioOf(ours, echo)).toBe(2);
    expect(ratioOf(ours, undefined)).toBeUndefined();
  });

  it('leave out the time in which other programs had the processor, and never that of the server', () => {
    const from = { at: 100, busy: 10, waited: 5 };
    expect(elapsed(from, { at: 120, busy: 13, waited: 11 })).toBe(14);
    expect(elapsed(from, { at: 120, busy: 28, waited: 11 })).toBe(18);
    expect(elapsed(from, { at: 120, busy: 10, waited: 5 })).toBe(20);
  });

  it('are taken from all servers in turn, and a server that fails keeps its reason', async () => {
    const order: string[] = [];
    const rows = await alternate(
      [{ name: 'a' }, { name: 'b' }, { name: 'c', lacks: 'c is not installed' }],
      2,
      async ({ name }, round) => {
        order.push(`${name}${round}`);
        if (name === 'b') throw new Error('no answer');
        return { samples: [round] };
      },
    );
    expect(order).toEqual(['a0', 'b0', 'a1']);
    expect(rows).toEqual([
      { server: 'a', rounds: [{ samples: [0] }, { samples: [1] }] },
      { server: 'b', failed: 'no answer' },
      { server: 'c', failed: 'c is not installed' },
    ]);
  });
});

describe('the messages of a measured server', () => {
  it('are read however their bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.array(fc.nat()), (messages, cuts) => {
        const bytes = Buffer.concat(
          messages.map((message) => {
            const body = Buffer.from(JSON.stringify(message));
            return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
          }),
        );
        const read: unknown[] = [];
        const receive = createFrameReader((message: unknown) => read.push(message));
        const ends = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
        for (const [index, end] of ends.entries()) receive(bytes.subarray(ends[index - 1] ?? 0, end));
        expect(read).toEqual(JSON.parse(JSON.stringify(messages)));
      }),
    );
  });
});

describe('the measured files', () => {
  it.each([40, 1000, 100_000])(
    'have %i lines, the same flags in YAML and JSON, and a length that is read',
    (length) => {
      const [config, asJson] = [createYamlFile(known, length), createJsonFile(known, length)];
      for (const { text } of [config, asJson]) expect(text.trimEnd().split('\n')).toHaveLength(length);
      expect(config.text.length).toBeLessThan(1_000_000);
      const { ENV: _, ...keys } = length > 1000 ? { ENV: {} } : parse(config.text);
      if (length <= 1000) expect(Object.keys(JSON.parse(asJson.text)).sort()).toEqual(Object.keys(keys).sort());
    },
  );

  it('have their sites at the values of flags', () => {
    for (const file of [createYamlFile(known, 40), createJsonFile(known, 40), createShellFile(known, 2)])
      for (const { line, name, start } of file.sites.flags)
        expect(file.text.split('\n')[line]?.slice(start, start + name.length)).toBe(name);
  });

  it('have scripts of 1,000 commands that are read', () => {
    expect(createShellFile(known, 1000).text.length).toBeLessThan(1_000_000);
  });
});

describe('the server with fixed answers', () => {
  it('reports an edited line, clears it, and completes with the recorded items', { timeout: 60_000 }, async () => {
    const answers = join(folder, 'answers.json');
    writeFileSync(answers, JSON.stringify([{ label: 'lr' }, { label: 'min_lr' }]));
    const file = { ...placeFile(createShellFile(known, 1), join(folder, 'echo')), answers };
    const opened = await openServer(createEcho(file));
    try {
      const { samples } = await takeKeystrokes(opened, { samples: 4, seconds: 5 });
      expect(samples.length).toBeGreaterThanOrEqual(4);
      expect((await opened.session.complete(0, 0)).items).toBe(2);
      expect([...opened.session.reported()]).toEqual([]);
    } finally {
      await opened.session.stop();
    }
  });
});

describe('the performance goals', () => {
  const goal = { measure: 'keystroke to right diagnostic', file: 'config-1000.yaml' };
  const judge = (ours: number, echo: number) =>
    judgeGoals(computeFigures(rowsOf(goal.measure, goal.file, { ours: [[ours]], echo: [[echo]] }))).find(
      ({ figure, goal: each }) => figure !== undefined && each.to === 'echo',
    );

  it('are met up to their limit and missed above it', () => {
    expect(judge(3, 1)).toMatchObject({ ratio: 3, isMet: true });
    expect(judge(3.1, 1)).toMatchObject({ ratio: 3.1, isMet: false });
  });

  it('are neither met nor missed when nothing was measured', () => {
    expect(judgeGoals([]).map(({ isMet }) => isMet)).toEqual(GOALS.map(() => undefined));
  });

  it('name only measurements that the benchmark takes', () => {
    const sources = readdirSync(join(root, 'test/bench'))
      .filter((name) => name.endsWith('.mjs') && name !== 'goals.mjs')
      .map((name) => readFileSync(join(root, 'test/bench', name), 'utf8'))
      .join('\n');
    expect(GOALS.filter(({ measure }) => !sources.includes(measure))).toEqual([]);
  });

  it('have causes only for what they measure', () => {
    const measures = GOALS.map(measureOf);
    expect(Object.keys(causes).filter((name) => !measures.includes(name))).toEqual([]);
  });
});

describe('docs/performance.md', () => {
  it('keeps its text around the figures when they are written again', () => {
    const written = replaceRun(page, describeRun([], machine, causes));
    expect(readRun(written)).toContain('Measured on 2026-01-02 in 12 minutes, on 2 cores with Node 24.0.0');
    expect(written.split(readRun(written))).toEqual(page.split(readRun(page)));
    expect(replaceRun(written, readRun(page))).toBe(page);
  });

  it('marks every goal as met, missed or not measured', () => {
    const rows = [...readRun(page).matchAll(/^\| (met|MISSED|not measured) +\|/gm)];
    expect(rows).toHaveLength(GOALS.length);
  });

  it('names the cause of each miss', () => {
    const run = readRun(page);
    const [, misses = ''] = run.split('## Misses\n\n');
    const missed = [...run.matchAll(/^\| MISSED +\| (.*?) +\| (.*?) +\|/gm)];
    for (const [, measure, file] of missed)
      expect(misses.split('\n\n').find((text: string) => text.startsWith(`**${measure}**`))).toContain(`\`${file}\``);
    expect(misses).not.toContain('not known yet');
  });

  it('tells each cause when its goal is missed', () => {
    const rows = rowsOf('one edit of a burst', 'config-40.yaml', { ours: [[9]], 'yaml-ls': [[1]] });
    const text = describeRun(computeFigures(rows), machine, { 'one edit of a burst': 'It is slow.' });
    expect(text).toContain('**one edit of a burst**, in `config-40.yaml` (9.00 x). It is slow.');
    expect(text).toMatch(/\| MISSED +\| one edit of a burst +\| config-40.yaml/);
  });
});
