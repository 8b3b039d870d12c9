// `npm start`: installs missing packages, builds what has changed, and opens VS Code with the extension on the samples.
import { npm, setUp } from './setup.mjs';

await setUp();
// From here on everything runs with the project's own Node, which npm puts first on the path.
process.exitCode = npm(['run', '--silent', 'open']).status ?? 1;
