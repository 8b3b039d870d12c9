import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RecordedVerdict, toCase } from '../../scripts/truth/sample';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Document, ListedFinding } from '../../server/src/core/document/document';
import type { PrintedFix } from '../../server/src/core/features/fixes/printedFix';
import type { Finding, Rule } from '../../server/src/core/lint/rule';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { releaseOfExample, writeExample } from '../support/examples';
import { applyFix, findIntroduced, repairErrors } from '../support/repair';
import { SYNTAXES, service } from '../support/service';
import { readCases, scriptOf } from '../support/verdicts';

/** Findings that appear after a fix because the fault had only hidden them. */
interface Hidden {
  /** The rules whose findings appear. */
  rules: readonly string[];
  /** The reason why the fault hides them, however it is repaired. */
  why: string;
}

/** Findings that the faults of a rule hide. */
const HIDDEN: Readonly<Record<string, Hidden>> = {
  'cli.subcommand': {
    rules: ['ckpt.finetune-default', 'cli.export-subcommand', 'exp.direction', 'par.sp-recommended'],
    why: 'A subcommand that does not exist is not read as a run.',
  },
  'env.unexported': {
    rules: ['env.multinode', 'env.nnodes-only', 'env.no-torchrun'],
    why: 'The command sees the variable only after it is exported, and then lacks the others that belong to it.',
  },
  'par.ep-experts': {
    rules: ['moe.grouped-gemm-perf'],
    why: 'The number of experts on each GPU is only known once they are split evenly.',
  },
  'par.pp-both-sum': { rules: ['mem.full'], why: 'The layers of each stage are only known once their sum is right.' },
  'release.renamed': {
    rules: ['data.iters-and-epochs'],
    why: 'Under its name of another release, the number of epochs was not read.',
  },
  'slurm.node-rank': {
    rules: ['env.no-torchrun'],
    why: 'The example sets only the rank, and the command sees it only after the fix.',
  },
};

/** Findings that every rejection hides. */
const HIDDEN_BY_REJECTION: Hidden = { rules: ['mem.full'], why: 'A run that is rejected has no memory.' };

const hiddenBy = (findings: readonly Finding[]): (Hidden | undefined)[] => [
  ...findings.map(({ rule }) => HIDDEN[rule]),
  ...(findings.some(({ outcome }) => outcome === 'rejected') ? [HIDDEN_BY_REJECTION] : []),
];

/** Findings that a recorded command line reveals once all of its errors are repaired. */
const HIDDEN_IN_RECORDS: Readonly<Record<string, Hidden>> = {
  '3.12.6-332': {
    rules: ['ckpt.finetune-default'],
    why: 'Whether the checkpoint is resumed depends on the flag that has no valid value.',
  },
};

const describeFinding = ({ rule, severity, message }: Finding): string => `${severity} ${rule}: ${message}`;

/** The findings that only appear after a fix, without those that were hidden. */
const findUnexpected = (hidden: readonly (Hidden | undefined)[], before: Document, after: Document): string[] =>
  findIntroduced(service, before, after)
    .filter(({ rule }) => !hidden.some((each) => each?.rules.includes(rule)))
    .map(describeFinding);

const countAlike = ({ rule, message }: Finding, document: Document): number =>
  service.lintDocument(document).filter((each) => each.rule === rule && each.message === message).length;

interface FoundExample {
  document: Document;
  listed: ListedFinding;
}

/** The examples of all rules, read once for all tests, since a document keeps what was computed from it. */
const examples = new Map<string, FoundExample[]>();

/** The examples of a rule in each syntax that can express them, with the findings of the rule. */
function listExamples(rule: Rule): FoundExample[] {
  const known = examples.get(rule.id) ?? readExamples(rule);
  examples.set(rule.id, known);
  return known;
}

const readExamples = (rule: Rule): FoundExample[] =>
  SYNTAXES.flatMap((syntax) =>
    rule.bad.flatMap((example) => {
      const text = writeExample(example, syntax, releaseOfExample(rule, example));
      if (text === undefined) return [];
      const neighbors = example.neighbor && [example.neighbor];
      const document = service.read(text, syntax, { modelConfig: example.model, neighbors });
      return service
        .listFindings(document)
        .filter(({ finding }) => finding.rule === rule.id)
        .map((listed) => ({ document, listed }));
    }),
  );

/** Applies every fix of a finding, each to the original document. Returns the findings that each leads to. */
function listUnexpected(document: Document, { config, finding }: ListedFinding): string[] {
  const { errors, others } = Object.groupBy(service.printFixes(document, config, finding), ({ fixesAllErrors }) =>
    fixesAllErrors ? 'errors' : 'others',
  );
  const apply = (fix: PrintedFix, hidden: readonly (Hidden | undefined)[]): string[] => {
    const after = applyFix(service, document, fix);
    const faults = findUnexpected(hidden, document, after);
    if (countAlike(finding, after) >= countAlike(finding, document)) faults.push('the finding remains');
    return faults.map((fault) => `${finding.rule}: ${fix.title}: ${fault}\n${after.text}`);
  };
  return [
    ...(errors ?? []).flatMap((fix) => apply(fix, hiddenBy(service.lintDocument(document)))),
    ...(others ?? []).flatMap((fix) => apply(fix, hiddenBy([finding]))),
  ];
}

const data = resolve(import.meta.dirname, '../data');
const models = JSON.parse(readFileSync(resolve(data, 'verdict-models.json'), 'utf8')) as Record<string, object>;
const recorded = readCases(resolve(data, 'verdicts.jsonl')) as unknown as RecordedVerdict[];
const releases = [...new Set(recorded.map(({ release }) => release))];

const documents = new Map<RecordedVerdict, Document>();

function readRecorded(row: RecordedVerdict): Document {
  const known = documents.get(row) ?? readRow(row);
  documents.set(row, known);
  return known;
}

function readRow(row: RecordedVerdict): Document {
  const { modelConfig, sandbox, ...rest } = toCase(row, models);
  const neighbors = Object.entries(sandbox?.files ?? {}).map(([name, text]) => ({ name, text }));
  const text = scriptOf({ ...rest, ...(sandbox && { sandbox }), verdict: row.verdict }, row.release);
  return service.read(text, shell, { modelConfig, neighbors });
}

describe('every fix of a finding', () => {
  it.each(service.rules.map((rule) => [rule.id, rule] as const))(
    'removes the finding of %s and leads to no other finding of any severity, in any syntax',
    (_, rule) => {
      const faults = listExamples(rule).flatMap(({ document, listed }) => listUnexpected(document, listed));
      expect(faults).toEqual([]);
    },
  );

  it.each(releases)(
    'leads to no other finding in the recorded command lines of ms-swift %s',
    (release) => {
      const ofRelease = recorded.filter((each) => each.release === release).map(readRecorded);
      const listed = ofRelease.flatMap((document) =>
        service.listFindings(document).map((each) => ({ document, each })),
      );
      expect(listed.length).toBeGreaterThan(50);
      expect(listed.flatMap(({ document, each }) => listUnexpected(document, each))).toEqual([]);
    },
    60_000,
  );

  it('leads to no other finding when all safe fixes of a text are applied, or those of one kind', () => {
    const all = [
      ...new Set(service.rules.flatMap(listExamples).map(({ document }) => document)),
      ...recorded.map(readRecorded),
    ];
    let count = 0;
    const faults = all.flatMap((document) => {
      const span = { start: 0, end: document.text.length };
      const lists = [service.fixAll(document), ...service.suggestActions(document, span).kindFixes].map(
        ({ edits }) => edits,
      );
      return lists.flatMap((edits) => {
        if (edits.length === 0) return [];
        count++;
        const findings = service.lintDocument(document);
        const after = service.read(applyEdits(document.text, edits), document.syntax, document.context);
        return findUnexpected(hiddenBy(findings), document, after).map((fault) => `${fault}\n${after.text}`);
      });
    });
    expect(count).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  }, 60_000);

  it('reveals hidden findings only where the list says so, with a reason', () => {
    const rules = new Map(service.rules.map((rule) => [rule.id, listExamples(rule)]));
    const ofRecords = recorded
      .map(readRecorded)
      .flatMap((document) => service.listFindings(document).map((listed) => ({ document, listed })));
    const unneeded = Object.entries(HIDDEN).filter(([id, hidden]) => {
      const own = [...(rules.get(id) ?? []), ...ofRecords.filter(({ listed }) => listed.finding.rule === id)];
      const appeared = own.flatMap(({ document, listed: { config, finding } }) =>
        service
          .printFixes(document, config, finding)
          .flatMap((fix) => findIntroduced(service, document, applyFix(service, document, fix))),
      );
      return !hidden.rules.every((rule) => appeared.some((each) => each.rule === rule));
    });
    expect(unneeded.map(([id]) => id)).toEqual([]);
  }, 60_000);
});

const rejects = recorded.filter(({ verdict }) => verdict === 'reject');

describe('the first fixes of the errors of a rejected command line', () => {
  it.each([...new Set(rejects.map(({ release }) => release))])(
    'come to an end and lead to no further finding in ms-swift %s',
    (release) => {
      let repaired = 0;
      const faults = rejects
        .filter((each) => each.release === release)
        .flatMap((row) => {
          const document = readRecorded(row);
          const repair = repairErrors(service, document);
          if (repair.end === 'clean' && repair.steps.length > 0) repaired++;
          const hidden = [...hiddenBy(repair.steps.map(({ finding }) => finding)), HIDDEN_IN_RECORDS[row.id]];
          const unexpected = findUnexpected(hidden, document, repair.document);
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
