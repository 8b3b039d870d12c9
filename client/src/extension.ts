import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Blame, SERVER_OPTIONS } from '../../server/src/lsp/protocol';
import { registerCommands } from './commands';
import { watchFile } from './contextKeys';
import { registerEnterKey } from './enterKey';
import { registerExplain } from './explain';
import { registerFixAll } from './fixAll';
import { createServer } from './languageClient';
import { registerLanguageModelTools } from './languageModelTools';
import { registerCheckTasks } from './launch/checkTasks';
import { registerLaunch } from './launch/command';
import { requestBlames } from './launch/jobs/blames';
import type { SubmittedJob } from './launch/jobs/job';
import { listTargets } from './launch/targets';
import { registerFindLayout } from './memory/findLayout';
import { registerMemoryView } from './memory/memoryView';
import { registerMarkConfig } from './newConfig/markConfig';
import { registerNewConfig } from './newConfig/newConfig';
import { registerOpenSample } from './newConfig/openSample';
import { registerSnippets } from './newConfig/snippets';
import { registerPages } from './pages';
import { registerReleases } from './release';
import { registerResolved } from './resolved';

/** The exported interface of the extension, which the tests use. */
export interface Api {
  isServerRunning: () => boolean;
  jobs: () => readonly SubmittedJob[];
  /** Returns the flags that the error of a failed job is about. */
  blames: (job: SubmittedJob) => Promise<Blame[]>;
}

export function activate(context: vscode.ExtensionContext): Api {
  const channel = vscode.window.createOutputChannel('Training Preflight', { log: true });
  const module = context.asAbsolutePath('dist/server.js');
  const server = createServer(context, channel, (options) => {
    const run = { module, transport: TransportKind.ipc, options: { execArgv: [...SERVER_OPTIONS] } };
    const debug = { ...run, options: { execArgv: [...SERVER_OPTIONS, '--nolazy', '--inspect=6009'] } };
    return new LanguageClient('preflight', 'Training Preflight', { run, debug }, options);
  });
  context.subscriptions.push(...watchFile());
  registerCommands(context, server, channel);
  registerPages(context, server);
  registerEnterKey(context);
  registerExplain(context, server);
  registerFixAll(context, server);
  registerReleases(context, server);
  const { jobs } = registerLaunch(context, server, channel);
  registerResolved(context, server);
  registerMemoryView(context, server);
  registerFindLayout(context, server);
  registerNewConfig(context, server);
  registerMarkConfig(context, server);
  registerSnippets(context);
  registerOpenSample(context);
  registerCheckTasks(context);
  registerLanguageModelTools(context, server, () => listTargets().targets);
  return { isServerRunning: server.isRunning, jobs, blames: (job) => requestBlames(job, server) };
}
