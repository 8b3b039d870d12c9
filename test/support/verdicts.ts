import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Finding } from '../../server/src/core/lint/rule';
import type { Service } from '../../server/src/core/service';
import { shell } from '../../server/src/core/syntax/shell';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { LATER_RULES } from './laterRules';

/** A command line with what the real argument code of one release made of it. */
export interface Case {
  id: string;
  group: string;
  argv: string[];
  env?: Record<string, string>;
  /** A name in the folder of models, or the config.json itself. */
  modelConfig?: string | object;
  verdict: 'accept' | 'reject';
  phase: string;
  exception?: string;
  message?: string;
  /** Flags whose value the accepted run replaces. */
  overridden?: { flag: string; dest: string }[];
  sandbox?: { files?: Record<string, string>; checkPaths?: boolean; loadArgsJson?: boolean };
}

/** How one case was judged by us. */
export interface Judged {
  case: Case;
  findings: Finding[];
  errors: Finding[];
  /** Findings that say the run is rejected, those of `laterRules.ts` apart. */
  rejected: Finding[];
  later: Finding[];
  /** The flags and words of an error say what the real message says. */
  namesCause: boolean;
  /** Flags that the run replaces and that we said nothing of. */
  unmarked: string[];
  /** Applying the first offered fix leaves no error; undefined where none is offered. */
  fixed: () => boolean | undefined;
}

export const readCases = (path: string): Case[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case);

/** The case as a script with a modeline, as a user would have it. */
export function scriptOf({ argv, env }: Case, release: string): string {
  const prefix = Object.entries(env ?? {}).map(([name, value]) => `${name}=${quoteWord(value)} \\\n`);
  const words = ['megatron', ...argv.map(quoteWord)];
  return `# preflight: ms-swift=${release}\n\n${prefix.join('')}${words.join(' ')}\n`;
}

export function judgeCase(service: Service, release: string, models: string, one: Case): Judged {
  const modelConfig = modelOf(one, models);
  const files = Object.entries(one.sandbox?.files ?? {}).filter(([, text]) => typeof text === 'string');
  const neighbours = files.map(([name, text]) => ({ name, text }));
  const read = (text: string, around = neighbours) => service.read(text, shell, { modelConfig, neighbors: around });
  const document = read(scriptOf(one, release));
  const findings = service.lintDocument(document);
  const errorsOf = (all: readonly Finding[]) => all.filter(({ severity }) => severity === 'error');
  const errors = errorsOf(findings);
  return {
    case: one,
    findings,
    errors,
    rejected: findings.filter(({ rule, outcome }) => outcome === 'rejected' && !(rule in LATER_RULES)),
    later: findings.filter(({ rule }) => rule in LATER_RULES),
    namesCause: namesCause(service, one, errors),
    unmarked: (one.overridden ?? [])
      .map(({ dest }) => dest)
      .filter((flag) => !findings.some((each) => each.flags.includes(flag))),
    fixed: () => {
      const of = (finding: Finding) => {
        const config = document.reading.configs.find((each) => service.lintConfig(document, each).includes(finding));
        // What is wrong with another text as a whole is repaired where that text is open.
        return config || finding.in === undefined ? service.printFixes(document, config, finding) : [];
      };
      const fix = errors.flatMap(of)[0];
      if (!fix) return undefined;
      const fixed = (text: string, name?: string) => {
        const own = fix.edits.filter((edit) => edit.in === name);
        return applyEdits(
          text,
          own.map(({ span, newText }) => ({ span, newText })),
        );
      };
      const around = neighbours.map(({ name, text }) => ({ name, text: fixed(text, name) }));
      return errorsOf(service.lintDocument(read(fixed(document.text), around))).length === 0;
    },
  };
}

/**
 * A real message that names flags has to share one with an error of ours; one that names none is met by any error. Flags
 * with their dashes are what a message is about; other words of it count where they are names of flags.
 */
function namesCause(service: Service, { message = '', exception = '' }: Case, errors: readonly Finding[]): boolean {
  const said = errors.flatMap((finding) => [...finding.flags, finding.message]).join(' ');
  const plain = said.replaceAll('-', '_').toLowerCase();
  // PyYAML speaks of its own things, such as the stream.
  const named = /^(?:Scanner|Parser|Composer|Constructor)Error$/.test(exception) ? [] : flagsIn(service, message);
  return errors.length > 0 && (named.length === 0 || named.some((name) => plain.includes(name.toLowerCase())));
}

function flagsIn({ catalog }: Service, message: string): string[] {
  const dashed = [...message.matchAll(/(?<!\w)--(\w[\w-]*)/g)].map(([, name = '']) => name.replaceAll('-', '_'));
  if (dashed.length > 0) return dashed;
  // The name of a file is none of a flag, though one may be called config.
  const text = message.replace(/[\w/<>.-]+\.ya?ml/g, '').replaceAll('-', '_');
  const words = text.match(/[a-z]\w+/gi) ?? [];
  return words.map((word) => word.replace(/^_+/, '')).filter((word) => catalog.byName.has(word));
}

function modelOf({ modelConfig }: Case, models: string): unknown {
  if (typeof modelConfig !== 'string') return modelConfig;
  const path = join(models, `${modelConfig}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * What no text shows: whether a path or a Python module is there and what lies in it, and variables of the launcher,
 * which may be set outside. The notes on the collection leave these rejects out.
 */
export function restsOnMachine({ verdict, argv, exception = '', message = '', sandbox }: Case): boolean {
  if (verdict === 'accept') return false;
  const looksUp = sandbox?.checkPaths === true || sandbox?.loadArgsJson === false;
  const isMissing = /^(?:FileNotFound|FileExists|ModuleNotFound)Error$/.test(exception);
  // The model of a checkpoint is named by the args.json in its folder.
  const isUnnamed = /Please set --model/.test(message) && argv.includes('--load');
  const said =
    /is not an adapter|(?:ckpt|py)_dir: |special_tokens_path: |self\.system: |environment variable \w+ expected/;
  return looksUp || isMissing || isUnnamed || said.test(message);
}

export interface PhaseScore {
  phase: string;
  cases: number;
  /** Rejects that got an error which names the cause, or accepts that got no finding of outcome rejected. */
  right: number;
  wrong: Judged[];
}

/** Right and wrong for each phase in which the real code decided. */
export function score(judged: readonly Judged[]): PhaseScore[] {
  const phases = Map.groupBy(judged, (each) => each.case.phase);
  return [...phases]
    .map(([phase, all]) => {
      const wrong = all.filter((each) =>
        each.case.verdict === 'reject' ? !each.namesCause : each.rejected.length > 0,
      );
      return { phase, cases: all.length, right: all.length - wrong.length, wrong };
    })
    .sort((a, b) => b.cases - a.cases);
}

/** A message without its numbers and names, to count mistakes of one kind. */
export const kindOf = ({ exception = '', message = '' }: Case): string =>
  `${exception}: ${message.replace(/[\d.]+/g, 'N').slice(0, 110)}`;
