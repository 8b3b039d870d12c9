import * as vscode from 'vscode';
import type { Blame } from '../../../../server/src/lsp/protocol';
import type { ClusterTarget, Engine } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { type Growing, growing } from '../log/text';
import type { Run } from '../process/run';
import { type Job, keyOf } from './job';

const SCHEME = 'preflight-log';

/** How often a log that grows is shown anew, in milliseconds. */
const EVERY = 250;

/** Logs as documents that grow while somebody looks at them. */
export interface Logs extends vscode.Disposable {
  /** Shows the log of a job, at its end, and goes on with it while the job runs. */
  show: (job: Job) => Promise<vscode.TextEditor>;
  /** A job is not as it was: one that is over is read to its end, and no further. */
  update: (job: Job) => void;
}

interface Open {
  job: Job;
  text: Growing;
  /** Ends the program that reads the log. */
  stop?: AbortController;
  /** Said at the end, where there is no log yet, or no more to come. */
  note: string;
}

export function createLogs(
  engine: (target: ClusterTarget) => Engine,
  run: Run,
  blames: (job: Job) => Promise<Blame[]>,
): Logs {
  const open = new Map<string, Open>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uriOf = (job: Job): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${job.name}-${job.id}.log`, query: keyOf(job) });
  const waiting = new Map<string, NodeJS.Timeout>();

  const refresh = (uri: vscode.Uri): void => {
    const key = uri.toString();
    if (waiting.has(key)) return;
    const fire = (): void => {
      waiting.delete(key);
      changed.fire(uri);
    };
    waiting.set(key, setTimeout(fire, EVERY));
  };

  const start = async (log: Open): Promise<void> => {
    const { job } = log;
    const uri = uriOf(job);
    const asked = engine(job.target);
    const over = isOver(job.sighting);
    log.stop?.abort();
    const stop = new AbortController();
    log.stop = stop;
    const argv = await (over ? asked.tail : asked.follow)(job.id, job.sighting.log);
    if (log.stop !== stop) return;
    if (!argv) {
      delete log.stop;
      log.note = over ? 'There is no log.' : 'There is no log yet: it comes with the start of the job.';
      refresh(uri);
      return;
    }
    log.text = growing();
    log.note = '';
    const onText = (text: string): void => {
      log.text.add(text);
      refresh(uri);
    };
    void run(argv, { seconds: over ? 120 : Number.POSITIVE_INFINITY, signal: stop.signal, onText }).then((outcome) => {
      if (log.stop !== stop) return;
      delete log.stop;
      const isEmpty = log.text.text() === '';
      if (outcome.ended === 'exit' && isEmpty) log.note = over ? 'The log is empty, or is not there any more.' : '';
      refresh(uri);
    });
  };

  const close = (uri: vscode.Uri): void => {
    const log = open.get(uri.toString());
    open.delete(uri.toString());
    log?.stop?.abort();
  };

  const subscriptions = [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => {
        const log = open.get(uri.toString());
        return log ? log.text.text() + log.note : 'This log is shown from the Jobs view.';
      },
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      { provideDocumentLinks: async (document) => linksIn(document, open.get(document.uri.toString())?.job, blames) },
    ),
    // A document may outlive its last tab by minutes, so the tabs say when nobody looks any more.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed) {
        if (input instanceof vscode.TabInputText && input.uri.scheme === SCHEME && !hasTab(input.uri)) close(input.uri);
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === SCHEME && contentChanges.length > 0) keepAtEnd(document, contentChanges);
    }),
  ];
  return {
    show: async (job) => {
      const uri = uriOf(job);
      const known = open.get(uri.toString());
      const log: Open = known ?? { job, text: growing(), note: '' };
      log.job = job;
      open.set(uri.toString(), log);
      if (!known?.stop) void start(log);
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      reveal(editor, document.lineCount - 1);
      return editor;
    },
    update: (job) => {
      const log = open.get(uriOf(job).toString());
      if (!log) return;
      const before = log.job.sighting;
      log.job = job;
      const hasLog = before.log !== job.sighting.log;
      const hasEnded = isOver(job.sighting) && !isOver(before);
      // The program that follows has no end of its own; what it may have missed is read again as a whole.
      if (hasLog || hasEnded || (!log.stop && !isOver(job.sighting))) void start(log);
    },
    dispose: () => {
      for (const { stop } of open.values()) stop?.abort();
      for (const timer of waiting.values()) clearTimeout(timer);
      for (const each of subscriptions) each.dispose();
    },
  };
}

/** The flags in the line of the root cause lead to where they are written. */
async function linksIn(
  document: vscode.TextDocument,
  job: Job | undefined,
  blames: (job: Job) => Promise<Blame[]>,
): Promise<vscode.DocumentLink[]> {
  const error = job?.cause?.error;
  const at = error === undefined ? -1 : document.getText().indexOf(error);
  if (!job || error === undefined || at < 0) return [];
  return (await blames(job)).flatMap(({ flag, uri, start }) => {
    const name = flag.replace(/^-+/, '');
    const inError = error.search(new RegExp(`\\b${name.replaceAll(/[-_]/g, '[-_]')}\\b`));
    if (inError < 0) return [];
    const from = document.positionAt(at + inError);
    const range = new vscode.Range(from, from.translate(0, name.length));
    const fragment = `L${start.line + 1},${start.character + 1}`;
    return [new vscode.DocumentLink(range, vscode.Uri.parse(uri).with({ fragment }))];
  });
}

const hasTab = (uri: vscode.Uri): boolean =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());

/** Who reads the end goes on reading the end; who has scrolled up is left alone. */
function keepAtEnd(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
  const added = changes.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  const last = document.lineCount - 1;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document) continue;
    const seen = editor.visibleRanges.at(-1)?.end.line ?? 0;
    if (seen >= last - added - 2) reveal(editor, last);
  }
}

function reveal(editor: vscode.TextEditor, line: number): void {
  const end = new vscode.Position(Math.max(0, line), 0);
  if (editor.selection.isEmpty) editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
