import { nameOfRelease } from '../catalog/release';
import type { Catalog, Flag, Form } from '../catalog/types';
import type { Config, Entry, Scalar } from '../config/config';
import {
  containsOffset,
  findConfigsByExports,
  findVariable,
  isSameSpan,
  nameOfCommand,
  toUnderscores,
  variablesOf,
} from '../config/lookup';
import type { Document } from '../document/document';
import { getFacts, modelOf } from '../document/facts';
import type { Facts } from '../facts/facts';
import type { GivenFlag } from '../facts/givens';
import { isFromConfigFile } from '../facts/launcherEnvironment';
import { findOtherReleaseFlag } from '../facts/otherReleaseFlags';
import type { Linter } from '../lint/linter';
import type { RuleDocs } from '../lint/rule';
import { describeKey, findKey } from './completion/jsonKeys';
import { findLatestFindings } from './latestFindings';
import {
  describeFlag,
  describeOtherReleaseFlag,
  describeRelease,
  describeValue,
  type Hover,
  toCodeSpan,
} from './markdown/describeFlag';
import { describeMemory } from './markdown/describeMemory';
import { describeVariable } from './markdown/describeVariable';
import { describeEquations, describeLayout, formatModelLine, LAYOUT_NAMES } from './markdown/layout';
import { describeMemoryEffect, describeMemoryOfVariable } from './markdown/memoryEffect';
import { describeModelDefault } from './markdown/modelDefault';
import { describeRuleStates } from './markdown/ruleStates';
import { hoverSbatchDirective } from './sbatchDirectives';

/** The knowledge that hovers need besides the text. */
export interface HoverContext {
  catalog: Catalog;
  lint: Linter;
  ruleDocs: (id: string) => RuleDocs | undefined;
  /** The hover ends before the explanation. */
  isShort: boolean;
}

/** A run under the cursor. */
interface HoveredRun extends HoverContext {
  document: Document;
  written: Config;
  facts: Facts;
  /** The path of the model's config.json. */
  path: string | undefined;
}

/** Provides the hover of the flag, value, environment variable or command at an offset. */
export function provideHover(context: HoverContext, document: Document, offset: number): Hover | undefined {
  const { catalog } = context;
  const directive = hoverSbatchDirective(catalog, document, offset);
  if (directive) return directive;
  for (const written of findConfigs(document, offset)) {
    const facts = getFacts(catalog, document, written);
    const run = { ...context, document, written, facts, path: modelOf(catalog, document, written)?.path };
    const result = hoverFlag(run, offset) ?? hoverVariable(run, offset) ?? hoverCommand(run, offset);
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

function hoverFlag(run: HoveredRun, offset: number): Hover | undefined {
  const { facts } = run;
  for (const given of facts.givenFlags) {
    const { entry, flag, form } = given;
    if (containsOffset(entry.key, offset)) return hoverFlagName(run, given);
    const scalar = entry.values.find((value) => value.text !== '' && containsOffset(value.span, offset));
    const keyAtOffset = scalar && form?.type === 'json' ? findKey(scalar, offset) : undefined;
    if (keyAtOffset && flag) {
      const { release, config, catalog } = facts;
      const topic = { of: flag.name, key: keyAtOffset.key, command: config.command, version: release.version };
      const markdown = describeKey(catalog, topic);
      if (markdown) return { markdown, span: keyAtOffset.span };
    }
    if (scalar && flag && form) return hoverValue(run, flag, form, scalar);
  }
  return undefined;
}

function hoverFlagName(run: HoveredRun, given: GivenFlag): Hover {
  const { facts, path } = run;
  const { entry, flag, form, match } = given;
  if (!flag || !form) return hoverUnknownFlag(facts, given);
  const note = match.kind === 'complement' ? `\`${entry.name}\` sets ${flag.name} to false.\n\n` : '';
  const view = {
    inEffect: describeModelDefault(facts, flag.name, path),
    now: describeNow(run, flag),
    isHover: true,
    isShort: run.isShort,
  };
  const description = describeFlag(facts.catalog, flag, form, facts.release, facts.config.command, view);
  return { markdown: `${note}${description}`, span: entry.key };
}

function hoverValue(run: HoveredRun, flag: Flag, form: Form, scalar: Scalar): Hover {
  const { facts, path, document } = run;
  const word = scalar.value ?? scalar.text;
  const { catalog, release, config } = facts;
  const view = { inEffect: describeModelDefault(facts, flag.name, path), now: describeNow(run, flag) };
  const description = describeValue(catalog, flag, form, word, release.version, config.command, view);
  return { markdown: describeResolvedValue(scalar, document.text) + description, span: scalar.span };
}

/** Describes what holds for a flag in a run: the sizes or the model that it decides, its effect on memory, and the rules about it. */
function describeNow({ facts, path, document, written, ...context }: HoveredRun, { name }: Flag): string {
  const { findings } = findLatestFindings(context.catalog, context.lint, document, written);
  return [
    describeSizeOrModel(name, facts, path),
    describeMemoryEffect(facts, name, formOf(facts, name)),
    describeRuleStates(context.lint, context.ruleDocs, facts, findings, name),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

const formOf = ({ catalog, release, config }: Facts, name: string): Form | undefined =>
  catalog.view(release.version, config.command).forms.get(name);

/** The equations of the parallel layout, or the model, for a flag or variable that they concern. */
function describeSizeOrModel(name: string, facts: Facts, path: string | undefined): string {
  const isSize = LAYOUT_NAMES.has(name) && facts.config.command !== 'swift export';
  const model = isSize || name === 'model' ? formatModelLine(facts, path) : '';
  return [isSize ? describeEquations(facts, name) : '', model].filter((block) => block !== '').join('\n\n');
}

/** Describes the flag that an unknown one was meant to be: its later or earlier name, or the most similar one. */
function hoverUnknownFlag(facts: Facts, { entry }: GivenFlag): Hover {
  const { catalog, release, config } = facts;
  const otherFlag = findOtherReleaseFlag(facts, entry.name);
  if (otherFlag) return { markdown: describeOtherReleaseFlag(facts, otherFlag), span: entry.key };
  const { forms, findSimilar } = catalog.view(release.version, config.command);
  const [nearest] = findSimilar(toUnderscores(entry.name.replace(/^-+/, '')));
  const flag = nearest === undefined ? undefined : catalog.byName.get(nearest);
  const form = flag && forms.get(flag.name);
  // The finding above it already says that the flag is unknown.
  const markdown =
    flag && form
      ? `Instead of ${toCodeSpan(entry.name)}, the most similar flag:\n\n${describeFlag(catalog, flag, form, release, config.command, { isHover: true })}`
      : `${toCodeSpan(entry.name)} is not a flag of \`${nameOfCommand(config.command)}\` in ms-swift ${nameOfRelease(release)}.\n\n${describeRelease(release)}`;
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

function hoverVariable({ facts, written, path }: HoveredRun, offset: number): Hover | undefined {
  const { catalog, config } = facts;
  const ignored = config.launcher ? variablesOf(written) : [];
  const entry = [...(config.lateVariables ?? []), ...variablesOf(config), ...ignored].find((each) =>
    containsOffset(each.fullSpan, offset),
  );
  const variable = entry && catalog.environmentByName.get(entry.name);
  if (!entry || !variable) return undefined;
  const now = [describeSizeOrModel(entry.name, facts, path), describeMemoryOfVariable(facts, entry.name)]
    .filter((block) => block !== '')
    .join('\n\n');
  const description = describeVariable(catalog, variable, facts.release.version, now);
  return { markdown: describeOverride(facts, entry) + description, span: entry.key };
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

function hoverCommand({ facts, path }: HoveredRun, offset: number): Hover | undefined {
  const { config, release } = facts;
  // The head of a config file without a command is its first key, whose own hover takes precedence.
  if (!containsOffset(config.head, offset)) return undefined;
  const lines = [
    `**${nameOfCommand(config.command)}**`,
    describeRelease(release),
    describeLayout(facts, path),
    describeMemory(facts),
  ];
  return { markdown: lines.filter((line) => line !== '').join('\n\n'), span: config.head };
}
