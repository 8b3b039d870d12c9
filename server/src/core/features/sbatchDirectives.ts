import { findSbatchOption, type SbatchOption } from '../catalog/sbatch';
import type { Catalog } from '../catalog/types';
import type { SbatchDirective } from '../config/config';
import { containsOffset } from '../config/lookup';
import type { Document } from '../document/document';
import type { Completion } from './completion/item';
import type { Hover } from './markdown/describeFlag';
import { toCodeSpan } from './markdown/describeFlag';

/** Completion and hover for the `#SBATCH` lines of a batch script. */

const findDirective = ({ reading }: Document, offset: number): SbatchDirective | undefined =>
  reading.directives?.find(({ fullSpan, key }) => containsOffset(fullSpan, offset) || containsOffset(key, offset));

/** Completes options and values after `#SBATCH`. Returns undefined where the cursor is elsewhere. */
export function completeSbatchDirective(
  catalog: Catalog,
  document: Document,
  offset: number,
): Completion[] | undefined {
  const directive = findDirective(document, offset);
  if (!directive) return undefined;
  const { key, value } = directive;
  if (value && containsOffset(value.span, offset) && directive.option !== '')
    return completeOptionValues(catalog, directive, value);
  const given = new Set(document.reading.directives?.map((each) => findSbatchOption(catalog.sbatch, each)?.name));
  const ownName = findSbatchOption(catalog.sbatch, directive)?.name;
  return catalog.sbatch.map((option): Completion => {
    const takesValue = option.takes === 'required' && !value;
    const newText = `--${option.name}${takesValue ? '=' : ''}`;
    const isGiven = given.has(option.name) && option.name !== ownName;
    return {
      label: `--${option.name}`,
      kind: 'flag',
      detail: [option.short ? `-${option.short}` : '', option.label ?? ''].filter(Boolean).join(' · '),
      summary: option.summary,
      sort: `${isGiven ? 2 : COMMON_OPTIONS.has(option.name) ? 0 : 1}${option.name}`,
      filter: `--${option.name}`,
      edit: { span: key, newText },
      topic: { directive: option.name },
    };
  });
}

/** Options of nearly every batch script of a training run, which are offered first. */
const COMMON_OPTIONS = new Set([
  'job-name',
  'partition',
  'account',
  'qos',
  'nodes',
  'ntasks-per-node',
  'gpus-per-node',
  'cpus-per-task',
  'mem',
  'time',
  'output',
  'error',
  'exclusive',
  'constraint',
  'chdir',
]);

function completeOptionValues(
  catalog: Catalog,
  directive: SbatchDirective,
  { span }: NonNullable<SbatchDirective['value']>,
): Completion[] {
  const option = findSbatchOption(catalog.sbatch, directive);
  return Object.entries(option?.values ?? {}).map(([word, summary], index) => ({
    label: word,
    kind: 'value',
    detail: '',
    summary,
    sort: String(index).padStart(3, '0'),
    filter: word,
    edit: { span, newText: word },
    topic: { directive: option?.name ?? '' },
  }));
}

/** Provides the hover of the option or the value at an offset. */
export function hoverSbatchDirective(catalog: Catalog, document: Document, offset: number): Hover | undefined {
  const directive = findDirective(document, offset);
  const option = directive && findSbatchOption(catalog.sbatch, directive);
  if (!directive || !option) return undefined;
  const { value, isAfterCommand } = directive;
  const note = isAfterCommand ? 'Ignored by sbatch, since it comes after the first command.\n\n' : '';
  if (value && containsOffset(value.span, offset)) {
    const meaning = option.values?.[value.value];
    const markdown = `${note}${toCodeSpan(value.value)} · value of **--${option.name}**${meaning ? `: ${meaning}` : ''}\n\n${option.summary}.`;
    return { markdown, span: value.span };
  }
  return { markdown: note + describeSbatchOption(option), span: directive.key };
}

/** Describes an option of sbatch as Markdown. */
export function describeSbatchOption(option: SbatchOption): string {
  const { name, short, label, unit, takes, plugin } = option;
  const valueList = Object.entries(option.values ?? {}).map(([word, meaning]) => `- ${toCodeSpan(word)}: ${meaning}`);
  const valueText =
    takes === 'none' ? 'no value' : takes === 'optional' ? 'optional value after `=`' : (label ?? 'a value');
  return [
    `**--${name}**${short ? ` · **-${short}**` : ''} · sbatch · ${valueText}`,
    `${option.summary}.`,
    unit ? `- Unit: ${unit}` : '',
    plugin ? `- Available only on clusters with the plugin ${plugin}` : '',
    valueList.join('\n'),
    `[sbatch](https://slurm.schedmd.com/sbatch.html#OPT_${name})`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}
