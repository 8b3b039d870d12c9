import { idOfGroup } from '../../comments/suppressions';
import type { Span } from '../../config/config';
import { OVERRIDE_FILES_KEY, PROJECT_KEYS, type ProjectKey } from '../../project/keys';
import { readToml } from '../../project/toml/readToml';
import type { TomlMember, TomlTable, TomlValue } from '../../project/toml/tree';
import type { Hover } from '../markdown/describeFlag';
import { escapeAngles } from '../markdown/escapeAngles';
import type { ProjectNames } from './completeProject';
import { findPlace } from './findPlace';

/** Explains the key or the rule at an offset of a `preflight.toml`. */
export function hoverProject(
  names: Pick<ProjectNames, 'ruleIds' | 'titleOf'>,
  text: string,
  offset: number,
): Hover | undefined {
  const path = findPath(text, readToml(text).root, offset);
  const [first, second, third] = path.map(({ key }) => key.name);
  const last = path.at(-1);
  if (!last) return hoverHalfTyped(text, offset);
  const span = last.key.span;
  if (first === 'overrides' && path.length === 2)
    return describeKey(second === 'files' ? OVERRIDE_FILES_KEY : findKey(second), span);
  const rule = first === 'severity' ? second : second === 'severity' ? third : undefined;
  if (rule !== undefined) return describeRule(names, rule, span);
  return path.length === 1 ? describeKey(findKey(first), span) : undefined;
}

/** Explains the key of a statement whose value cannot be read yet. */
function hoverHalfTyped(text: string, offset: number): Hover | undefined {
  const place = findPlace(text, offset);
  if (place?.kind !== 'key' || place.isInline) return undefined;
  const name = text.slice(place.span.start, place.span.end);
  if (place.table === 'overrides' && name === 'files') return describeKey(OVERRIDE_FILES_KEY, place.span);
  return place.table === 'severity' || place.table === undefined ? undefined : describeKey(findKey(name), place.span);
}

const findKey = (name: string | undefined): ProjectKey | undefined => PROJECT_KEYS.find((key) => key.name === name);

const isAt = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** The members that lead to the key at an offset. */
function findPath(text: string, table: TomlTable, offset: number): TomlMember[] {
  for (const member of table.members.values()) {
    if (isAt(member.key.span, offset)) return [member];
    for (const inner of listTables(member.value)) {
      // The header of each table of a list repeats its key.
      const isHeader = member.value.kind === 'array' && text[inner.span.start] === '[';
      if (isHeader && isAt(inner.span, offset)) return [{ ...member, key: { ...member.key, span: inner.span } }];
      const path = findPath(text, inner, offset);
      if (path.length > 0) return [member, ...path];
    }
  }
  return [];
}

const listTables = (value: TomlValue): TomlTable[] =>
  value.kind === 'table' ? [value] : value.kind === 'array' ? value.items.filter((item) => item.kind === 'table') : [];

function describeKey(key: ProjectKey | undefined, span: Span): Hover | undefined {
  if (!key) return undefined;
  const { name, summary, details, example } = key;
  return { span, markdown: `**${name}**\n\n${summary}. ${escapeAngles(details)}\n\n\`\`\`toml\n${example}\n\`\`\`` };
}

function describeRule(
  { ruleIds, titleOf }: Pick<ProjectNames, 'ruleIds' | 'titleOf'>,
  id: string,
  span: Span,
): Hover | undefined {
  if (ruleIds.includes(id)) return { span, markdown: `**${id}**\n\n${escapeAngles(titleOf(id))}` };
  const members = ruleIds.filter((rule) => idOfGroup(rule) === id);
  return members.length > 0 ? { span, markdown: `**${id}**\n\nAll ${members.length} rules of the group` } : undefined;
}
