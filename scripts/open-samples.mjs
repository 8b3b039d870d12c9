// `npm run open`: opens VS Code with the extension on a copy of the samples, and waits if that runs a server.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfChanged, isBuilt } from './buildIfChanged.mjs';
import { openVSCode } from './open.mjs';
import { findKeptPackage, packageForStart } from './package.mjs';
import { root } from './setup.mjs';
import { runStep } from './step.mjs';

/** Copies the samples to where edits do not change the project; each start begins with fresh ones. */
function copySamples() {
  const folder = join(root, '.vscode-test', 'samples');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'samples'), folder, { recursive: true });
  return folder;
}

if (!isBuilt()) await runStep('Building the extension', buildIfChanged);
const folder = copySamples();
const { closed } = await openVSCode({
  extensionPath: root,
  vsix: async () => findKeptPackage() ?? runStep('Packaging the extension', packageForStart),
  folder,
  file: join(folder, 'qwen3-sft.sh'),
});
await closed;
