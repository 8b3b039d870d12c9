import type { Catalog } from '../catalog/types';
import { argvOf } from '../config/argv';
import type { Config, Entry, Span } from '../config/config';
import { isInJoined, toUntaggedSpan } from '../config/joinConfigs';
import { isCommandLine, variablesOf } from '../config/lookup';
import type { Document } from '../document/document';
import { getFacts } from '../document/facts';
import type { Facts } from '../facts/facts';
import { toVariableName } from '../text/secretAssignments';
import { isSecretByName } from '../text/secretNames';
import type { SecretFinder } from '../text/secrets';
import { quoteWordInLine } from '../text/shellQuote';

/** The origin of an argument: a span of this text, or of the other text by name. */
export interface Origin {
  span: Span;
  in?: string;
  variable?: string;
}

/** An argument that the trainer receives. An unknown value is null, and so is a masked one, which contains a secret. */
export interface ResolvedArgument {
  value: string | null;
  masked?: true;
  /** The argument for a shell, with references to secrets; undefined if it is unknown. */
  word: string | undefined;
  /** The argument is the name of a flag, or begins with it. */
  isFlag?: true;
  from: Origin;
  /** The flag is given again later. */
  overridden?: boolean;
}

/** A variable that the files set. */
export interface ResolvedVariable {
  name: string;
  value: string | null;
  masked?: true;
  word: string | undefined;
  from: Origin;
  /** Without effect: the other file sets it as well, or it is set too late for the launcher. */
  overridden?: boolean;
}

/** A run as the trainer receives it: the arguments from the subcommand on, and the variables that the files set. */
export interface ResolvedCommand {
  argv: ResolvedArgument[];
  env: ResolvedVariable[];
  /** The GPUs that the rules count for the run; absent if their number is unknown. */
  gpus?: number;
}

/**
 * Resolves every argument with its origin. A config file alone has no subcommand and begins with its first flag.
 * Secrets are masked unless `showSecrets` is set.
 */
export function resolveCommand(
  catalog: Catalog,
  document: Document,
  config: Config,
  showSecrets = false,
): ResolvedCommand {
  const facts = getFacts(catalog, document, config);
  const run = facts.config;
  const joinedName = document.joins.get(config)?.other.name;
  const overriddenEntries = findOverriddenEntries(facts);
  const show = showSecrets ? toShown : createMaskedView(document.secrets());
  const argv = argvOf(run).map(({ value, span, from, entry }): ResolvedArgument => {
    const isFlag = entry !== undefined && (span === entry.key || span === entry.fullSpan);
    return {
      ...show(value, isFlag ? '' : (entry?.name ?? '')),
      ...(isFlag && { isFlag }),
      from: originOf(from?.span ?? span, joinedName, from?.variable),
      ...(entry && overriddenEntries.has(entry) && { overridden: true }),
    };
  });
  const command = isCommandLine(config)
    ? [{ value: run.command, word: run.command, from: originOf(config.head, joinedName) }]
    : [];
  const effectiveVariables = new Map(variablesOf(run).map((entry) => [entry.name, entry]));
  const env = [...(run.lateVariables ?? []), ...variablesOf(run)].map(
    (entry): ResolvedVariable => ({
      name: entry.name,
      ...show(entry.values[0]?.value ?? null, entry.name, entry.name),
      from: originOf(entry.fullSpan, joinedName),
      ...(effectiveVariables.get(entry.name) !== entry && { overridden: true }),
    }),
  );
  const gpus = facts.layout.worldSize;
  return { argv: [...command, ...argv], env, ...(gpus !== undefined && { gpus }) };
}

/** An argument as it is shown. */
type ShownValue = Pick<ResolvedArgument, 'value' | 'masked' | 'word'>;

const toShown = (value: string | null, _name?: string, _variable?: string): ShownValue => ({
  value,
  word: value === null ? undefined : quoteWordInLine(value),
});

/**
 * Creates a function that hides the secrets of values. A value can also be secret because of the name that it is set to.
 * `variable` is the variable that the value is set to, if it is not an argument.
 */
const createMaskedView =
  ({ mask, refer }: SecretFinder) =>
  (value: string | null, name: string, variable?: string): ShownValue => {
    if (value === null) return toShown(value);
    const isEntirelySecret = isSecretByName(name, value);
    const isRecognized = mask(value) !== value;
    if (!isEntirelySecret && !isRecognized) return toShown(value);
    const ownVariable = variable ?? (isRecognized ? undefined : toVariableName(name));
    const word = isEntirelySecret && ownVariable ? `"$${ownVariable}"` : refer(value);
    return { value: null, masked: true, word };
  };

const originOf = (span: Span, joinedName: string | undefined, variable?: string): Origin => ({
  ...(isInJoined(span) && joinedName !== undefined ? { span: toUntaggedSpan(span), in: joinedName } : { span }),
  ...(variable && { variable }),
});

/** Finds the entries whose flag is given again later. */
function findOverriddenEntries({ givenFlags }: Facts): Set<Entry> {
  const lastEntries = new Map(givenFlags.flatMap(({ flag, entry }) => (flag ? [[flag.name, entry] as const] : [])));
  const overridden = givenFlags.filter(({ flag, entry }) => flag && lastEntries.get(flag.name) !== entry);
  return new Set(overridden.map(({ entry }) => entry));
}
