import { hasCommand } from '../../catalog/catalog';
import { isExplicit, type ReleaseChoice } from '../../catalog/release';
import { hasModeline } from '../../comments/modeline';
import { type Command, MEGATRON_COMMANDS, type Span } from '../../config/config';
import type { Document } from '../../document/document';
import { chooseReleaseOfText } from '../../document/releases';
import type { CompletionContext } from './context';
import type { Completion } from './item';
import { createModeline } from './modelineWords';
import { completeValuesOfVariable, listVariables } from './variables';

/** Completion where a command begins: the programs and their subcommands, launcher variables, the head of a new file. */

const SUMMARIES: Readonly<Partial<Record<Command, string>>> = {
  pt: 'Continues pretraining on plain text',
  sft: 'Fine-tunes on conversations, all parameters or LoRA',
  rlhf: 'Trains on preferences or rewards: DPO, KTO, RM, GRPO, GKD',
  export: "Converts a checkpoint between Megatron's and Hugging Face's format",
};

/** Labels beside the commands, which must not displace the names. */
const NOTES: Readonly<Partial<Record<Command, string>>> = {
  pt: 'pretraining',
  sft: 'fine-tuning',
  rlhf: 'preferences, rewards',
  export: 'conversion',
};

/** Completes the word at the cursor where no command is yet. */
export function completeStart(context: CompletionContext, document: Document, offset: number): Completion[] {
  const { text, reading, syntax } = document;
  const cursor = syntax.findStartCursor?.(text, reading, offset);
  if (!cursor) return [];
  const release = chooseReleaseOfText(context.catalog, document);
  const { span, prefix, program, variable } = cursor;
  if (variable !== undefined) return completeValuesOfVariable(context.catalog, release, variable, span);
  if (program !== undefined) return listCommands(context, release, span, '');
  const isEmpty = syntax.isEmpty?.(text, offset) === true;
  // Every shell script has such places: without a typed word, only a new file or one with a command is asked for more.
  if (prefix === '' && !isEmpty && reading.configs.length === 0 && !hasModeline(text)) return [];
  const head = isEmpty && !hasModeline(text) ? completeHead(context, span, prefix, offset, text) : [];
  const variables = listVariables(context.catalog, release).filter(({ name }) => startsLike(name, prefix));
  return [
    ...head,
    ...listCommands(context, release, span, 'megatron ').filter(({ label }) => startsLike(label, prefix)),
    ...variables.map(
      ({ name, summary }, index): Completion => ({
        label: name,
        kind: 'variable',
        detail: 'environment',
        note: 'launcher',
        summary,
        sort: `2${String(index).padStart(3, '0')}`,
        filter: name,
        edit: { span, newText: text[span.end] === '=' ? name : `${name}=` },
        topic: { variable: name, version: release.version },
        continues: true,
      }),
    ),
  ];
}

const startsLike = (name: string, prefix: string): boolean => name.toLowerCase().startsWith(prefix.toLowerCase());

/** The subcommands that the release has, or all of them where it is unknown. */
function listCommands(
  { catalog }: CompletionContext,
  release: ReleaseChoice,
  span: Span,
  program: string,
): Completion[] {
  const known = MEGATRON_COMMANDS.filter(
    (command) => !isExplicit(release) || hasCommand(catalog, release.version, command),
  );
  return known.map((command, index) => ({
    label: `${program}${command}`,
    kind: 'command',
    detail: '',
    note: NOTES[command] ?? '',
    summary: SUMMARIES[command] ?? '',
    sort: `1${index}`,
    filter: `${program}${command}`,
    edit: { span, newText: `${program}${command} ` },
    // Most scripts fine-tune.
    isPreselected: command === 'sft',
    continues: true,
  }));
}

/** The first lines of a script. */
function completeHead(
  { catalog }: CompletionContext,
  span: Span,
  prefix: string,
  offset: number,
  text: string,
): Completion[] {
  const newest = catalog.releases.at(-1) ?? '';
  const items = startsLike('preflight', prefix) ? [createModeline(newest, span, prefix)] : [];
  const isFirst = text.slice(0, offset).trim() === prefix;
  if (!isFirst || prefix !== '') return items;
  const newText = '#!/usr/bin/env bash';
  const shebang: Completion = {
    label: newText,
    kind: 'setting',
    detail: 'runs with bash',
    summary: '',
    sort: '0000',
    filter: newText,
    edit: { span, newText },
  };
  return [shebang, ...items];
}
