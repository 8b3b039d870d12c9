import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoteWord } from '../../server/src/core/quote';
import type { Finding } from '../../server/src/core/rules/rule';
import type { Service } from '../../server/src/core/service';
import { shell } from '../../server/src/core/syntax/shell';

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
  overridden?: string[];
  sandbox?: { files?: Record<string, string>; checkPaths?: boolean };
}

/** How one case was judged by us. */
export interface Judged {
  case: Case;
  findings: Finding[];
  errors: Finding[];
  rejected: Finding[];
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
  const document = service.read(scriptOf(one, release), shell, { modelConfig, neighbours });
  const findings = service.findings(document);
  return {
    case: one,
    findings,
    errors: findings.filter(({ severity }) => severity === 'error'),
    rejected: findings.filter(({ outcome }) => outcome === 'rejected'),
  };
}

function modelOf({ modelConfig }: Case, models: string): unknown {
  if (typeof modelConfig !== 'string') return modelConfig;
  const path = join(models, `${modelConfig}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

export interface PhaseScore {
  phase: string;
  cases: number;
  /** Rejects that got an error, or accepts that got no finding of outcome rejected. */
  right: number;
  wrong: Judged[];
}

/** Right and wrong for each phase in which the real code decided. */
export function score(judged: readonly Judged[]): PhaseScore[] {
  const phases = Map.groupBy(judged, (each) => each.case.phase);
  return [...phases]
    .map(([phase, all]) => {
      const wrong = all.filter((each) =>
        each.case.verdict === 'reject' ? each.errors.length === 0 : each.rejected.length > 0,
      );
      return { phase, cases: all.length, right: all.length - wrong.length, wrong };
    })
    .sort((a, b) => b.cases - a.cases);
}
