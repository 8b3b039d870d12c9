import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { shippedService } from './data';
import { startServer } from './lsp/server';

// The transport comes from the command line: `--stdio` or `--node-ipc`.
startServer(createConnection(ProposedFeatures.all), shippedService());
