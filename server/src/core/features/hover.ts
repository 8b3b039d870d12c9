import type { Catalog } from '../catalog/types';
import type { Config, Entry, Scalar } from '../config/config';
import {
  containsOffset,
  findConfigsByExports,
  findVariable,
  isSameSpan,
  nameOfCommand,
  variablesOf,
} from '../config/lookup';
import type { Document } from '../document/document';
import { getFacts, modelOf } from '../document/facts';
import type { Facts } from '../facts/facts';
import type { GivenFlag } from '../facts/givens';
import { isFromConfigFile } from '../facts/launcherEnvironment';
import { findOtherReleaseFlag } from '../facts/otherReleaseFlags';
import { describeKey, findKey } from './completion/jsonKeys';
import {
  describeFlag,
  describeOtherReleaseFlag,
  describeRelease,
  describeValue,
  type Hover,
  toCodeSpan,
} from './markdown/describeFlag';
import { describeVariable } from './markdown/describeVariable';
import { describeLayout, formatModelLine, LAYOUT_NAMES } from './markdown/layout';
import { describeModelDefault } from './markdown/modelDefault';
import { hoverSbatchDirective } from './sbatchDirectives';

/** Provides the hover of the flag, value, environment variable or command at an offset. */
export function provideHover(catalog: Catalog, document: Document, offset: number): Hover | undefined {
  const directive = hoverSbatchDirective(catalog, document, offset);
  if (directive) return directive;
  for (const config of findConfigs(document, offset)) {
    const facts = getFacts(catalog, document, config);
    const path = modelOf(catalog, document, config)?.path;
    const result =
      hoverFlag(facts, document.text, offset, path) ??
      hoverVariable(facts, config, offset, path) ??
      hoverCommand(facts, offset, path);
    if (result) return result;
  }
  return undefined;
}

/** Finds the configs with text at an offset. A variable exported to many commands counts for the first one only. */
function findConfigs({ reading: { configs } }: Document, offset: number): Config[] {
  const isUnderCursor = ({ fullSpan, key, values }: Entry): boolean =>
    containsOffset(fullSpan, offset) ||
    containsOffset(key, offset) ||
    values.some(({ span }) => containsOffset(span, offset));
  const own = configs.filter(
    ({ fullSpan, head, variables, flags, launchWords = [] }) =>
      containsOffset(fullSpan, offset) ||
      containsOffset(head, offset) ||
      variables.some(isUnderCursor) ||
      launchWords.some(({ span }) => containsOffset(span, offset)) ||
      flags.some(isUnderCursor),
  );
  if (own.length > 0) return own;
  const first = findConfigsByExports(configs, offset).find(({ exports }) => exports?.entries().some(isUnderCursor));
  return first ? [first] : [];
}

function hoverFlag(facts: Facts, text: string, offset: number, path: string | undefined): Hover | undefined {
  for (const given of facts.givenFlags) {
    const { entry, flag, form, match } = given;
    if (containsOffset(entry.key, offset)) {
      if (!flag || !form) return hoverUnknownFlag(facts, given);
      const note = match.kind === 'complement' ? `\`${entry.name}\` sets ${flag.name} to false.\n\n` : '';
      const inEffect = describeModelDefault(facts, flag.name, path);
      const description = describeFlag(facts.catalog, flag, form, facts.release, facts.config.command, inEffect);
      return { markdown: `${describeSizeOrModel(flag.name, facts, path)}${note}${description}`, span: entry.key };
    }
    const scalar = entry.values.find((value) => value.text !== '' && containsOffset(value.span, offset));
    const keyAtOffset = scalar && form?.type === 'json' ? findKey(scalar, offset) : undefined;
    if (keyAtOffset && flag) {
      const { release, config, catalog } = facts;
      const topic = { of: flag.name, key: keyAtOffset.key, command: config.command, version: release.version };
      const markdown = describeKey(catalog, topic);
      if (markdown) return { markdown, span: keyAtOffset.span };
    }
    if (scalar && flag && form) {
      return {
        markdown:
          describeResolvedValue(scalar, text) +
          describeValue(
            facts.catalog,
            flag,
            form,
            scalar.value ?? scalar.text,
            facts.release.version,
            facts.config.command,
          ) +
          (flag.name === 'model' ? formatModelBlock(facts, path) : ''),
        span: scalar.span,
      };
    }
  }
  return undefined;
}

/** The parallel layout or the model, which come before the description of a flag that they concern. */
const describeSizeOrModel = (name: string, facts: Facts, path: string | undefined): string =>
  LAYOUT_NAMES.has(name) && facts.config.command !== 'swift export'
    ? `${describeLayout(facts, path)}\n\n---\n\n`
    : name === 'model'
      ? formatModelBlock(facts, path).trimStart()
      : '';

function formatModelBlock(facts: Facts, path: string | undefined): string {
  const line = formatModelLine(facts, path);
  return line === '' ? '' : `\n\n${line}\n\n`;
}

function hoverUnknownFlag(facts: Facts, { entry }: GivenFlag): Hover {
  const otherFlag = findOtherReleaseFlag(facts, entry.name);
  const markdown = otherFlag
    ? describeOtherReleaseFlag(facts, otherFlag)
    : `**${toCodeSpan(entry.name)}** is not a flag of \`${nameOfCommand(facts.config.command)}\`.\n\n${describeRelease(facts.release)}`;
  return { markdown, span: entry.key };
}

/** Describes the value of an argument that differs from its text. */
function describeResolvedValue(scalar: Scalar, text: string): string {
  if (scalar.value === undefined) return `${toCodeSpan(scalar.text)} is only known when the script runs.\n\n`;
  if (!scalar.from)
    return /[$]/.test(scalar.text) ? `${toCodeSpan(scalar.text)} is ${toCodeSpan(scalar.value)} here.\n\n` : '';
  const line = text.slice(0, scalar.from.span.start).split('\n').length;
  return `${toCodeSpan(scalar.text)} is ${toCodeSpan(scalar.value)} here, set on line ${line}.\n\n`;
}

function hoverVariable(facts: Facts, written: Config, offset: number, path: string | undefined): Hover | undefined {
  const { catalog, config } = facts;
  const ignored = config.launcher ? variablesOf(written) : [];
  const entry = [...(config.lateVariables ?? []), ...variablesOf(config), ...ignored].find((each) =>
    containsOffset(each.fullSpan, offset),
  );
  const variable = entry && catalog.environmentByName.get(entry.name);
  if (!entry || !variable) return undefined;
  const notes = describeOverride(facts, entry) + describeSizeOrModel(entry.name, facts, path);
  return { markdown: notes + describeVariable(catalog, variable, facts.release.version), span: entry.key };
}

/** Describes why a variable has no effect: it is set too late, or another setting takes precedence. */
function describeOverride({ config, release }: Facts, entry: Entry): string {
  const effective = findVariable(config, entry.name);
  if (config.launcher && !(effective && isSameSpan(effective.key, entry.key)))
    return `Without effect here: ${config.launcher === 'none' ? 'the script is not started by `megatron`' : `the arguments of ${config.launcher} count`}.\n\n`;
  if (effective && isSameSpan(effective.key, entry.key)) return '';
  const sentences: string[] = [];
  if (config.lateVariables?.includes(entry))
    sentences.push(`Set too late for torchrun in ms-swift ${release.version}.`);
  if (effective) {
    const source = isFromConfigFile(config, effective) ? 'ENV of the config file' : 'the shell';
    const value = effective.values[0]?.value;
    sentences.push(`The value from ${source} takes precedence${value === undefined ? '' : `: ${toCodeSpan(value)}`}.`);
  }
  return `${sentences.join(' ')}\n\n`;
}

function hoverCommand(facts: Facts, offset: number, path: string | undefined): Hover | undefined {
  const { config, release } = facts;
  // The head of a config file without a command is its first key, whose own hover takes precedence.
  if (!containsOffset(config.head, offset)) return undefined;
  const lines = [`**${nameOfCommand(config.command)}**`, describeRelease(release), describeLayout(facts, path)];
  return { markdown: lines.filter((line) => line !== '').join('\n\n'), span: config.head };
}
