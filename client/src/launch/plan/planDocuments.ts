import * as vscode from 'vscode';
import { escapeControls } from '../../../../server/src/core/text/printable';
import type { PlanResult, Target } from '../../../../server/src/lsp/protocol';

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
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  const open = async (uri: vscode.Uri, text: string): Promise<void> => {
    texts.set(uri.toString(), text);
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    // The header and the scripts of a plan are bash; a manifest of JSON is readable in it too.
    await vscode.languages.setTextDocumentLanguage(document, 'shellscript');
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
    new vscode.CodeLens(top, { title, command: 'preflight.runPlan', arguments: [uri] }),
    ...(statusText === undefined ? [] : [new vscode.CodeLens(top, { title: statusText, command: '' })]),
  ];
}
