import { startLanguageServer } from '../../host/languageServer';
import { defineCommand } from '../command';
import { UsageError } from '../usageError';

/** Starts the language server. Editors start it with pipes, and end it with a request or by closing them. */
export const serverCommand = defineCommand({
  name: 'server',
  summary: 'start the language server for an editor',
  usage: '',
  options: {
    stdio: { type: 'boolean', summary: 'talk over standard input and output' },
    clientProcessId: { type: 'string', value: 'PID', summary: 'end when this process ends; some editors pass it' },
  },
  examples: [['preflight server --stdio', 'the command to enter into the settings of an editor']],
  run({ values }) {
    if (!values.stdio) throw new UsageError('server needs --stdio, the only way to talk to it');
    startLanguageServer();
    return undefined;
  },
});
