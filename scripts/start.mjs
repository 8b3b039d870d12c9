// `npm start`: installs missing packages, builds, and opens VS Code with the extension on the samples.
import { npm, setUp } from './setup.mjs';

setUp();
// From here on everything runs with the project's own Node, which npm puts first on the path.
for (const script of ['build', 'open']) {
  const { status } = npm(['run', '--silent', script]);
  if (status !== 0) process.exit(status ?? 1);
}
