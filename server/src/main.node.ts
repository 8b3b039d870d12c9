import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { readTexts } from './data/knowledge.node';
import { createShippedService } from './data/shippedService';
import { createToolAnswersLazily } from './host/agents';
import { exitOnInvalidFrame } from './host/frames';
import { freeMemoryWhenIdle } from './host/freeMemory';
import { createHost } from './host/machine';
import { startServer } from './lsp/server';

// The command line selects the transport: `--stdio` or `--node-ipc`.
if (process.argv.includes('--stdio')) exitOnInvalidFrame();
const host = { ...createHost(), createToolAnswers: createToolAnswersLazily };
startServer(createConnection(ProposedFeatures.all), createShippedService(readTexts), host);
freeMemoryWhenIdle();
