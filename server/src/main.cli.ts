import { run } from './cli/main';
import { shippedService } from './data';
import { explained } from './knowledge.node';

process.exitCode = run(
  process.argv.slice(2),
  () => explained(shippedService()),
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
);
