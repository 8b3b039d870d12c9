import * as vscode from 'vscode';
import { MIGRATE, type MigrateParams, type MigrateResult } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { showError, showInformation, showWarning } from '../notify';
import { openPage } from '../pages';
import { applyTextEdits, pickRelease } from './picker';
import { requestRelease } from './status';

const SCHEME = 'preflight-migrated';

/** Scheme of the notes on a migration, which the manifest shows as rendered Markdown. */
const NOTES_SCHEME = 'preflight-notes';

/** A migration that is shown but not yet applied. */
interface PendingMigration {
  source: vscode.Uri;
  version: number;
  result: MigrateResult;
}

/** Registers “Migrate to Release…”: shows the changes of a file for another release, and applies them after confirmation. */
export function registerMigrate(context: vscode.ExtensionContext, server: Server): void {
  const pendingMigrations = new Map<string, PendingMigration>();
  const notePages = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** Shows the notes of a migration beside the difference, which keeps the focus. */
  const showNotes = async (target: vscode.Uri, title: string, notes: readonly string[]): Promise<void> => {
    const page = vscode.Uri.from({ scheme: NOTES_SCHEME, path: `${target.path} notes.md` });
    notePages.set(page.toString(), printNotes(title, notes));
    changed.fire(page);
    await openPage(page, true);
  };
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(NOTES_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => notePages.get(uri.toString()) ?? '',
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pendingMigrations.get(uri.toString())?.result.text ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void pendingMigrations.delete(uri.toString())),
    vscode.commands.registerCommand('preflight.migrate', async (requestedRelease?: string) => {
      await server.ensureRunning();
      const editor = vscode.window.activeTextEditor;
      const release = await requestRelease(server);
      const to = release && (requestedRelease ?? (await pickRelease(release, false)));
      if (!editor || !release) {
        void showInformation('Open a script or YAML file with a megatron command first.');
        return;
      }
      if (!to) return;
      const { document } = editor;
      const result = await requestMigration(server, document, to);
      if (!result) return;
      if (result.edits.length === 0) {
        void showInformation(`The file needs no changes from ms-swift ${result.from} to ${to}.`);
        return;
      }
      const name = document.uri.path.split('/').at(-1) ?? '';
      const target = vscode.Uri.from({ scheme: SCHEME, path: `/${to}/${name}` });
      pendingMigrations.set(target.toString(), { source: document.uri, version: document.version, result });
      changed.fire(target);
      const title = `${name}: ms-swift ${result.from} → ${to}`;
      await vscode.commands.executeCommand('vscode.diff', document.uri, target, title, { preview: true });
      if (result.notes.length > 0) await showNotes(target, title, result.notes);
    }),
    vscode.commands.registerCommand('preflight.applyMigration', async (uri?: vscode.Uri) => {
      const target = uri ?? vscode.window.activeTextEditor?.document.uri;
      const migration = target && pendingMigrations.get(target.toString());
      if (migration) await apply(migration);
    }),
  );
}

async function requestMigration(
  server: Server,
  { uri }: vscode.TextDocument,
  version: string,
): Promise<MigrateResult | null> {
  const client = await server.ensureRunning();
  const params: MigrateParams = { uri: uri.toString(), version };
  return client.sendRequest<MigrateResult | null>(MIGRATE, params);
}

const printNotes = (title: string, notes: readonly string[]): string =>
  `# ${title}\n\nTo change the file, press *Apply Migration* above the changes.\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`;

async function apply({ source, version, result }: PendingMigration): Promise<void> {
  const document = await vscode.workspace.openTextDocument(source);
  if (document.version !== version) {
    void showWarning('The file has changed since the migration was shown. Migrate it again.');
    return;
  }
  if (!(await applyTextEdits(source, result.edits))) {
    void showError('The file could not be changed. Check whether it is read-only.');
    return;
  }
  await vscode.window.showTextDocument(document, { preview: false });
}
