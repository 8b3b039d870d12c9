import * as vscode from 'vscode';
import { BACK, inSteps, type Step } from './wizard';

/** Questions to the user. Undefined as an answer means that the user has turned away. */
export interface Questions {
  pick: <T>(placeHolder: string, items: readonly (vscode.QuickPickItem & { value: T })[]) => Promise<T | undefined>;
  /** `problemWith` says what is wrong with a text; undefined where it can be taken. */
  input: (
    prompt: string,
    value: string,
    problemWith: (text: string) => string | undefined,
  ) => Promise<string | undefined>;
  number: (prompt: string, value: number, most: number) => Promise<number | undefined>;
  /** What a program answers to a question in between. It can be cancelled. */
  lookUp: <T>(title: string, act: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** Asks one question after another under a title, with a button that leads back to the one before. */
export const withQuestions = <T>(title: string, ask: (questions: Questions) => Promise<T>): Promise<T> =>
  inSteps((step) => ask(questionsBy(title, step)));

function questionsBy(title: string, step: Step): Questions {
  const input: Questions['input'] = (prompt, value, problemWith) =>
    step('user', (hasWayBack) => {
      const box = vscode.window.createInputBox();
      Object.assign(box, { prompt, value });
      const check = (): boolean => {
        box.validationMessage = problemWith(box.value);
        return box.validationMessage === undefined;
      };
      box.onDidChangeValue(check);
      return answerTo(box, title, hasWayBack, () => (check() ? { value: box.value } : undefined));
    });
  return {
    pick: (placeholder, items) =>
      step('user', (hasWayBack) => {
        const list = vscode.window.createQuickPick<(typeof items)[number]>();
        Object.assign(list, { placeholder, items });
        return answerTo(list, title, hasWayBack, () => list.selectedItems[0]);
      }),
    input,
    number: async (prompt, value, most) => {
      const text = await input(prompt, String(value), (given) =>
        /^[1-9]\d*$/.test(given) && Number(given) <= most ? undefined : `A number from 1 to ${most}.`,
      );
      return text === undefined ? undefined : Number(text);
    },
    lookUp: (what, act) => step('program', async () => lookUp(what, act)),
  };
}

/** Shows a question until it is answered, left, or gone back from. `taken` is the answer where it can be taken. */
function answerTo<A>(
  asked: vscode.QuickPick<vscode.QuickPickItem & { value: A }> | vscode.InputBox,
  title: string,
  hasWayBack: boolean,
  taken: () => { value: A } | undefined,
): Promise<A | undefined | typeof BACK> {
  asked.title = title;
  asked.ignoreFocusOut = true;
  asked.buttons = hasWayBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<A | undefined | typeof BACK>((answer) => {
    asked.onDidTriggerButton(() => answer(BACK));
    asked.onDidAccept(() => {
      const given = taken();
      if (given) answer(given.value);
    });
    asked.onDidHide(() => answer(undefined));
    asked.show();
  }).finally(() => asked.dispose());
}

function lookUp<T>(title: string, act: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return act(stop.signal);
  });
}
