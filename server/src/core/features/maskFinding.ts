import type { Document } from '../document/document';
import type { Finding } from '../lint/rule';

/** Hides the secrets of a document in the texts of a finding. The changes of its fixes keep them. */
export function maskFinding(document: Document, finding: Finding): Finding {
  const { mask } = document.secrets();
  return {
    ...finding,
    message: mask(finding.message),
    flags: finding.flags.map(mask),
    related: finding.related.map((each) => ({ ...each, message: mask(each.message) })),
    fixes: finding.fixes.map((fix) => ({ ...fix, title: mask(fix.title) })),
  };
}
