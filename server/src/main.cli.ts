import { runCommandLine } from './cli/main';
import { readRulePages, readTexts } from './data/knowledge.node';
import { shippedService } from './data/shippedService';

// A reader that has seen enough closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
process.exitCode = runCommandLine(
  process.argv.slice(2),
  { service: () => shippedService(readTexts), rulePages: readRulePages },
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
);
