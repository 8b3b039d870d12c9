import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SURROUNDINGS } from './documents';
import { createDeepJson, damageJson, damageText } from './hostileText';
import type { Random } from './random';
import { startSoakServer } from './server';
import { createParams, DOCUMENT_METHODS, POSITION_METHODS } from './snapshot';

/** Texts of files that the server reads because they are near a document, or because one names them. */
const FILES: Readonly<Record<string, string>> = {
  ...SURROUNDINGS,
  'pyproject.toml': '[project]\ndependencies = ["ms-swift==4.1.0"]\n',
  'uv.lock': '[[package]]\nname = "ms-swift"\nversion = "3.9.0"\n',
  'environment.yml': 'dependencies:\n  - pip:\n    - ms-swift==4.0.0\n',
  'setup.cfg': '[options]\ninstall_requires =\n    ms-swift==3.8.1\n',
  Dockerfile: 'FROM x\nRUN pip install ms-swift==4.5.2\n',
  'run.yaml': 'model: ./model\ntensor_model_parallel_size: 3\nENV:\n  A: 1\n',
  'run.json': '{"model":"./model","lr":1e-5,"packing":"ture"}',
  'other.sh': 'megatron sft run.yaml --lr 1e-5\nsource run.sh\n',
};
const SCRIPT = [
  '# preflight: model-config=./model/config.json',
  'megatron sft run.yaml --lr 1e-5',
  'megatron sft run.json --packing ture',
  'megatron sft --config shared.yaml',
  '',
].join('\n');
const CONTROL = 'megatron sft --packing ture';

const SETTINGS: object = {
  swiftVersion: '4.1',
  folders: { 'file:///w': { swiftVersion: '3.8', interpreter: '/usr/bin/python3' } },
  codeLens: true,
  inlayHints: true,
  rules: { severity: { 'cli.bool': 'error' } },
};

/**
 * Changes the files around open documents and the settings in hostile ways, and returns what goes wrong: an exception,
 * or a document elsewhere that no longer has its finding.
 */
export async function checkHostileFiles(folder: string, rounds: number, random: Random): Promise<string[]> {
  mkdirSync(join(folder, 'model'), { recursive: true });
  const server = await startSoakServer({});
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  const documents = [
    TextDocument.create(uriOf('run.sh'), 'shellscript', 1, SCRIPT),
    TextDocument.create(uriOf('open.yaml'), 'yaml', 1, FILES['run.yaml'] ?? ''),
  ];
  const control = TextDocument.create('untitled:control', 'shellscript', 1, CONTROL);
  const problems: string[] = [];
  try {
    for (const document of [...documents, control]) await server.open(document);
    for (let round = 0; round < rounds; round++) {
      const name = random.pick(Object.keys(FILES));
      const text = createHostileText(FILES[name] ?? '', random);
      writeHostileFile(join(folder, name), text, random);
      const sent = random.isOneIn(3) ? damageJson(SETTINGS, random) : {};
      server.notify('workspace/didChangeConfiguration', { settings: { preflight: sent } });
      await server.settle();
      for (const document of documents) {
        const method = random.pick([...DOCUMENT_METHODS, ...POSITION_METHODS]);
        await server.request(method, createParams(document, { line: random.below(4), character: random.below(30) }));
      }
      server.notify('workspace/didChangeConfiguration', { settings: { preflight: {} } });
      const report = await server.request('textDocument/diagnostic', { textDocument: { uri: control.uri } });
      const codes = ((report as { items?: Diagnostic[] } | null)?.items ?? []).map(({ code }) => code);
      const about = `${name} = ${JSON.stringify(text.slice(0, 200))}, settings ${JSON.stringify(sent)?.slice(0, 200)}`;
      if (!codes.includes('cli.bool')) problems.push(`another document has lost its finding: ${about}`);
      problems.push(...server.exceptions.splice(0).map((exception) => `${exception.slice(0, 600)}\n    at ${about}`));
      if (server.client.process.exitCode !== null || server.client.process.signalCode !== null) break;
    }
  } finally {
    await server.stop();
  }
  return problems;
}

function createHostileText(text: string, random: Random): string {
  const kind = random.below(6);
  if (kind === 0) return text;
  if (kind === 1) return createDeepJson(random);
  if (kind === 2 && text.startsWith('{')) return JSON.stringify(damageJson(JSON.parse(text), random)) ?? '';
  return damageText(text, random);
}

/** Writes a file; sometimes another kind of file has its name. */
function writeHostileFile(path: string, text: string, random: Random): void {
  try {
    unlinkSync(path);
  } catch {
    // It did not exist.
  }
  const kind = random.below(20);
  if (kind === 0) return;
  if (kind === 1) symlinkSync(path, path);
  else if (kind === 2) symlinkSync('/dev/zero', path);
  else writeFileSync(path, kind === 3 ? Buffer.from(text, 'utf16le') : text);
}
