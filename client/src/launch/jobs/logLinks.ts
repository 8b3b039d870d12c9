import * as vscode from 'vscode';
import type { Blame } from '../../../../server/src/lsp/protocol';
import type { SubmittedJob } from './job';
import { findShownText } from './logText';

/** Creates links from the flags in the line of the root cause to their positions in the source. */
export async function createLogLinks(
  document: vscode.TextDocument,
  job: SubmittedJob | undefined,
  blamesOf: (job: SubmittedJob) => Promise<Blame[]>,
): Promise<vscode.DocumentLink[]> {
  const error = job?.cause?.error;
  const span = error === undefined ? undefined : findShownText(document.getText(), error);
  if (!job || !span) return [];
  const line = document.lineAt(document.positionAt(span.start).line);
  return (await blamesOf(job)).flatMap(({ flag, uri, start }) => {
    const name = flag.replace(/^-+/, '');
    const offsetInLine = findName(line.text, name);
    if (offsetInLine < 0) return [];
    const linkStart = line.range.start.translate(0, offsetInLine);
    const range = new vscode.Range(linkStart, linkStart.translate(0, name.length));
    const fragment = `L${start.line + 1},${start.character + 1}`;
    return [new vscode.DocumentLink(range, vscode.Uri.parse(uri).with({ fragment }))];
  });
}

/** Finds the name of a flag as a separate name, with dashes or underscores. The name comes from a file. */
function findName(error: string, name: string): number {
  const [text, searched] = [error, name].map((each) => each.replaceAll('-', '_')) as [string, string];
  for (let at = text.indexOf(searched); at >= 0 && searched !== ''; at = text.indexOf(searched, at + 1)) {
    const isSeparate = [error[at - 1], error[at + name.length]].every((each) => !/\w/.test(each ?? ''));
    if (isSeparate) return at;
  }
  return -1;
}
