import * as vscode from 'vscode';
import { BACK, runSteps, type WizardStep } from './wizard';

/** Questions to the user. Undefined as an answer means that the user has turned away. */
export interface Questions {
  pick: <T>(placeHolder: string, items: readonly (vscode.QuickPickItem & { value: T })[]) => Promise<T | undefined>;
  /** `problemWith` says what is wrong with a text; undefined where it can be taken. */
  input: (prompt: string, value: string, validate: (text: string) => string | undefined) => Promise<string | undefined>;
  number: (prompt: string, value: number, max: number) => Promise<number | undefined>;
  /** What a program answers to a question in between. It can be cancelled. */
  runLookup: <T>(title: string, act: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** Asks one question after another under a title, with a button that leads back to the one before. */
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
      const text = await input(prompt, String(value), (given) =>
        /^[1-9]\d*$/.test(given) && Number(given) <= max ? undefined : `A number from 1 to ${max}.`,
      );
      return text === undefined ? undefined : Number(text);
    },
    runLookup: (progressTitle, act) => askStep('program', async () => showLookupProgress(progressTitle, act)),
  };
}

/** Shows a question until it is answered, left, or gone back from. `taken` is the answer where it can be taken. */
function awaitAnswer<A>(
  prompt: vscode.QuickPick<vscode.QuickPickItem & { value: A }> | vscode.InputBox,
  title: string,
  canGoBack: boolean,
  getAnswer: () => { value: A } | undefined,
): Promise<A | undefined | typeof BACK> {
  prompt.title = title;
  prompt.ignoreFocusOut = true;
  prompt.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<A | undefined | typeof BACK>((answer) => {
    prompt.onDidTriggerButton(() => answer(BACK));
    prompt.onDidAccept(() => {
      const given = getAnswer();
      if (given) answer(given.value);
    });
    prompt.onDidHide(() => answer(undefined));
    prompt.show();
  }).finally(() => prompt.dispose());
}

function showLookupProgress<T>(title: string, act: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return act(stop.signal);
  });
}
