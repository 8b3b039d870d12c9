import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyPatch } from 'diff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '../../server/src/agents/tools';
import { type AgentClient, startAgent } from '../support/agent';

const PAGE = resolve(import.meta.dirname, '../../docs/agents.md');

// The plan of a launch names the folder, which has a fixed name on the page.
const base = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-agents-')));
const folder = join(base, 'project');
mkdirSync(folder);

let agent: AgentClient;
beforeAll(async () => {
  agent = await startAgent(folder);
}, 60_000);
afterAll(async () => {
  await agent.client.close();
  rmSync(base, { recursive: true });
});

const FENCE = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

/** Applies the diff of an answer, as the page says that an agent does. */
function applyDiff(name: string, answer: string): void {
  const [diff = ''] = answer.split('\nnote: ');
  const after = applyPatch(readFileSync(join(folder, name), 'utf8'), diff);
  if (after === false) throw new Error(`the diff does not apply to ${name}`);
  writeFileSync(join(folder, name), after);
}

/** Writes the files of the page, makes its calls in order, and returns the page with the true answers. */
async function answerPage(page: string): Promise<string> {
  const isTool = (name: string): boolean => TOOLS.some((tool) => tool.name === name);
  let answer = '';
  const parts: string[] = [];
  let end = 0;
  for (const { 0: block, 1: language, 2: name = '', 3: text = '', index } of page.matchAll(FENCE)) {
    parts.push(page.slice(end, index));
    end = index + block.length;
    if (language === 'json' && isTool(name)) {
      const called = await agent.call(name, JSON.parse(text));
      expect(called).toMatchObject({ isError: false });
      answer = called.text.replaceAll(base, '/home/user').replace(/(?<=comment=preflight:)\w{16}/, '0123456789abcdef');
      if (name === 'migrate') applyDiff(JSON.parse(text).path, called.text);
    } else if (name !== '') writeFileSync(join(folder, name), text);
    parts.push(language === 'text' ? `\`\`\`text\n${answer}\n\`\`\`` : block);
  }
  return [...parts, page.slice(end)].join('');
}

describe('docs/agents.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it('shows the answers that an agent gets', async () => {
    const answered = await answerPage(page);
    if (process.env.UPDATE) writeFileSync(PAGE, answered);
    else expect(answered).toBe(page);
    expect([...answered.matchAll(/^```text$/gm)]).toHaveLength(6);
  });

  it('names every tool with all fields of its input', () => {
    const fieldsOf = (row: string): string[] => [...row.matchAll(/`(\w+)`/g)].map(([, field = '']) => field);
    const rows = new Map(
      [...page.matchAll(/^\| `(\w+)` \| [^|]* \| ([^|]*) \|$/gm)].map(([, name = '', input = '']) => [name, input]),
    );
    const memory = fieldsOf(rows.get('memory') ?? '');
    for (const { name, input } of TOOLS) {
      const named = fieldsOf(rows.get(name) ?? '').flatMap((field) => (field === 'memory' ? memory : [field]));
      expect(new Set([...named, 'path']), name).toEqual(new Set(['path', ...Object.keys(input.properties ?? {})]));
      expect(page).toContain(`#preflight${name[0]?.toUpperCase()}${name.slice(1)}`);
    }
  });
});
