import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RecordedVerdict, toCase } from '../../scripts/truth/sample';
import type { Document, ListedFinding } from '../../server/src/core/document/document';
import type { Finding, Rule } from '../../server/src/core/lint/rule';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { releaseOfExample, writeExample } from '../support/examples';
import { applyFix, findIntroduced, repairErrors } from '../support/repair';
import { SYNTAXES, service } from '../support/service';
import { readCases, scriptOf } from '../support/verdicts';

interface Exception {
  /** The rules whose findings appear after the first fix. */
  uncovers: readonly string[];
  /** The reason why no fix avoids that. */
  why: string;
}

/** The rules whose first fix lets an independent fault appear, which the finding had hidden. */
const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  'cli.unknown-name': {
    uncovers: ['rlhf.rewards-none'],
    why: 'An unknown scheduler counts as one that scores completions. Only the user knows which scheduler is meant.',
  },
  'env.launcher-numbers': {
    uncovers: ['env.nnodes-only'],
    why: 'The number of nodes is only known once it is a number.',
  },
  'env.unexported': {
    uncovers: ['env.multinode', 'env.nnodes-only', 'env.no-torchrun'],
    why: 'The command sees the variable only after it is exported, and then lacks the others that belong to it.',
  },
  'par.ep-experts': {
    uncovers: ['moe.grouped-gemm-perf'],
    why: 'The number of experts on each GPU is only known once they are split evenly.',
  },
  'slurm.node-rank': {
    uncovers: ['env.no-torchrun'],
    why: 'The example sets only the rank, and the command sees it only after the fix.',
  },
};

/** Recorded command lines with two independent faults, of which the first hides the second. */
const RECORDED_EXCEPTIONS: Readonly<Record<string, Exception>> = {
  '3.8.1-034': {
    uncovers: ['ckpt.finetune-default'],
    why: 'A subcommand that does not exist is not read as a run.',
  },
  '3.12.6-332': {
    uncovers: ['ckpt.finetune-default'],
    why: 'Whether the checkpoint is resumed depends on the flag that has no valid value.',
  },
  '3.12.6-317': {
    uncovers: ['data.iters-and-epochs'],
    why: 'Under its name of a later release, the number of epochs was not read.',
  },
};

const describeFinding = ({ rule, severity, message }: Finding): string => `${severity} ${rule}: ${message}`;

/** The findings that only appear after a fix, without those of the exceptions. */
const findUnexpected = (exceptions: readonly (Exception | undefined)[], before: Document, after: Document): string[] =>
  findIntroduced(service, before, after)
    .filter(({ rule }) => !exceptions.some((each) => each?.uncovers.includes(rule)))
    .map(describeFinding);

const countAlike = ({ rule, message }: Finding, document: Document): number =>
  service.lintDocument(document).filter((each) => each.rule === rule && each.message === message).length;

/** The examples of a rule in each syntax that can express them, with the findings of the rule. */
const listExamples = (rule: Rule) =>
  SYNTAXES.flatMap((syntax) =>
    rule.bad.flatMap((example) => {
      const text = writeExample(example, syntax, releaseOfExample(rule, example));
      if (text === undefined) return [];
      const neighbors = example.neighbor && [example.neighbor];
      const document = service.read(text, syntax, { modelConfig: example.model, neighbors });
      return service
        .listFindings(document)
        .filter(({ finding }) => finding.rule === rule.id)
        .map((listed): { document: Document; listed: ListedFinding } => ({ document, listed }));
    }),
  );

describe('the first fix of a finding', () => {
  it.each(service.rules.map((rule) => [rule.id, rule] as const))(
    'removes the finding of %s and leads to no error or warning, in any syntax',
    (id, rule) => {
      for (const { document, listed } of listExamples(rule)) {
        const { config, finding } = listed;
        const [fix] = service.printFixes(document, config, finding);
        if (!fix) continue;
        const after = applyFix(service, document, fix);
        const context = `${fix.title}\n${document.text}\n${after.text}`;
        expect(countAlike(finding, after), context).toBeLessThan(countAlike(finding, document));
        expect(findUnexpected([EXCEPTIONS[id]], document, after), context).toEqual([]);
      }
    },
  );

  it('has an exception only where one is needed', () => {
    const unneeded = Object.entries(EXCEPTIONS).filter(([id, { uncovers }]) => {
      const appeared = service.rules
        .filter((rule) => rule.id === id)
        .flatMap(listExamples)
        .flatMap(({ document, listed: { config, finding } }) => {
          const [fix] = service.printFixes(document, config, finding);
          return fix ? findIntroduced(service, document, applyFix(service, document, fix)) : [];
        });
      return !uncovers.every((rule) => appeared.some((each) => each.rule === rule));
    });
    expect(unneeded.map(([id]) => id)).toEqual([]);
  });
});

const data = resolve(import.meta.dirname, '../data');
const models = JSON.parse(readFileSync(resolve(data, 'verdict-models.json'), 'utf8')) as Record<string, object>;
const rejects = (readCases(resolve(data, 'verdicts.jsonl')) as unknown as RecordedVerdict[]).filter(
  ({ verdict }) => verdict === 'reject',
);

describe('the first fixes of the errors of a rejected command line', () => {
  it.each([...new Set(rejects.map(({ release }) => release))])(
    'come to an end and lead to no further error or warning in ms-swift %s',
    (release) => {
      let repaired = 0;
      const faults = rejects
        .filter((each) => each.release === release)
        .flatMap((row) => {
          const { modelConfig, sandbox, ...rest } = toCase(row, models);
          const neighbors = Object.entries(sandbox?.files ?? {}).map(([name, text]) => ({ name, text }));
          const text = scriptOf({ ...rest, ...(sandbox && { sandbox }), verdict: 'reject' }, release);
          const document = service.read(text, shell, { modelConfig, neighbors });
          const repair = repairErrors(service, document);
          if (repair.end === 'clean' && repair.steps.length > 0) repaired++;
          const exceptions = [
            ...repair.steps.map(({ finding }) => EXCEPTIONS[finding.rule]),
            RECORDED_EXCEPTIONS[row.id],
          ];
          const unexpected = findUnexpected(exceptions, document, repair.document);
          if (repair.end !== 'circle' && unexpected.length === 0) return [];
          return [
            `${row.id} ${repair.end}: ${repair.steps.map(({ title }) => title).join('; ')}: ${unexpected.join()}`,
          ];
        });
      expect(faults).toEqual([]);
      expect(repaired).toBeGreaterThan(10);
    },
    60_000,
  );
});
