import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { registerCommands } from './commands';
import { watchFile } from './contextKeys';
import { registerEnterKey } from './enterKey';
import { registerExplain } from './explain';
import { registerFixAll } from './fixAll';
import { createServer } from './languageClient';
import { registerLanguageModelTools } from './languageModelTools';
import { registerFindLayout } from './memory/findLayout';
import { registerMemoryView } from './memory/memoryView';
import { registerMarkConfig } from './newConfig/markConfig';
import { registerNewConfig } from './newConfig/newConfig';
import { registerOpenSample } from './newConfig/openSample';
import { registerSnippets } from './newConfig/snippets';
import { showInformation } from './notify';
import { registerPages } from './pages';
import { registerReleases } from './release';
import { registerResolved } from './resolved';

/** Activates the extension in a browser, where launching is not available. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Training Preflight', { log: true });
  const server = createServer(context, channel, (options) => {
    const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server.worker.js');
    return new LanguageClient('preflight', 'Training Preflight', new Worker(script.toString(true)), options);
  });
  const showUnavailable = (): void =>
    void showInformation('Launching is not available in a browser. Use VS Code on a desktop or a remote machine.');
  context.subscriptions.push(
    ...watchFile(),
    ...['launch', 'runPlan', 'addLaunchTarget'].map((name) =>
      vscode.commands.registerCommand(`preflight.${name}`, showUnavailable),
    ),
  );
  registerCommands(context, server, channel);
  registerPages(context, server);
  registerEnterKey(context);
  registerExplain(context, server);
  registerFixAll(context, server);
  registerReleases(context, server);
  registerResolved(context, server);
  registerMemoryView(context, server);
  registerFindLayout(context, server);
  registerNewConfig(context, server);
  registerMarkConfig(context, server);
  registerSnippets(context);
  registerOpenSample(context);
  registerLanguageModelTools(context, server);
}
