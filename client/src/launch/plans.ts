import * as vscode from 'vscode';
import type { PlanResult, Target } from '../../../server/src/lsp/protocol';

const SCHEME = 'preflight-plan';

/** A plan that somebody looks at, and all that is needed to go through with it. */
export interface ShownPlan {
  plan: PlanResult;
  target: Target;
  source: { uri: string; line: number };
}

/** Plans as documents that can be read and not changed, beside what they were made from. */
export interface Plans {
  show: (shown: ShownPlan) => Promise<vscode.Uri>;
  /** A text that is only shown, such as a plan as it was submitted. */
  showText: (title: string, text: string, form: PlanResult['form']) => Promise<void>;
  get: (uri: vscode.Uri | undefined) => ShownPlan | undefined;
}

export function createPlans(context: vscode.ExtensionContext): Plans {
  const plans = new Map<string, ShownPlan>();
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  const open = async (uri: vscode.Uri, text: string, form: PlanResult['form']): Promise<void> => {
    texts.set(uri.toString(), text);
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, form === 'manifest' ? 'yaml' : 'shellscript');
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preview: true,
      preserveFocus: false,
    });
  };
  const uriOf = (title: string, form: PlanResult['form']): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${title}${form === 'manifest' ? '.yaml' : '.sh'}` });
  return {
    show: async (shown) => {
      const uri = uriOf(shown.plan.title, shown.plan.form);
      plans.set(uri.toString(), shown);
      await open(uri, shown.plan.document, shown.plan.form);
      return uri;
    },
    showText: (title, text, form) => open(uriOf(title, form), text, form),
    get: (uri) => (uri ? plans.get(uri.toString()) : undefined),
  };
}
