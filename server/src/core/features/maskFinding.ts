import type { Document } from '../document/document';
import type { Finding } from '../lint/rule';

/** Hides the secrets of a document in the texts of a finding. The changes of its fixes keep them. */
export function maskFinding(document: Document, finding: Finding): Finding {
  const { mask } = document.secrets();
  const { message, flags, related, fixes } = finding;
  const isPlain = (text: string): boolean => mask(text) === text;
  // Most findings contain none, and a file may have thousands.
  if (
    isPlain(message) &&
    flags.every(isPlain) &&
    related.every((each) => isPlain(each.message)) &&
    fixes.every(({ title }) => isPlain(title))
  )
    return finding;
  return {
    ...finding,
    message: mask(message),
    flags: flags.map(mask),
    related: related.map((each) => ({ ...each, message: mask(each.message) })),
    fixes: fixes.map((fix) => ({ ...fix, title: mask(fix.title) })),
  };
}
