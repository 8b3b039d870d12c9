import { type BatchOption, batchOption } from '../catalog/sbatch';
import type { Catalog } from '../catalog/types';
import { contains, type Directive } from '../config/config';
import type { Document } from '../document/document';
import type { Completion } from './completion/item';
import type { Hover } from './markdown/describeFlag';
import { code } from './markdown/describeFlag';

/** The lines of a batch script that ask the scheduler: what may stand there, and what it means. */

const directiveAt = ({ reading }: Document, offset: number): Directive | undefined =>
  reading.directives?.find(({ whole, key }) => contains(whole, offset) || contains(key, offset));

/** Options and values behind `#SBATCH`; undefined where the cursor is somewhere else. */
export function completeDirective(catalog: Catalog, document: Document, offset: number): Completion[] | undefined {
  const directive = directiveAt(document, offset);
  if (!directive) return undefined;
  const { key, value } = directive;
  if (value && contains(value.span, offset) && directive.option !== '') return values(catalog, directive, value);
  const given = new Set(document.reading.directives?.map((each) => batchOption(catalog.batch, each)?.name));
  const own = batchOption(catalog.batch, directive)?.name;
  return catalog.batch.map((option): Completion => {
    const takesValue = option.takes === 'required' && !value;
    const newText = `--${option.name}${takesValue ? '=' : ''}`;
    const isGiven = given.has(option.name) && option.name !== own;
    return {
      label: `--${option.name}`,
      kind: 'flag',
      detail: [option.short ? `-${option.short}` : '', option.label ?? ''].filter(Boolean).join(' · '),
      summary: option.summary,
      sort: `${isGiven ? 2 : USUAL.has(option.name) ? 0 : 1}${option.name}`,
      filter: `--${option.name}`,
      edit: { span: key, newText },
      topic: { directive: option.name },
    };
  });
}

/** What nearly every batch script of a training run has. */
const USUAL = new Set([
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

function values(catalog: Catalog, directive: Directive, { span }: NonNullable<Directive['value']>): Completion[] {
  const option = batchOption(catalog.batch, directive);
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
export function hoverDirective(catalog: Catalog, document: Document, offset: number): Hover | undefined {
  const directive = directiveAt(document, offset);
  const option = directive && batchOption(catalog.batch, directive);
  if (!directive || !option) return undefined;
  const { value, late } = directive;
  const note = late ? 'Stands behind the first command, where sbatch does not look.\n\n' : '';
  if (value && contains(value.span, offset)) {
    const story = option.values?.[value.value];
    const markdown = `${note}${code(value.value)} · value of **--${option.name}**${story ? `: ${story}` : ''}\n\n${option.summary}.`;
    return { markdown, span: value.span };
  }
  return { markdown: note + describeBatchOption(option), span: directive.key };
}

/** The whole story of an option of sbatch. */
export function describeBatchOption(option: BatchOption): string {
  const { name, short, label, unit, takes, plugin } = option;
  const words = Object.entries(option.values ?? {}).map(([word, story]) => `- ${code(word)}: ${story}`);
  const value =
    takes === 'none' ? 'takes no value' : takes === 'optional' ? 'may take a value, behind `=`' : (label ?? 'a value');
  return [
    `**--${name}**${short ? ` · **-${short}**` : ''} · sbatch · ${value}`,
    `${option.summary}.`,
    unit ? `- Unit: ${unit}` : '',
    plugin ? `- Only where the cluster has the plugin ${plugin}` : '',
    words.join('\n'),
    `[sbatch](https://slurm.schedmd.com/sbatch.html#OPT_${name})`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}
