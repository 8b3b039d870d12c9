import * as vscode from 'vscode';
import {
  MEMORY_PICTURE,
  type MemoryPictureParams,
  type MemoryPictureResult,
} from '../../../server/src/lsp/memoryProtocol';
import { COMMAND_SHOW_MEMORY } from '../../../server/src/lsp/protocol';
import { CONFIG_LANGUAGES } from '../detect';
import type { Server } from '../languageClient';
import { showInformation } from '../notify';
import { createWebviewPage } from '../webviewPage';

/** Pause in typing after which the picture is drawn again. */
const PAUSE_MS = 120;

/** Registers “Show GPUs and Memory”: a picture beside the file that follows its text and the cursor. */
export function registerMemoryView(context: vscode.ExtensionContext, server: Server): void {
  let view: MemoryView | undefined;
  context.subscriptions.push(
    vscode.commands.registerCommand(COMMAND_SHOW_MEMORY, async (requestedUri?: string, line?: number) => {
      const editor = vscode.window.activeTextEditor;
      const uri = requestedUri ?? editor?.document.uri.toString();
      if (uri === undefined) return;
      const subject = { uri, line: line ?? editor?.selection.active.line ?? 0 };
      const picture = await requestPicture(server, subject);
      if (!picture) {
        void showInformation('This file has no megatron command.');
        return;
      }
      view ??= createMemoryView(context.extensionUri, server, () => {
        view = undefined;
      });
      view.show(subject, picture);
    }),
    { dispose: () => view?.dispose() },
  );
}

async function requestPicture(server: Server, params: MemoryPictureParams): Promise<MemoryPictureResult | null> {
  const client = await server.ensureRunning();
  return client.sendRequest<MemoryPictureResult | null>(MEMORY_PICTURE, params);
}

interface MemoryView extends vscode.Disposable {
  show: (subject: MemoryPictureParams, picture: MemoryPictureResult) => void;
}

function createMemoryView(extensionUri: vscode.Uri, server: Server, onClose: () => void): MemoryView {
  const panel = vscode.window.createWebviewPanel(
    'preflight.memory',
    'GPUs and Memory',
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    {},
  );
  createWebviewPage(panel.webview, extensionUri, 'memory', 'GPUs and Memory');
  let subject: MemoryPictureParams | undefined;
  let picture: MemoryPictureResult | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Counts the requests, since only the answer to the last one is shown. */
  let requests = 0;

  const send = (): void => {
    if (!picture) return;
    panel.title = `Memory of ${picture.title}`;
    void panel.webview.postMessage(picture);
  };
  const draw = async (): Promise<void> => {
    const request = ++requests;
    // While the server restarts, the last picture stays.
    const drawn = subject && panel.visible ? await requestPicture(server, subject).catch(() => undefined) : undefined;
    if (!drawn || request !== requests) return;
    picture = drawn;
    send();
  };
  const drawSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), PAUSE_MS);
  };
  const subscriptions = [
    // The page asks for the picture whenever it is loaded, also after it was hidden.
    panel.webview.onDidReceiveMessage(send),
    panel.onDidChangeViewState(() => panel.visible && drawSoon()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() === subject?.uri) drawSoon();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const line = selections[0]?.active.line;
      if (line === undefined || !CONFIG_LANGUAGES.includes(textEditor.document.languageId)) return;
      const next = { uri: textEditor.document.uri.toString(), line };
      if (next.uri === subject?.uri && next.line === subject.line) return;
      subject = next;
      drawSoon();
    }),
  ];
  panel.onDidDispose(() => {
    clearTimeout(timer);
    for (const subscription of subscriptions) subscription.dispose();
    onClose();
  });
  return {
    show: (nextSubject, nextPicture) => {
      subject = nextSubject;
      picture = nextPicture;
      send();
      panel.reveal(undefined, true);
    },
    dispose: () => panel.dispose(),
  };
}
