import * as vscode from 'vscode';
import { showProgress } from '../notify';
import type { Questions } from './clusters/questions';
import { BACK, runSteps, type WizardStep } from './wizard';

/** Asks questions one after another under a title, with a button that leads back to the previous one. */
export const runWizard = <T>(title: string, ask: (questions: Questions) => Promise<T>): Promise<T> =>
  runSteps((askStep) => ask(createQuestions(title, askStep)));

function createQuestions(title: string, askStep: WizardStep): Questions {
  const input: Questions['input'] = (prompt, value, validate) =>
    askStep('user', (canGoBack) => {
      const box = vscode.window.createInputBox();
      Object.assign(box, { prompt, value });
      const check = (): boolean => {
        box.validationMessage = validate(box.value);
        return box.validationMessage === undefined;
      };
      box.onDidChangeValue(check);
      return awaitAnswer(box, title, canGoBack, () => (check() ? { value: box.value } : undefined));
    });
  return {
    pick: (placeholder, items) =>
      askStep('user', (canGoBack) => {
        const list = vscode.window.createQuickPick<(typeof items)[number]>();
        Object.assign(list, { placeholder, items });
        return awaitAnswer(list, title, canGoBack, () => list.selectedItems[0]);
      }),
    input,
    number: async (prompt, value, max) => {
      const text = await input(prompt, String(value), (entered) =>
        /^[1-9]\d*$/.test(entered) && Number(entered) <= max ? undefined : `Enter a number from 1 to ${max}.`,
      );
      return text === undefined ? undefined : Number(text);
    },
    runLookup: (progressTitle, act) => askStep('program', async () => showLookupProgress(progressTitle, act)),
  };
}

/** Shows a question until the user answers it, dismisses it or goes back. `getAnswer` returns the answer if it is valid. */
function awaitAnswer<A>(
  prompt: vscode.QuickPick<vscode.QuickPickItem & { value: A }> | vscode.InputBox,
  title: string,
  canGoBack: boolean,
  getAnswer: () => { value: A } | undefined,
): Promise<A | undefined | typeof BACK> {
  prompt.title = title;
  prompt.ignoreFocusOut = true;
  prompt.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<A | undefined | typeof BACK>((resolve) => {
    prompt.onDidTriggerButton(() => resolve(BACK));
    prompt.onDidAccept(() => {
      const answer = getAnswer();
      if (answer) resolve(answer.value);
    });
    prompt.onDidHide(() => resolve(undefined));
    prompt.show();
  }).finally(() => prompt.dispose());
}

function showLookupProgress<T>(title: string, act: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return showProgress(title, (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return act(stop.signal);
  });
}
