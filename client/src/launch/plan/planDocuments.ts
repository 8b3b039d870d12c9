import * as vscode from 'vscode';
import { escapeControls } from '../../../../server/src/core/text/printable';
import { type PlanResult, type Target, toPageAddress } from '../../../../server/src/lsp/protocol';

const SCHEME = 'preflight-plan';

/** A plan that is shown to the user, with all that is needed to run it. */
export interface ShownPlan {
  plan: PlanResult;
  target: Target;
  source: { uri: string; line: number };
}

/** Plans as read-only documents beside their sources. */
export interface Plans {
  show: (shown: ShownPlan) => Promise<vscode.Uri>;
  /** Shows a text that cannot be run, such as the plan of a submitted job. */
  showText: (title: string, text: string) => Promise<void>;
  get: (uri: vscode.Uri | undefined) => ShownPlan | undefined;
  /** Shows the status of a plan above its first line: the answer of the cluster, or the job that was submitted. */
  setStatus: (uri: vscode.Uri, text: string) => void;
}

export function createPlans(context: vscode.ExtensionContext): Plans {
  const plans = new Map<string, ShownPlan>();
  const texts = new Map<string, string>();
  const statusTexts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const lensesChanged = new vscode.EventEmitter<void>();
  // A plan that is blocked has no button that would run it.
  const updateContext = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const shown = uri === undefined ? undefined : plans.get(uri);
    const isRunnable = shown !== undefined && !shown.plan.blocked;
    void vscode.commands.executeCommand('setContext', 'preflight.planRunnable', isRunnable);
  };
  context.subscriptions.push(
    changed,
    lensesChanged,
    vscode.languages.registerCodeLensProvider(
      { scheme: SCHEME },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: ({ uri }) => createLenses(uri, plans.get(uri.toString()), statusTexts.get(uri.toString())),
      },
    ),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      { provideDocumentLinks: (document) => linkRules(document, plans.get(document.uri.toString())?.plan.version) },
    ),
    vscode.window.onDidChangeActiveTextEditor(updateContext),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  const open = async (uri: vscode.Uri, text: string): Promise<void> => {
    texts.set(uri.toString(), text);
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    // The language of plans is colored as bash, wraps its lines and has no minimap.
    await vscode.languages.setTextDocumentLanguage(document, 'preflight-plan');
    await vscode.window.showTextDocument(document, {
      viewColumn: findPlanColumn() ?? vscode.ViewColumn.Beside,
      preview: true,
      preserveFocus: false,
    });
  };
  const uriOf = (title: string): vscode.Uri => vscode.Uri.from({ scheme: SCHEME, path: `/${title}.sh` });
  return {
    show: async (shown) => {
      const uri = uriOf(shown.plan.title);
      plans.set(uri.toString(), shown);
      statusTexts.delete(uri.toString());
      lensesChanged.fire();
      await open(uri, shown.plan.document);
      updateContext();
      return uri;
    },
    showText: (title, text) => open(uriOf(title), text),
    get: (uri) => (uri ? plans.get(uri.toString()) : undefined),
    setStatus: (uri, text) => {
      statusTexts.set(uri.toString(), escapeControls(text));
      lensesChanged.fire();
    },
  };
}

/** Returns the column that already shows a plan, so that the next plan does not open another one. */
function findPlanColumn(): vscode.ViewColumn | undefined {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  return all.find(
    (group) =>
      group !== activeTabGroup &&
      group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === SCHEME),
  )?.viewColumn;
}

/** Creates the lenses above a plan. They repeat the question of the notification, which disappears after a while. */
function createLenses(
  uri: vscode.Uri,
  shown: ShownPlan | undefined,
  statusText: string | undefined,
): vscode.CodeLens[] {
  if (!shown || shown.plan.blocked) return [];
  const top = new vscode.Range(0, 0, 0, 0);
  const title = shown.target.kind === 'local' ? '$(play) Run' : `$(play) Submit to ${shown.target.name}`;
  return [
    new vscode.CodeLens(top, { title: keepIconGap(title), command: 'preflight.runPlan', arguments: [uri] }),
    ...(statusText === undefined ? [] : [new vscode.CodeLens(top, { title: keepIconGap(statusText), command: '' })]),
  ];
}

/** Separates the icon of a lens from its text by a space that the editor keeps. */
const keepIconGap = (title: string): string => title.replace(/^(\$\([a-z-]+\)) /, '$1\u00a0');

/** The id of the rule at the end of a problem or warning in a plan. */
const RULE_AT_END = /\(([a-z]+\.[a-z0-9-]+)\)$/;

/** Links the rules in the header of a plan to their pages. */
function linkRules(document: vscode.TextDocument, version: string | undefined): vscode.DocumentLink[] {
  const links: vscode.DocumentLink[] = [];
  for (let line = 0; line < document.lineCount && document.lineAt(line).text.startsWith('#'); line++) {
    const { text } = document.lineAt(line);
    const rule = RULE_AT_END.exec(text)?.[1];
    if (rule === undefined) continue;
    const start = text.length - rule.length - 1;
    const range = new vscode.Range(line, start, line, text.length - 1);
    const link = new vscode.DocumentLink(range, vscode.Uri.parse(toPageAddress(rule, version)));
    link.tooltip = `Explain ${rule}`;
    links.push(link);
  }
  return links;
}
