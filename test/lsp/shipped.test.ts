import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Blame, ExplainResult } from '../../server/src/lsp/protocol';
import { releaseOfExample, writeExample } from '../support/examples';
import { type Client, startClient } from '../support/lsp';
import { readShell, SYNTAXES, service } from '../support/service';

/** What ships is taken apart: what judges, what explains, what launches. Together they say what the source says. */

const dist = resolve(import.meta.dirname, '../../dist');
const folder = mkdtempSync(join(tmpdir(), 'preflight-shipped-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the server that ships', () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient('stdio');
  });
  afterAll(() => client.stop());
  const explain = (name: string): Promise<ExplainResult> =>
    client.connection.sendRequest<ExplainResult>('preflight/explain', { name });

  it('stays below 700 kB with all data', () => {
    const sizes = ['server.js', 'knowledge.br', 'texts.br'].map((name) => statSync(join(dist, name)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(700_000);
  });

  it('explains every flag and knows every rule', async () => {
    const names = [...service.catalog.flags.map(({ name }) => name), ...service.rules.map(({ id }) => id)];
    expect(await Promise.all(names.map(explain))).toEqual(names.map((name) => service.explain(name, undefined)));
  });

  it('blames for an error what the source blames', { timeout: 60_000 }, async () => {
    const abouts = service.rules
      .flatMap(({ id }) => service.docs.rule(id)?.subject ?? [])
      .filter(({ flags }) => flags.length > 1);
    expect(abouts.length).toBeGreaterThan(100);
    for (const [index, { command, flags }] of abouts.entries()) {
      if (index % 5 > 0) continue;
      const uri = `file:///w/blame${index}.sh`;
      const text = `megatron ${command} ${flags.map((name) => `--${name} 1`).join(' ')}\n`;
      const message = `AssertionError: ${flags.map((name) => `--${name}`).join(' does not go with ')}`;
      client.open(uri, text);
      const document = readShell(text, { name: uri });
      const [config] = document.reading.configs;
      const blamed = await client.connection.sendRequest<Blame[]>('preflight/blame', { uri, line: 0, message });
      expect(blamed.map(({ flag, rule }) => [flag, rule])).toEqual(
        (config ? service.locateError(document, config, message) : []).map(({ flag, rule }) => [flag, rule]),
      );
    }
  });

  it('offers every flag with its line', async () => {
    const uri = 'file:///w/offers.sh';
    client.open(uri, 'megatron sft --');
    const items = await client.connection.sendRequest<{ label: string; documentation?: string }[]>(
      'textDocument/completion',
      { textDocument: { uri }, position: { line: 0, character: 15 } },
    );
    const summaries = new Map(
      Object.entries(service.docTables.flags).map(([name, { summary }]) => [`--${name}`, summary]),
    );
    const flags = items.filter(({ label }) => summaries.has(label));
    expect(flags.length).toBeGreaterThan(200);
    for (const { label, documentation } of flags) expect(documentation).toBe(summaries.get(label));
  });
});

describe('without what explains and what launches', () => {
  const texts = service.rules.flatMap((rule) =>
    rule.bad.flatMap((example) => writeExample(example, SYNTAXES[0] as never, releaseOfExample(rule, example)) ?? []),
  );
  const scripts = texts.map((text, index) => ({ path: join(folder, `${index}.sh`), text }));

  beforeAll(() => {
    for (const name of ['cli.js', 'knowledge.br']) copyFileSync(join(dist, name), join(folder, name));
    for (const { path, text } of scripts) writeFileSync(path, text);
  });

  it('the page of a rule is missed with the reason', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'cli.js'), 'explain', 'cli.bool'], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('the page of cli.bool is in docs/rules.md, which is not there');
    expect(status).toBe(2);
  });

  it('all examples of all rules are judged as ever: nothing else is read for it', { timeout: 60_000 }, () => {
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
    const told = new Map(
      files.map(({ path, commands, problems }) => {
        const findings = [...problems, ...commands.flatMap((command) => command.findings)];
        return [path, findings.map(({ rule, message }) => `${rule}: ${message}`).sort()];
      }),
    );
    for (const { path, text } of scripts) {
      const findings = service.lintDocument(readShell(text, { name: path }));
      expect(told.get(path), text).toEqual(findings.map(({ rule, message }) => `${rule}: ${message}`).sort());
    }
  });
});

interface Report {
  files: { path: string; commands: { findings: Told[] }[]; problems: Told[] }[];
}

interface Told {
  rule: string;
  message: string;
}
