import type { Release } from '../catalog/release';
import { fixText } from '../lint/fix';
import type { Finding } from '../lint/rule';
import type { Glob } from '../text/glob';
import { findNearestNames } from '../text/spelling';
import { createFinding, quoteText } from './findings';
import { keysOf, LAUNCH_KEYS, type ProjectKey } from './keys';
import type { ProjectReading, ProjectSettings, RunSettings } from './projectSettings';
import { reportBroken } from './syntaxFindings';
import { readToml } from './toml/readToml';
import type { TomlMember, TomlTable, TomlValue } from './toml/tree';
import { readAmount, readFolders, readPatterns, readRelease, readSeverities, type ValueContext } from './values';

/** Limit of `preflight.toml`, in characters. */
const MAX_PROJECT_LENGTH = 300_000;
/** Limit on the findings in it. */
const MAX_FINDINGS = 200;
/** Limit on `[[overrides]]` tables, each of which is matched with every file. */
const MAX_OVERRIDES = 200;

const NO_SETTINGS: ProjectSettings = { base: {}, files: [], exclude: [], overrides: [] };

/**
 * Reads a `preflight.toml`. Never throws: a statement that is broken or wrong is reported, and all others hold. `ruleIds`
 * are the ids of all rules, `releases` those of the catalog.
 */
export function readProject(text: string, releases: readonly Release[], ruleIds: readonly string[]): ProjectReading {
  const reason = describeUnreadable(text);
  if (reason !== undefined) {
    const finding = createFinding('settings.syntax', { start: 0, end: 0 }, reason);
    return { settings: NO_SETTINGS, findings: [finding] };
  }
  const findings: Finding[] = [];
  const context: ValueContext = { text, releases, ruleIds, report: (finding) => findings.push(finding) };
  const { root, broken, repeated } = readToml(text);
  for (const each of broken) findings.push(reportBroken(text, each));
  for (const { key, first } of repeated) {
    const message = `${quoteText(key.name)} is set twice, and the first value holds. Remove one of them.`;
    const related = [{ span: first.span, message: 'The first value' }];
    findings.push({ ...createFinding('settings.repeated', key.span, message), related });
  }
  const settings = readSettings(context, root);
  findings.sort((a, b) => a.span.start - b.span.start);
  return { settings, findings: findings.slice(0, MAX_FINDINGS) };
}

/** The reason for which nothing in a file is read; undefined if it is. */
function describeUnreadable(text: string): string | undefined {
  if (text.length > MAX_PROJECT_LENGTH)
    return `The file has ${text.length} characters, and nothing in it is used. Keep it below ${MAX_PROJECT_LENGTH}.`;
  // In UTF-16, which some programs of Windows write, every other byte of most texts is 0.
  return text.startsWith('\ufffd\ufffd') || text.slice(0, 2).includes('\0')
    ? 'The file is not a text in UTF-8, and nothing in it is used. Save it in UTF-8.'
    : undefined;
}

function readSettings(context: ValueContext, root: TomlTable): ProjectSettings {
  const members = findMembers(context, root, 'file');
  const patterns = (name: string): Glob[] => {
    const value = members.get(name);
    return value ? readPatterns(context, name, value) : [];
  };
  return {
    base: readRunSettings(context, members),
    files: patterns('files'),
    exclude: patterns('exclude'),
    overrides: listOverrides(context, members.get('overrides')).map((table) => readOverride(context, table)),
  };
}

/** Returns the values of the known keys of a table, by name, and reports all others. */
function findMembers(context: ValueContext, table: TomlTable, place: 'file' | 'overrides'): Map<string, TomlValue> {
  const keys = keysOf(place);
  const found = new Map<string, TomlValue>();
  for (const member of table.members.values()) {
    if (keys.some(({ name }) => name === member.key.name)) found.set(member.key.name, member.value);
    else context.report(reportUnknown(member, keys, place));
  }
  return found;
}

function reportUnknown({ key: { name, span } }: TomlMember, keys: readonly ProjectKey[], place: string): Finding {
  const shown = quoteText(name);
  const plain = name.toLowerCase().replaceAll('_', '-');
  if (LAUNCH_KEYS.some((each) => plain === each || plain.startsWith(`${each}-`) || plain.endsWith(`-${each}`))) {
    const message = `${shown} cannot be set in this file. It belongs to the project, so that a copy from a stranger would choose the hosts and programs of your launches. Use preflight.launch.targets and preflight.launch.executables in your own settings.`;
    return createFinding('settings.launch', span, message);
  }
  const words = plain.replaceAll('-', '');
  const alias = keys.find(({ aliases }) => aliases.some((each) => each.replaceAll('-', '') === words));
  const nearest =
    alias?.name ??
    findNearestNames(
      plain,
      keys.map((key) => key.name),
      1,
    )[0];
  if (nearest !== undefined) {
    const fix = fixText(`Change to ${nearest}`, span, nearest);
    return createFinding('settings.unknown-key', span, `${shown} has no effect. Did you mean \`${nearest}\`?`, [fix]);
  }
  const list = keys.map((key) => key.name).join(', ');
  const where = place === 'file' ? 'this file' : 'a table of overrides';
  return createFinding('settings.unknown-key', span, `${shown} has no effect. The keys of ${where} are ${list}.`);
}

function readRunSettings(context: ValueContext, members: ReadonlyMap<string, TomlValue>): RunSettings {
  const settings: RunSettings = {};
  const [release, gpus, memory, models, severity] = ['release', 'gpus', 'gpu-memory', 'models', 'severity'].map(
    (name) => members.get(name),
  );
  const found = {
    release: release && readRelease(context, 'release', release),
    gpus: gpus && readAmount(context, 'gpus', gpus, 'GPUs'),
    gpuMemory: memory && readAmount(context, 'gpu-memory', memory, 'GiB'),
    models: models && readFolders(context, 'models', models),
    severity: severity && readSeverities(context, 'severity', severity),
  };
  for (const [name, value] of Object.entries(found))
    if (value !== undefined) Object.assign(settings, { [name]: value });
  return settings;
}

/** Lists the tables of overrides, and reports values that are none. */
function listOverrides(context: ValueContext, value: TomlValue | undefined): TomlTable[] {
  if (value === undefined) return [];
  const items = value.kind === 'array' ? value.items : [value];
  const tables = items.filter((item) => item.kind === 'table');
  for (const item of items) {
    if (value.kind === 'array' && item.kind === 'table') continue;
    const isHeader = context.text.startsWith('[overrides]', item.span.start - 1);
    const message = 'overrides is a list of tables. Begin each with a line [[overrides]], with two brackets.';
    const header = { start: item.span.start - 1, end: item.span.end + 1 };
    const fixes = isHeader ? [fixText('Change to [[overrides]]', header, '[[overrides]]')] : [];
    context.report(createFinding('settings.value', item.span, message, fixes));
  }
  const excess = tables[MAX_OVERRIDES];
  if (excess) {
    const message = `The file has ${tables.length} tables of overrides, of which the first ${MAX_OVERRIDES} are used. Merge some of them.`;
    context.report(createFinding('settings.value', excess.span, message));
  }
  return tables.slice(0, MAX_OVERRIDES);
}

function readOverride(context: ValueContext, table: TomlTable): ProjectSettings['overrides'][number] {
  const members = findMembers(context, table, 'overrides');
  const files = members.get('files');
  if (!files) {
    const message =
      'This table of overrides has no files, so that it has no effect. Add a line such as files = ["experiments/**"].';
    context.report(createFinding('settings.value', table.span, message));
  }
  return { files: files ? readPatterns(context, 'files', files) : [], settings: readRunSettings(context, members) };
}
