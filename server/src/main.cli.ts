import { runCommandLine } from './cli/main';
import { readRulePages, readTexts } from './data/knowledge.node';
import { createShippedService } from './data/shippedService';

// A reader such as `head` may close the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
process.exitCode = runCommandLine(
  process.argv.slice(2),
  { service: () => createShippedService(readTexts), rulePages: readRulePages },
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
);
