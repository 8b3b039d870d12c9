import { runCommandLine } from './cli/main';
import { readRulePages, readTexts } from './data/knowledge.node';
import { createShippedService } from './data/shippedService';

// A reader such as `head` may close the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
const sources = { service: () => createShippedService(readTexts), rulePages: readRulePages };
void runCommandLine(process.argv.slice(2), sources, process).then((exitCode) => {
  process.exitCode = exitCode;
});
