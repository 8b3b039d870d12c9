import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { shippedService } from './data';
import { activeEnvironments, findRelease } from './environment.node';
import { readMentioning, readNamed } from './host.node';
import { startServer } from './lsp/server';
import { createFindModel } from './models.node';

// The transport comes from the command line: `--stdio` or `--node-ipc`.
startServer(createConnection(ProposedFeatures.all), shippedService(), {
  named: readNamed,
  mentioning: readMentioning,
  release: (folder, top, known, chosen) => findRelease(folder, top, known, { ...chosen, active: activeEnvironments() }),
  model: createFindModel(),
});
