// `npm run open`: opens VS Code with the built extension on the samples, and waits if that runs a server.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVSCode } from './open.mjs';
import { packageExtension } from './package.mjs';
import { root } from './setup.mjs';

const { closed } = await openVSCode({
  extensionPath: root,
  vsix: () => packageExtension(join(mkdtempSync(join(tmpdir(), 'preflight-vsix-')), 'training-preflight.vsix')),
  folder: join(root, 'samples'),
  file: join(root, 'samples', 'qwen3-sft.sh'),
});
await closed;
