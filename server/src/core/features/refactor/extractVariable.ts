import type { Config, Entry, Scalar } from '../../config/config';
import { applyEdits } from '../../config/edit';
import { containsOffset, variablesOf } from '../../config/lookup';
import type { Document } from '../../document/document';
import { toVariableName } from '../../text/secretAssignments';
import { offer, type RefactorContext, type Refactoring, refuse } from './refactoring';
import { findDifference } from './sameRuns';

const KIND = 'extractVariable';

/** Moves the value at an offset into a new variable of the script; undefined where there is no value. */
export function extractVariable(
  context: RefactorContext,
  document: Document,
  config: Config,
  offset: number,
): Refactoring | undefined {
  const { text, syntax } = document;
  const found = findValue(config, offset);
  if (!found || !syntax.extractValue) return undefined;
  const name = findFreeVariable(context, document, config, found.entry.name);
  if (name === undefined) return refuse(KIND, 'All names for the new variable are taken.');
  const edits = syntax.extractValue(text, config, found.value, name);
  if (!edits) return refuse(KIND, 'No assignment above the command has the same meaning as this word.');
  const after = context.read(applyEdits(text, edits), syntax, document.context);
  const difference = findDifference(context, document, after);
  return difference === undefined ? offer(KIND, edits) : refuse(KIND, `The run would change: ${difference}.`);
}

function findValue({ flags }: Config, offset: number): { entry: Entry; value: Scalar } | undefined {
  for (const entry of flags) {
    const value = entry.values.find(({ span }) => containsOffset(span, offset));
    if (value) return { entry, value };
  }
  return undefined;
}

/** Names that a program of the environment reads, besides those of the catalog. */
const RESERVED =
  /^(?:PATH|HOME|USER|SHELL|LANG|IFS|PWD|RANDOM|SECONDS|UID|HOSTNAME|(?:LC|BASH|SLURM|NCCL|CUDA|NVTE|TORCH|HF|VLLM|PYTORCH|PYTHON)_\w*)$/;

/** Limit on the names that are tried for a new variable. */
const MAX_NAMES = 20;

/** Finds a variable named after a flag that the script does not use and no program reads. */
function findFreeVariable(
  { factsOf }: RefactorContext,
  document: Document,
  config: Config,
  flag: string,
): string | undefined {
  const base = toVariableName(flag);
  if (!/^[A-Z_][A-Z0-9_]*$/.test(base)) return undefined;
  const { catalog } = factsOf(document, config);
  const used = new Set([
    ...document.syntax.findVariableUses(document.text).map(({ name }) => name),
    ...variablesOf(config).map(({ name }) => name),
    ...catalog.environment.map(({ name }) => name),
  ]);
  const names = [
    base,
    ...Array.from({ length: MAX_NAMES }, (_, index) => `${base}_${index === 0 ? 'VALUE' : index + 1}`),
  ];
  return names.find((name) => !used.has(name) && !RESERVED.test(name));
}
