import { endWithReader } from './cli/endWithReader';
import { runCommandLine } from './cli/main';
import { readRulePages, readTexts } from './data/knowledge.node';
import { createShippedService } from './data/shippedService';

endWithReader(process.stdout);
endWithReader(process.stderr);
const sources = { service: () => createShippedService(readTexts), rulePages: readRulePages };
void runCommandLine(process.argv.slice(2), sources, process).then((exitCode) => {
  process.exitCode = exitCode;
});
