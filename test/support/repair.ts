import { applyEdits } from '../../server/src/core/config/edit';
import type { Document, DocumentContext, Neighbor } from '../../server/src/core/document/document';
import type { PrintedFix } from '../../server/src/core/features/fixes/printedFix';
import type { Finding, Severity } from '../../server/src/core/lint/rule';
import type { Service } from '../../server/src/core/service';

/** Fixes that one repair applies at most. A command line that needs more is repaired in circles. */
const MAX_STEPS = 12;

/** A document after the first fix of each of its errors. */
export interface Repair {
  document: Document;
  /** The applied fixes, each the first that was offered for its finding. */
  steps: PrintedFix[];
  /** `clean`: no error is left; `stuck`: none that is left has a fix; `circle`: the fixes do not come to an end. */
  end: 'clean' | 'stuck' | 'circle';
  /** Findings after the repair that were not there before, or less severe. */
  introduced: Finding[];
}

/** Applies the first fix of the first error that has one, until no error is left or none has a fix. */
export function repairErrors(service: Service, document: Document): Repair {
  const steps: PrintedFix[] = [];
  const seen = new Set([textsOf(document)]);
  let current = document;
  const finish = (end: Repair['end']): Repair => ({
    document: current,
    steps,
    end,
    introduced: findIntroduced(service, document, current),
  });
  for (;;) {
    if (errorsOf(service, current).length === 0) return finish('clean');
    const fix = findFirstFix(service, current);
    if (!fix) return finish('stuck');
    current = applyFix(service, current, fix);
    steps.push(fix);
    const texts = textsOf(current);
    if (steps.length === MAX_STEPS || seen.has(texts)) return finish('circle');
    seen.add(texts);
  }
}

export const errorsOf = (service: Service, document: Document): Finding[] =>
  service.lintDocument(document).filter(({ severity }) => severity === 'error');

/** The first fix that is offered for the first error that has one; undefined if there is none. */
export function findFirstFix(service: Service, document: Document): PrintedFix | undefined {
  for (const { config, finding } of service.listFindings(document)) {
    // A finding about another text outside its config is fixed where that text is open.
    if (finding.severity !== 'error' || (!config && finding.in !== undefined)) continue;
    const [fix] = service.printFixes(document, config, finding);
    if (fix) return fix;
  }
  return undefined;
}

/** Applies a fix to a document and to the config files that it names, and reads the result in the same surroundings. */
export function applyFix(service: Service, { text, syntax, context }: Document, { edits }: PrintedFix): Document {
  const change = (before: string, name?: string): string =>
    applyEdits(
      before,
      edits.filter((edit) => edit.in === name).map(({ span, newText }) => ({ span, newText })),
    );
  const neighbors = context.neighbors?.map((each): Neighbor => ({ ...each, text: change(each.text, each.name) }));
  return service.read(change(text), syntax, { ...context, neighbors } satisfies DocumentContext);
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint'];

/** The findings of the rules of which a changed document has more than the original one, or more severe ones. */
export function findIntroduced(service: Service, before: Document, after: Document): Finding[] {
  const [earlier, later] = [before, after].map((document) => service.lintDocument(document));
  const countAsSevere = (findings: readonly Finding[] = [], { rule, severity }: Finding): number =>
    findings.filter((each) => each.rule === rule && SEVERITIES.indexOf(each.severity) <= SEVERITIES.indexOf(severity))
      .length;
  return (later ?? []).filter((finding) => countAsSevere(later, finding) > countAsSevere(earlier, finding));
}

const textsOf = ({ text, context: { neighbors = [] } }: Document): string =>
  JSON.stringify([text, ...neighbors.map((each) => each.text)]);
