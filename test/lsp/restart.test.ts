import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createRandom } from '../soak/random';
import { type SoakServer, startSoakServer } from '../soak/server';
import { chooseSites, compareSnapshots, type Snapshot, takeSnapshot } from '../soak/snapshot';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-restart-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

/** Opens the texts, which are not saved, in a server, and returns what it says about them. */
async function openAll(server: SoakServer, texts: readonly TextDocument[]): Promise<Snapshot> {
  for (const text of texts) await server.open(text);
  await server.settle();
  return takeSnapshot(server, texts, chooseSites(server, texts, 4, createRandom(1)));
}

describe('a server that replaces one killed in the middle of requests', () => {
  it('knows the open documents, the settings and the selected interpreter, and finds the same', async () => {
    // The interpreter decides the release, and the setting a severity.
    const environment = join(folder, 'envs/train');
    mkdirSync(join(environment, 'lib/python3.11/site-packages/ms_swift-4.1.0.dist-info'), { recursive: true });
    const settings = {
      folders: { [pathToFileURL(folder).href]: { swiftVersion: '', interpreter: join(environment, 'bin/python') } },
      rules: { severity: { 'cli.bool': 'warning' } },
    };
    const texts = [
      TextDocument.create(
        uriOf('run.sh'),
        'shellscript',
        7,
        'megatron sft run.yaml --lr 1e-5\nmegatron sft --packing ture\n',
      ),
      TextDocument.create(uriOf('run.yaml'), 'yaml', 3, 'model: m\npacking: ture\nlr: one\n'),
    ];
    const killed = await startSoakServer(settings);
    const before = await openAll(killed, texts);
    expect(JSON.stringify([...before])).toMatch(/4\.1\.0.*cli\.bool|cli\.bool.*4\.1\.0/s);
    const position = { line: 0, character: 14 };
    const exited = once(killed.client.process, 'exit');
    for (let requests = 0; requests < 20; requests++) {
      const answer = killed.client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: uriOf('run.sh') },
        position,
      });
      answer.catch(() => {});
    }
    killed.client.process.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    killed.client.connection.dispose();

    const replacement = await startSoakServer(settings);
    expect(compareSnapshots(await openAll(replacement, texts), before)).toEqual([]);
    await replacement.stop();
    expect(replacement.exceptions).toEqual([]);
  });
});
