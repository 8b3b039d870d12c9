import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { askNewConfig } from '../../client/src/newConfig/askNewConfig';
import { findFreeName } from '../../client/src/newConfig/findFreeName';
import { registerNewConfigRequests } from '../../server/src/lsp/newConfigRequests';
import { CREATE_CONFIG } from '../../server/src/lsp/protocol';
import type { RequestContext } from '../../server/src/lsp/requestContext';
import { readShell, readYaml, service } from '../support/service';
import { user } from '../support/vscode';

type Handler = (params: object, token: { isCancellationRequested: boolean }) => unknown;

/** A client of the request handlers, without a connection. */
function createClient(swiftVersion?: string): BaseLanguageClient {
  const handlers = new Map<string, Handler>();
  registerNewConfigRequests({
    connection: { onRequest: (name: string, handler: Handler) => handlers.set(name, handler) },
    service,
    documents: { get: () => undefined, releaseOfNewFile: () => swiftVersion },
    log: (message: string) => expect.fail(message),
  } as unknown as RequestContext);
  const sendRequest = async (name: string, params: object) =>
    handlers.get(name)?.(params, { isCancellationRequested: false });
  return { sendRequest } as unknown as BaseLanguageClient;
}

const { contributes } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));

/** The keys that run the command from the palette: F1, the beginning of its title, and Enter. */
const PALETTE = 'new tr';
const PALETTE_KEYS = 1 + PALETTE.length + 1;

const BLANK_SCRIPT = { languageId: 'shellscript', uri: { toString: () => 'file:///w/a.sh' } } as vscode.TextDocument;

async function ask(answers: typeof user.answers, blank?: vscode.TextDocument, swiftVersion?: string) {
  const client = createClient(swiftVersion);
  user.answers = answers;
  const wanted = await askNewConfig(client, blank);
  if (!wanted) return undefined;
  const text = await client.sendRequest<string | null>(CREATE_CONFIG, wanted);
  return { wanted, text: text ?? '' };
}

beforeEach(() => Object.assign(user, { answers: [], keys: 0, shown: [] }));

describe('a new training config', { timeout: 60_000 }, () => {
  it('takes at most 60 keys from an empty file to a valid LoRA script for 2 x 8 GPUs', async () => {
    const titles: string[] = contributes.commands.map(({ title }: { title: string }) => title.toLowerCase());
    expect(titles.filter((title) => title.includes(PALETTE))).toHaveLength(1);
    const answer = await ask([{ typed: 'lora' }, {}, {}, { typed: '2x8' }], BLANK_SCRIPT);
    expect(answer?.text).toMatch(/\nNNODES=2 [\s\S]*\nNPROC_PER_NODE=8 \\\nmegatron sft /);
    expect(answer?.text).toContain('--tuner_type lora');
    expect(service.lintDocument(readShell(answer?.text ?? '')).filter(({ severity }) => severity !== 'hint')).toEqual(
      [],
    );
    expect(PALETTE_KEYS + user.keys).toBeLessThanOrEqual(60);
    // The exact number, so that a further question is noticed.
    expect(PALETTE_KEYS + user.keys).toBe(19);
  });

  it('asks for the syntax unless an empty document decides it', async () => {
    const answer = await ask([{ typed: 'dpo' }, { typed: 'yaml' }, {}, {}, {}]);
    expect(answer?.wanted).toMatchObject({ name: 'dpo', syntax: 'yaml', language: 'yaml', extension: '.yaml' });
    expect(service.lintDocument(readYaml(answer?.text ?? ''))).toEqual([]);
  });

  it('lists only releases that have the recipe and the syntax', async () => {
    await ask([{ typed: 'grpo' }, {}, {}, {}, {}]);
    const releases = user.shown[2]?.filter((label) => !label.startsWith('ms-swift '));
    expect(releases?.[0]).toBe(service.catalog.releases.at(-1));
    expect(releases?.at(-1)).toBe('3.11.0');
  });

  it('proposes the release of the settings', async () => {
    const answer = await ask([{}, {}, {}, {}, {}], undefined, '3.12.6');
    expect(answer?.wanted.version).toBe('3.12.6');
    expect(answer?.text).toContain('--load_safetensors true');
  });

  it('takes any model and any number of GPUs that is typed', async () => {
    const answer = await ask([{}, {}, {}, { typed: '/data/my-70b' }, { typed: '3 x 4' }]);
    expect(answer?.wanted).toMatchObject({ model: '/data/my-70b', nodes: 3, gpusPerNode: 4 });
    expect(answer?.text).toContain('--model /data/my-70b ');
  });

  it('is not written when a question is dismissed', async () => {
    for (const count of [0, 1, 2, 3, 4]) expect(await ask(Array.from({ length: count }, () => ({})))).toBeUndefined();
  });
});

describe('the name of a new config', () => {
  it('is not that of a file, in any case of letters', () => {
    expect(findFreeName('Qwen/Qwen3-8B', 'lora', '.sh', [])).toBe('qwen3-8b-lora.sh');
    expect(findFreeName('Qwen/Qwen3-8B', 'lora', '.sh', ['Qwen3-8B-LoRA.sh'])).toBe('qwen3-8b-lora-2.sh');
    expect(findFreeName('a/b', 'full', '.sh', ['b-full.sh', 'b-full-2.sh'])).toBe('b-full-3.sh');
    expect(findFreeName('../..', 'full', '.sh', [])).toBe('full.sh');
    expect(findFreeName('C:\\models\\my model', 'full', '.sh', [])).toBe('my-model-full.sh');
  });
});
