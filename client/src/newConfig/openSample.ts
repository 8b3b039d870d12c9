import * as vscode from 'vscode';

const SAMPLE = 'samples/qwen3-sft.sh';

/** Commands that the walkthrough runs on the sample. */
const COMMANDS = ['preflight.selectRelease', 'preflight.fixAll'];

/** Registers “Open Sample”, which shows a copy of a sample with mistakes, and then runs a command on it if asked to. */
export function registerOpenSample(context: vscode.ExtensionContext): void {
  let sample: vscode.TextDocument | undefined;
  context.subscriptions.push(
    vscode.commands.registerCommand('preflight.openSample', async (command?: unknown) => {
      if (!sample || sample.isClosed) sample = await openCopy(context);
      await vscode.window.showTextDocument(sample, { viewColumn: vscode.ViewColumn.Beside, preview: false });
      if (typeof command === 'string' && COMMANDS.includes(command)) await vscode.commands.executeCommand(command);
    }),
  );
}

async function openCopy({ extensionUri }: vscode.ExtensionContext): Promise<vscode.TextDocument> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, SAMPLE));
  const content = new TextDecoder().decode(bytes);
  return vscode.workspace.openTextDocument({ language: 'shellscript', content });
}
