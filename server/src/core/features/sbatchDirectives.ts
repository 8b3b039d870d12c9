import { findSbatchOption, type SbatchOption } from '../catalog/sbatch';
import type { Catalog } from '../catalog/types';
import type { SbatchDirective } from '../config/config';
import { containsOffset } from '../config/lookup';
import type { Document } from '../document/document';
import type { Completion } from './completion/item';
import type { Hover } from './markdown/describeFlag';
import { toCodeSpan } from './markdown/describeFlag';

/** The lines of a batch script that ask the scheduler: what may stand there, and what it means. */

const findDirective = ({ reading }: Document, offset: number): SbatchDirective | undefined =>
  reading.directives?.find(({ fullSpan: whole, key }) => containsOffset(whole, offset) || containsOffset(key, offset));

/** Options and values behind `#SBATCH`; undefined where the cursor is somewhere else. */
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

/** What nearly every batch script of a training run has. */
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

/** The option under the cursor, with what is known of its value. */
export function hoverSbatchDirective(catalog: Catalog, document: Document, offset: number): Hover | undefined {
  const directive = findDirective(document, offset);
  const option = directive && findSbatchOption(catalog.sbatch, directive);
  if (!directive || !option) return undefined;
  const { value, isAfterCommand: late } = directive;
  const note = late ? 'Stands behind the first command, where sbatch does not look.\n\n' : '';
  if (value && containsOffset(value.span, offset)) {
    const meaning = option.values?.[value.value];
    const markdown = `${note}${toCodeSpan(value.value)} · value of **--${option.name}**${meaning ? `: ${meaning}` : ''}\n\n${option.summary}.`;
    return { markdown, span: value.span };
  }
  return { markdown: note + describeSbatchOption(option), span: directive.key };
}

/** The whole story of an option of sbatch. */
export function describeSbatchOption(option: SbatchOption): string {
  const { name, short, label, unit, takes, plugin } = option;
  const valueList = Object.entries(option.values ?? {}).map(([word, meaning]) => `- ${toCodeSpan(word)}: ${meaning}`);
  const valueText =
    takes === 'none' ? 'takes no value' : takes === 'optional' ? 'may take a value, behind `=`' : (label ?? 'a value');
  return [
    `**--${name}**${short ? ` · **-${short}**` : ''} · sbatch · ${valueText}`,
    `${option.summary}.`,
    unit ? `- Unit: ${unit}` : '',
    plugin ? `- Only where the cluster has the plugin ${plugin}` : '',
    valueList.join('\n'),
    `[sbatch](https://slurm.schedmd.com/sbatch.html#OPT_${name})`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}
