import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { readTexts } from './data/knowledge.worker';
import { createShippedService } from './data/shippedService';
import { loadSizing } from './data/sizing.worker';
import { NO_MACHINE } from './lsp/machine';
import { startServer } from './lsp/server';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
startServer(connection, createShippedService(readTexts), { ...NO_MACHINE, loadSizing });
