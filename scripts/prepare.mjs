// npm runs this after it has installed the packages of a clone, and before it packs one: it builds dist/ unless it is
// built. Nothing is printed, since npm takes the last line of a packing for the name of its file.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

// `npm ci --omit=dev` leaves the bundler out; then there is nothing to build with.
if (existsSync(join(root, 'node_modules', 'esbuild')) && existsSync(join(root, 'node_modules', 'terser'))) {
  const { buildIfChanged } = await import('./buildIfChanged.mjs');
  await buildIfChanged();
}
