import type { ReleaseResult } from '../../../server/src/lsp/protocol';

/** The parts of the editor that the question uses. */
export interface AskReleaseParts {
  /** Memory of the workspace. */
  memory: { get: (key: string) => unknown; update: (key: string, value: unknown) => Thenable<void> };
  /** Shows a notification that stays out of the way, and returns the button that the user presses. */
  show: (message: string, ...buttons: string[]) => Thenable<string | undefined>;
  select: () => unknown;
}

const ASKED = 'preflight.askedRelease';
const SELECT = 'Select Release…';

/**
 * Creates the function that asks which ms-swift runs a file whose release is a guess. It asks once in a workspace, and
 * nothing waits for the answer.
 */
export function createReleaseQuestion({ memory, show, select }: AskReleaseParts) {
  return (fileName: string, { version, isGuess }: Pick<ReleaseResult, 'version' | 'isGuess'>): void => {
    if (!isGuess || memory.get(ASKED) === true) return;
    void memory.update(ASKED, true);
    const message = `Nothing says which ms-swift release runs ${fileName}. It is checked as ${version}, a guess.`;
    void show(message, SELECT).then((choice) => choice === SELECT && select());
  };
}
