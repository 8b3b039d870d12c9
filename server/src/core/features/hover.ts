import type { Catalog } from '../catalog/types';
import {
  type Config,
  contains,
  type Entry,
  exportedNear,
  type Scalar,
  variableNamed,
  variablesOf,
} from '../config/config';
import type { Document } from '../document/document';
import { factsIn, modelOf } from '../document/facts';
import type { Facts } from '../facts/facts';
import type { GivenFlag } from '../facts/givens';
import { isOfFile } from '../facts/launcherEnvironment';
import { strangerOf } from '../facts/otherReleaseFlags';
import { describeKey, keyAt } from './completion/jsonKeys';
import {
  code,
  describeElsewhere,
  describeFlag,
  describeRelease,
  describeValue,
  describeVariable,
  type Hover,
} from './markdown/describeFlag';
import { describeLayout, modelLine, SIZES } from './markdown/layout';
import { hoverDirective } from './sbatchDirectives';

/** What is under the cursor: a flag, a value, an environment variable, or the command itself. */
export function hover(catalog: Catalog, document: Document, offset: number): Hover | undefined {
  const directive = hoverDirective(catalog, document, offset);
  if (directive) return directive;
  for (const config of configsAt(document, offset)) {
    const facts = factsIn(catalog, document, config);
    const path = modelOf(document, config)?.path;
    const found =
      hoverFlag(facts, document.text, offset, path) ??
      hoverVariable(facts, offset, path) ??
      hoverCommand(facts, offset, path);
    if (found) return found;
  }
  return undefined;
}

/** The configs of which something is written at an offset; what is exported to many stands for one of them. */
function configsAt({ reading: { configs } }: Document, offset: number): Config[] {
  const isIn = ({ whole, key, values }: Entry): boolean =>
    contains(whole, offset) || contains(key, offset) || values.some(({ span }) => contains(span, offset));
  const own = configs.filter(
    ({ whole, head, variables, flags }) =>
      contains(whole, offset) || contains(head, offset) || variables.some(isIn) || flags.some(isIn),
  );
  if (own.length > 0) return own;
  const first = exportedNear(configs, offset).find(({ exports }) => exports?.entries().some(isIn));
  return first ? [first] : [];
}

function hoverFlag(facts: Facts, text: string, offset: number, path: string | undefined): Hover | undefined {
  for (const given of facts.given) {
    const { entry, flag, form, match } = given;
    if (contains(entry.key, offset)) {
      if (!flag || !form) return unknown(facts, given);
      const note = match.kind === 'complement' ? `\`${entry.name}\` means ${flag.name} false.\n\n` : '';
      const story = describeFlag(facts.catalog, flag, form, facts.release, facts.config.command);
      return { markdown: `${inThisRun(flag.name, facts, path)}${note}${story}`, span: entry.key };
    }
    const scalar = entry.values.find((value) => value.text !== '' && contains(value.span, offset));
    const inside = scalar && form?.type === 'json' ? keyAt(scalar, offset) : undefined;
    if (inside && flag) {
      const { release, config, catalog } = facts;
      const about = { of: flag.name, key: inside.key, command: config.command, version: release.version };
      const markdown = describeKey(catalog, about);
      if (markdown) return { markdown, span: inside.span };
    }
    if (scalar && flag && form) {
      return {
        markdown:
          resolved(scalar, text) +
          describeValue(flag, form, scalar.value ?? scalar.text) +
          (flag.name === 'model' ? ofModel(facts, path) : ''),
        span: scalar.span,
      };
    }
  }
  return undefined;
}

/** The equation that a size is part of comes first: it is what the hover was opened for. */
const inThisRun = (name: string, facts: Facts, path: string | undefined): string =>
  SIZES.has(name)
    ? `${describeLayout(facts, path)}\n\n---\n\n`
    : name === 'model'
      ? ofModel(facts, path).trimStart()
      : '';

function ofModel(facts: Facts, path: string | undefined): string {
  const line = modelLine(facts, path);
  return line === '' ? '' : `\n\n${line}\n\n`;
}

function unknown(facts: Facts, { entry }: GivenFlag): Hover {
  const stranger = strangerOf(facts, entry.name);
  const markdown = stranger
    ? describeElsewhere(facts, stranger)
    : `**${code(entry.name)}** is no flag of \`megatron ${facts.config.command}\`.\n\n${describeRelease(facts.release)}`;
  return { markdown, span: entry.key };
}

/** What a word stands for where that is something else than its text. */
function resolved(scalar: Scalar, text: string): string {
  if (scalar.value === undefined) return `${code(scalar.text)} is only known when the script runs.\n\n`;
  if (!scalar.from) return /[$]/.test(scalar.text) ? `${code(scalar.text)} is ${code(scalar.value)} here.\n\n` : '';
  const line = text.slice(0, scalar.from.span.start).split('\n').length;
  return `${code(scalar.text)} is ${code(scalar.value)} here, from line ${line}.\n\n`;
}

function hoverVariable(facts: Facts, offset: number, path: string | undefined): Hover | undefined {
  const { catalog, config } = facts;
  const entry = [...(config.late ?? []), ...variablesOf(config)].find((each) => contains(each.whole, offset));
  const variable = entry && catalog.environmentByName.get(entry.name);
  if (!entry || !variable) return undefined;
  const notes = fate(facts, entry) + inThisRun(entry.name, facts, path);
  return { markdown: notes + describeVariable(variable), span: entry.key };
}

/** Says of a variable that does not hold which one does. */
function fate({ config, release }: Facts, entry: Entry): string {
  const last = variableNamed(config, entry.name);
  if (last?.key.start === entry.key.start) return '';
  const late = config.late?.includes(entry) ? `Comes too late for torchrun in ms-swift ${release.version}. ` : '';
  const value = last?.values[0]?.value;
  const other = last && isOfFile(config, last) ? 'ENV of the config file' : 'the shell';
  const holds = !last ? '' : `${other} holds${value === undefined ? '' : `: ${code(value)}`}. `;
  return `${late}${holds === '' ? '' : `What is set in ${holds}`}`.trimEnd().concat('\n\n');
}

function hoverCommand(facts: Facts, offset: number, path: string | undefined): Hover | undefined {
  const { config, release } = facts;
  // Where a file is a config by itself, its first key stands for the command, and that key was looked at before.
  if (!contains(config.head, offset)) return undefined;
  const lines = [`**megatron ${config.command}**`, describeRelease(release), describeLayout(facts, path)];
  return { markdown: lines.filter((line) => line !== '').join('\n\n'), span: config.head };
}
