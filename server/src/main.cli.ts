import { run } from './cli/main';
import { explained, rulePages } from './data/knowledge.node';
import { shippedService } from './data/shippedService';

// A reader that has seen enough closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
process.exitCode = run(
  process.argv.slice(2),
  { service: () => explained(shippedService()), rulePages },
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
);
