/** An item of a list of choices. */
export interface Choice<T> {
  label: string;
  description?: string;
  detail?: string;
  value: T;
}

/** Questions of a wizard. An answer is `undefined` when the user dismisses the question. */
export interface Questions {
  pick: <T>(placeholder: string, choices: readonly Choice<T>[]) => Promise<T | undefined>;
  /** `validate` returns the problem of a text, or undefined for a valid one. */
  input: (prompt: string, value: string, validate: (text: string) => string | undefined) => Promise<string | undefined>;
  number: (prompt: string, value: number, max: number) => Promise<number | undefined>;
  /** Runs a program between two questions. The user can cancel it. */
  runLookup: <T>(title: string, act: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}
