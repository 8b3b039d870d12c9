import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { shippedService } from './data';
import { explained } from './knowledge.node';
import { startServer } from './lsp/server';
import { machine } from './machine.node';

// The transport comes from the command line: `--stdio` or `--node-ipc`.
startServer(createConnection(ProposedFeatures.all), explained(shippedService()), machine());
