import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formOf } from '../../server/src/core/catalog/catalog';
import type { Blame, ExplainResult } from '../../server/src/lsp/protocol';
import { releaseOfExample, writeExample } from '../support/examples';
import { type Client, startClient } from '../support/lsp';
import { readShell, SYNTAXES, service } from '../support/service';

// The package is split: linting, texts and launches are separate files. Together they must answer as the source does.

const dist = resolve(import.meta.dirname, '../../dist');
const folder = mkdtempSync(join(tmpdir(), 'preflight-shipped-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the bundled server', () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient('stdio');
  });
  afterAll(() => client.stop());
  const explain = (name: string): Promise<ExplainResult> =>
    client.connection.sendRequest<ExplainResult>('preflight/explain', { name });

  it('reads less than 850 kB before it answers the first keystroke', () => {
    const sizes = ['server.js', 'knowledge.br'].map((name) => statSync(join(dist, name)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(850_000);
  });

  it('explains every flag and rule as the source does', async () => {
    const names = [...service.catalog.flags.map(({ name }) => name), ...service.rules.map(({ id }) => id)];
    expect(await Promise.all(names.map(explain))).toEqual(names.map((name) => service.explain(name, undefined)));
  });

  it('locates the same flags of an error as the source', { timeout: 60_000 }, async () => {
    const subjects = service.rules
      .flatMap(({ id }) => service.docs.rule(id)?.subject ?? [])
      .filter(({ flags }) => flags.length > 1);
    expect(subjects.length).toBeGreaterThan(100);
    for (const [index, { command, flags }] of subjects.entries()) {
      if (index % 5 > 0) continue;
      const uri = `file:///w/blame${index}.sh`;
      const text = `megatron ${command} ${flags.map((name) => `--${name} 1`).join(' ')}\n`;
      const message = `AssertionError: ${flags.map((name) => `--${name}`).join(' does not go with ')}`;
      client.open(uri, text);
      const document = readShell(text, { name: uri });
      const [config] = document.reading.configs;
      const located = await client.connection.sendRequest<Blame[]>('preflight/blame', { uri, line: 0, message });
      expect(located.map(({ flag, rule }) => [flag, rule])).toEqual(
        (config ? service.locateError(document, config, message) : []).map(({ flag, rule }) => [flag, rule]),
      );
    }
  });

  it('completes every flag with its summary', async () => {
    const uri = 'file:///w/offers.sh';
    client.open(uri, 'megatron sft --');
    const items = await client.connection.sendRequest<{ label: string; documentation?: string }[]>(
      'textDocument/completion',
      { textDocument: { uri }, position: { line: 0, character: 15 } },
    );
    const { releases, flags: all } = service.catalog;
    const summaries = new Map(
      all.map((flag) => {
        const newest = releases.findLast((release) => formOf(flag, release, 'sft')) ?? '';
        return [`--${flag.name}`, service.docs.flag(flag.name, newest).summary];
      }),
    );
    const flags = items.filter(({ label }) => summaries.has(label));
    expect(flags.length).toBeGreaterThan(200);
    for (const { label, documentation } of flags) expect(documentation).toBe(summaries.get(label));
  });
});

describe('the bundled command line without texts and planner', () => {
  const texts = service.rules.flatMap((rule) =>
    rule.bad.flatMap((example) => writeExample(example, SYNTAXES[0] as never, releaseOfExample(rule, example)) ?? []),
  );
  const scripts = texts.map((text, index) => ({ path: join(folder, `${index}.sh`), text }));

  beforeAll(() => {
    for (const name of ['cli.js', 'knowledge.br']) copyFileSync(join(dist, name), join(folder, name));
    for (const { path, text } of scripts) writeFileSync(path, text);
  });

  it('reports the missing page of a rule', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'cli.js'), 'explain', 'cli.bool'], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('the page of cli.bool is in docs/rules.md, which is missing');
    expect(status).toBe(2);
  });

  it('lints all examples of all rules as the source does', { timeout: 60_000 }, () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'cli.js'), 'check', '--format', 'json', folder],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 30,
      },
    );
    expect(stderr).toBe('');
    const { files } = JSON.parse(stdout) as Report;
    const reported = new Map(
      files.map(({ path, commands, problems }) => {
        const findings = [...problems, ...commands.flatMap((command) => command.findings)];
        return [path, findings.map(({ rule, message }) => `${rule}: ${message}`).sort()];
      }),
    );
    for (const { path, text } of scripts) {
      const findings = service.lintDocument(readShell(text, { name: path }));
      expect(reported.get(path), text).toEqual(findings.map(({ rule, message }) => `${rule}: ${message}`).sort());
    }
  });
});

interface Report {
  files: { path: string; commands: { findings: ReportedFinding[] }[]; problems: ReportedFinding[] }[];
}

interface ReportedFinding {
  rule: string;
  message: string;
}
