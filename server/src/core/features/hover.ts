import type { Catalog } from '../catalog/catalog';
import { contains, type Scalar, type Span } from '../config';
import { type Facts, type GivenFlag, worldSizeText } from '../rules/facts';
import { code, describeFlag, describeRelease, describeValue, describeVariable } from './describe';
import { type Document, factsIn } from './document';

export interface Hover {
  markdown: string;
  span: Span;
}

/** What is under the cursor: a flag, a value, an environment variable, or the command itself. */
export function hover(catalog: Catalog, document: Document, offset: number): Hover | undefined {
  for (const config of document.reading.configs) {
    const facts = factsIn(catalog, document, config);
    const found =
      hoverFlag(facts, document.text, offset) ?? hoverVariable(facts, offset) ?? hoverCommand(facts, offset);
    if (found) return found;
  }
  return undefined;
}

function hoverFlag(facts: Facts, text: string, offset: number): Hover | undefined {
  for (const given of facts.given) {
    const { entry, flag, form, match } = given;
    if (contains(entry.key, offset)) {
      if (!flag || !form) return unknown(facts, given);
      const note = match.kind === 'complement' ? `\`${entry.name}\` means ${flag.name} false.\n\n` : '';
      return { markdown: note + describeFlag(flag, form, facts.release, facts.config.command), span: entry.key };
    }
    const scalar = entry.values.find((value) => value.text !== '' && contains(value.span, offset));
    if (scalar && flag && form) {
      return {
        markdown: resolved(scalar, text) + describeValue(flag, form, scalar.value ?? scalar.text),
        span: scalar.span,
      };
    }
  }
  return undefined;
}

function unknown(facts: Facts, { entry }: GivenFlag): Hover {
  return {
    markdown: `**${code(entry.name)}** is no flag of \`megatron ${facts.config.command}\`.\n\n${describeRelease(facts.release)}`,
    span: entry.key,
  };
}

/** What a word stands for where that is something else than its text. */
function resolved(scalar: Scalar, text: string): string {
  if (scalar.value === undefined) return `${code(scalar.text)} is only known when the script runs.\n\n`;
  if (!scalar.from) return /[$]/.test(scalar.text) ? `${code(scalar.text)} is ${code(scalar.value)} here.\n\n` : '';
  const line = text.slice(0, scalar.from.span.start).split('\n').length;
  return `${code(scalar.text)} is ${code(scalar.value)} here, from line ${line}.\n\n`;
}

function hoverVariable({ catalog, config }: Facts, offset: number): Hover | undefined {
  const entry = config.entries.find((each) => each.kind === 'env' && contains(each.whole, offset));
  const variable = entry && catalog.environmentByName.get(entry.name);
  return entry && variable ? { markdown: describeVariable(variable), span: entry.key } : undefined;
}

function hoverCommand(facts: Facts, offset: number): Hover | undefined {
  const { config, release } = facts;
  // Where a file is a config by itself, its first key stands for the command, and that key was looked at before.
  if (!contains(config.head, offset)) return undefined;
  const lines = [`**megatron ${config.command}**`, describeRelease(release), worldSizeText(facts)];
  return { markdown: lines.filter((line) => line !== '').join('\n\n'), span: config.head };
}
