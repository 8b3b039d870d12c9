// `npm run open`: opens VS Code with the extension on a copy of the samples, and waits if that runs a server.
import { join } from 'node:path';
import { buildIfChanged, isBuilt } from './buildIfChanged.mjs';
import { copySamples } from './copySamples.mjs';
import { openVSCode } from './open.mjs';
import { findKeptPackage, packageForStart } from './package.mjs';
import { root } from './setup.mjs';
import { runStep } from './step.mjs';

if (!isBuilt()) await runStep('Building the extension', buildIfChanged);
const folder = copySamples();
const { closed } = await openVSCode({
  extensionPath: root,
  vsix: async () => findKeptPackage() ?? runStep('Packaging the extension', packageForStart),
  folder,
  file: join(folder, 'qwen3-sft.sh'),
});
await closed;
