import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { readTexts } from './data/knowledge.node';
import { shippedService } from './data/shippedService';
import { createHost } from './host/machine';
import { startServer } from './lsp/server';

// The transport comes from the command line: `--stdio` or `--node-ipc`.
startServer(createConnection(ProposedFeatures.all), shippedService(readTexts), createHost());
