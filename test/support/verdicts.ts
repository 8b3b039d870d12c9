import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../server/src/core/lint/rule';
import type { Service } from '../../server/src/core/service';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import harmlessOverrides from '../data/harmless-overrides.json';
import { LATER_RULES } from './laterRules';
import { type Repair, repairErrors } from './repair';

/** A command line with the verdict of the real argument code of one release. */
export interface Case {
  id: string;
  group: string;
  argv: string[];
  env?: Record<string, string>;
  /** A file name in the folder of models, or the config.json itself. */
  modelConfig?: string | object;
  verdict: 'accept' | 'reject';
  phase: string;
  exception?: string;
  message?: string;
  /** Flags whose value the accepted run replaces. */
  overridden?: { flag: string; dest: string }[];
  sandbox?: { files?: Record<string, string>; checkPaths?: boolean; loadArgsJson?: boolean };
}

/** Our findings for one case, compared with its verdict. */
export interface CheckedCase {
  case: Case;
  findings: Finding[];
  errors: Finding[];
  /** Findings that predict a rejection, except those of `laterRules.ts`. */
  rejected: Finding[];
  later: Finding[];
  /** The flags or the message of an error name the cause in the real message. */
  namesCause: boolean;
  /** Flags that the run replaces without a finding of ours, except those of `harmless-overrides.json`. */
  unmarked: string[];
  /** Applies the first fixes of the errors. */
  repair: () => Repair;
}

export const readCases = (path: string): Case[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case);

/** The case as a script with a modeline, as a user would write it. Nothing outside its environment set NNODES. */
export function scriptOf({ argv, env = {}, sandbox }: Case, release: string): string {
  const settings = [...Object.keys(env), ...Object.values(sandbox?.files ?? {})].join(' ');
  const isSingleNode = settings.includes('NPROC_PER_NODE') && !settings.includes('NNODES');
  const ownVariables = isSingleNode ? { ...env, NNODES: '1' } : env;
  const prefix = Object.entries(ownVariables).map(([name, value]) => `${name}=${quoteWord(value)} \\\n`);
  const command = ['megatron', ...argv.map(quoteWord)];
  return `# preflight: ms-swift=${release}\n\n${prefix.join('')}${command.join(' ')}\n`;
}

export function checkCase(service: Service, release: string, models: string, input: Case): CheckedCase {
  const modelConfig = readModel(input, models);
  const files = Object.entries(input.sandbox?.files ?? {}).filter(([, text]) => typeof text === 'string');
  const neighbors = files.map(([name, text]) => ({ name, text }));
  const document = service.read(scriptOf(input, release), shell, { modelConfig, neighbors });
  const findings = service.lintDocument(document);
  const errors = findings.filter(({ severity }) => severity === 'error');
  return {
    case: input,
    findings,
    errors,
    rejected: findings.filter(({ rule, outcome }) => outcome === 'rejected' && !(rule in LATER_RULES)),
    later: findings.filter(({ rule }) => rule in LATER_RULES),
    namesCause: namesCause(service, input, errors),
    unmarked: (input.overridden ?? [])
      .map(({ dest }) => dest)
      .filter((flag) => !isHarmless(flag, input) && !findings.some((finding) => finding.flags.includes(flag))),
    repair: () => repairErrors(service, document),
  };
}

/** Flags that the run may replace without a finding of ours: always, or where one of the values is given. */
const HARMLESS: Readonly<Record<string, string | { values: string[]; why: string }>> = harmlessOverrides;

function isHarmless(flag: string, { argv }: Case): boolean {
  const harmless = HARMLESS[flag];
  if (harmless === undefined || typeof harmless === 'string') return harmless !== undefined;
  return harmless.values.includes(argv[argv.lastIndexOf(`--${flag}`) + 1] ?? '');
}

/**
 * A real message that names flags must share one with an error of ours; one that names none matches any error. A message
 * is about the flags that it writes with dashes; without any, its words that are names of flags count.
 */
function namesCause(service: Service, { message = '', exception = '' }: Case, errors: readonly Finding[]): boolean {
  const ourText = errors.flatMap((finding) => [...finding.flags, finding.message]).join(' ');
  const plain = ourText.replaceAll('-', '_').toLowerCase();
  // Messages of PyYAML use names of their own, such as the stream.
  const named = /^(?:Scanner|Parser|Composer|Constructor)Error$/.test(exception) ? [] : findFlags(service, message);
  return errors.length > 0 && (named.length === 0 || named.some((name) => plain.includes(name.toLowerCase())));
}

export function findFlags({ catalog }: Service, message: string): string[] {
  const dashed = [...message.matchAll(/(?<!\w)--(\w[\w-]*)/g)].map(([, name = '']) => name.replaceAll('-', '_'));
  if (dashed.length > 0) return dashed;
  // The name of a file is not one of a flag, though a flag may be called config.
  const text = message.replace(/[\w/<>.-]+\.ya?ml/g, '').replaceAll('-', '_');
  const words = text.match(/[a-z]\w+/gi) ?? [];
  return words.map((word) => word.replace(/^_+/, '')).filter((word) => catalog.byName.has(word));
}

export function readModel({ modelConfig }: Case, models: string): unknown {
  if (typeof modelConfig !== 'string') return modelConfig;
  const path = join(models, `${modelConfig}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * Whether a reject depends on what no text shows: the existence and content of a path or a Python module, and variables
 * of the launcher, which may be set elsewhere. The notes on the collection exclude these rejects.
 */
export function dependsOnMachine({ verdict, argv, exception = '', message = '', sandbox }: Case): boolean {
  if (verdict === 'accept') return false;
  const looksUp = sandbox?.checkPaths === true || sandbox?.loadArgsJson === false;
  const isMissing = /^(?:FileNotFound|FileExists|ModuleNotFound)Error$/.test(exception);
  // The model of a checkpoint is named by the args.json in its folder.
  const isUnnamed = /Please set --model/.test(message) && argv.includes('--load');
  const machineMessage =
    /is not an adapter|(?:ckpt|py)_dir: |special_tokens_path: |self\.system: |environment variable \w+ expected/;
  return looksUp || isMissing || isUnnamed || machineMessage.test(message);
}

export interface PhaseScore {
  phase: string;
  cases: number;
  /** Rejects with an error that names the cause, or accepts without a finding of outcome rejected. */
  right: number;
  wrong: CheckedCase[];
}

/** Counts right and wrong results for each phase in which the real code decided. */
export function score(results: readonly CheckedCase[]): PhaseScore[] {
  const phases = Map.groupBy(results, (each) => each.case.phase);
  return [...phases]
    .map(([phase, all]) => {
      const wrong = all.filter((each) =>
        each.case.verdict === 'reject' ? !each.namesCause : each.rejected.length > 0,
      );
      return { phase, cases: all.length, right: all.length - wrong.length, wrong };
    })
    .sort((a, b) => b.cases - a.cases);
}

/** A message without its numbers, to count mistakes of one kind. */
export const kindOf = ({ exception = '', message = '' }: Pick<Case, 'exception' | 'message'>): string =>
  `${exception}: ${message.replace(/[\d.]+/g, 'N').slice(0, 110)}`;
