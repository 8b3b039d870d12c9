import { createTwoFilesPatch } from 'diff';
import { applyEdits, type Edit } from '../core/config/edit';
import type { Document } from '../core/document/document';
import { escapeControls } from '../core/text/printable';
import { maskInLines } from '../core/text/secrets';

/** The changes that a migration makes to a document. */
interface Changes {
  document: Document;
  from: string;
  to: string;
  edits: readonly Edit[];
}

/**
 * Prints the changes of a migration as a unified diff, which logs may keep: secrets are `<secret>`, unless they are asked
 * for. Where it shows one, no program can apply it by mistake, since the file has another line there.
 */
export function printDiff(
  name: string,
  { document, from, to, edits }: Changes,
  showSecrets: boolean,
): { diff: string; hidesSecrets: boolean } {
  const show = (text: string): string => (showSecrets ? text : maskInLines(text, document.secrets()));
  const print = (before: string, after: string): string => {
    const shownName = escapeControls(name);
    return createTwoFilesPatch(shownName, shownName, before, after, `ms-swift ${from}`, `ms-swift ${to}`, {
      context: 3,
    });
  };
  const texts = [document.text, applyEdits(document.text, edits)] as const;
  const shown = [show(texts[0]), show(texts[1])] as const;
  const diff = print(...shown);
  return { diff, hidesSecrets: shown[0] !== texts[0] && diff !== print(...texts) };
}
