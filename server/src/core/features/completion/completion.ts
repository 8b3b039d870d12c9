import { formOf } from '../../catalog/catalog';
import { compareReleases, isExplicit, isInRange } from '../../catalog/release';
import { lifetimeOf } from '../../catalog/renames';
import type { Catalog, Flag, Form } from '../../catalog/types';
import { TYPES } from '../../catalog/value';
import type { Document } from '../../document/document';
import { getFacts, modelOf } from '../../document/facts';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import type { Cursor, Syntax } from '../../syntax/syntax';
import { describeFlag, describeValue, formatDefault } from '../markdown/describeFlag';
import { describeVariable } from '../markdown/describeVariable';
import { docsOfFlag } from '../markdown/flagDocs';
import { describeModelDefault } from '../markdown/modelDefault';
import { filterAcceptedValues } from '../markdown/releaseNames';
import { completeSbatchDirective, describeSbatchOption } from '../sbatchDirectives';
import type { Completion, Topic } from './item';
import { completeJsonKeys, describeKey } from './jsonKeys';
import { listModelNames } from './modelNames';

/** Completes flags, values, variables, keys and `#SBATCH` options at an offset. */
export function complete(catalog: Catalog, document: Document, offset: number): Completion[] {
  const directiveCompletions = completeSbatchDirective(catalog, document, offset);
  if (directiveCompletions) return directiveCompletions;
  const jsonPosition = document.syntax.findMapCursor(document.text, document.reading, offset);
  const keyCompletions =
    jsonPosition && completeJsonKeys(getFacts(catalog, document, jsonPosition.config), document.text, jsonPosition);
  if (keyCompletions) return keyCompletions;
  const cursor = document.syntax.findCursor(document.text, document.reading, offset);
  if (!cursor) return [];
  const facts = getFacts(catalog, document, cursor.config);
  if (cursor.at === 'env') return completeVariables(facts, document, cursor);
  if (cursor.at === 'envValue') return completeVariableValues(facts, document, cursor);
  if (cursor.at === 'flag') return completeFlags(document, cursor, facts);
  return completeValues(document, cursor, facts);
}

function completeFlags(document: Document, cursor: Cursor, facts: Facts): Completion[] {
  const { catalog, release, config } = facts;
  const entry = cursor.at === 'flag' ? cursor.entry : undefined;
  const view = catalog.view(release.version, config.command);
  const model = modelOf(catalog, document, cursor.config)?.path;
  const ownFlags = view.flags.map((flag): Completion => {
    const form = view.forms.get(flag.name) as Form;
    const inEffect = describeModelDefault(facts, flag.name, model);
    const takesValue = !(entry && entry.values.length > 0);
    const newText = document.syntax.printFlag(flag.name, takesValue, document.text, cursor);
    const given = findGiven(facts, flag.name);
    return {
      label: document.syntax.label(flag.name),
      kind: 'flag',
      detail: `${TYPES[form.type].label}${form.list ? ' list' : ''} = ${formatDefault(form)}`,
      summary: docsOfFlag(catalog, flag, release.version, config.command).summary,
      sort: `${sortRankOf(flag, form, given !== undefined && given.entry !== entry)}${flag.name}`,
      filter: filterTextOf(newText, cursor, flag),
      edit: { span: cursor.span, newText },
      topic: {
        flag: flag.name,
        command: config.command,
        version: release.version,
        ...(inEffect !== undefined && { inEffect }),
      },
      isObsolete: form.noEffect === true || form.overwritten === true,
    };
  });
  return isExplicit(release) ? ownFlags : [...ownFlags, ...completeFlagsOfOtherReleases(document, cursor, facts)];
}

/** Completes flags of other releases, labeled and last. Without an explicit release, the user may mean one of those. */
function completeFlagsOfOtherReleases(
  document: Document,
  cursor: Cursor,
  { catalog, release, config }: Facts,
): Completion[] {
  const { forms } = catalog.view(release.version, config.command);
  return catalog.flags.flatMap((flag): Completion[] => {
    if (forms.has(flag.name)) return [];
    const version = catalog.releases.findLast((each) => formOf(flag, each, config.command) !== undefined);
    if (version === undefined) return [];
    const { since, until } = lifetimeOf(catalog, flag, config.command);
    const newText = document.syntax.printFlag(flag.name, true, document.text, cursor);
    return [
      {
        label: document.syntax.label(flag.name),
        kind: 'flag',
        detail: compareReleases(since, release.version) > 0 ? `since ${since}` : `until ${until}`,
        summary: catalog.docs.flag(flag.name, version).summary,
        sort: `5${flag.name}`,
        filter: filterTextOf(newText, cursor, flag),
        edit: { span: cursor.span, newText },
        topic: { flag: flag.name, command: config.command, version },
      },
    ];
  });
}

/** The text to compare with the typed text. A name typed without its dashes must find its flag as well. */
function filterTextOf(newText: string, cursor: Cursor, flag: Flag): string {
  return cursor.prefix.startsWith('-') || cursor.prefix === '' ? newText.trim().replace(/:$/, '') : flag.name;
}

/** Ranks important flags first, then documented ones. Flags without effect and flags that are already given come last. */
function sortRankOf(flag: Flag, form: Form, isGiven: boolean): string {
  if (isGiven) return '4';
  if (form.noEffect || form.overwritten) return '3';
  return flag.starred ? '0' : flag.documented ? '1' : '2';
}

function completeValues(document: Document, cursor: Cursor & { at: 'value' }, facts: Facts): Completion[] {
  const given = facts.givenFlags.find((each) => each.entry === cursor.entry);
  const { flag, form } = given ?? {};
  const nextFlags = completeFlags(document, cursor, facts);
  if (!given || !flag || !form) return nextFlags;
  const { catalog, release, config } = facts;
  const { values: described = {} } = docsOfFlag(catalog, flag, release.version, config.command);
  const names = flag.name === 'model' && cursor.index === 0 ? listModelNames(facts, cursor.prefix) : [];
  const listed = [...new Set([...listValues(flag, form, described, cursor), ...names])];
  const values = filterAcceptedValues(catalog, flag, listed, release.version, config.command);
  const valueItems = values.map((value, index): Completion => {
    const newText = document.syntax.printValue(value, document.text, cursor);
    return {
      label: value,
      kind: 'value',
      detail: String(form.default) === value ? 'default' : '',
      summary: described[value] ?? '',
      sort: `0${String(index).padStart(3, '0')}`,
      filter: newText.trim(),
      edit: { span: cursor.span, newText },
      topic: { flag: flag.name, command: config.command, version: release.version, value },
    };
  });
  return mayValuesEnd(cursor, form, document.syntax) ? [...valueItems, ...nextFlags] : valueItems;
}

/**
 * Lists choices and known values in their own order, then examples. Examples are offered only before anything is typed,
 * since Enter must never replace a value of the user by one of them.
 */
function listValues(
  flag: Flag,
  form: Form,
  described: Record<string, string>,
  cursor: Cursor & { at: 'value' },
): string[] {
  const choices = TYPES[form.type].suggestions(form);
  const examples = cursor.prefix === '' && cursor.index === 0 ? (flag.examples ?? []) : [];
  return [...new Set([...choices, ...Object.keys(described), ...examples])];
}

/** Whether the flag before the cursor may be complete, so that the next flag is offered as well. */
function mayValuesEnd(cursor: Cursor & { at: 'value' }, form: Form, syntax: Syntax): boolean {
  const startsFlag = cursor.prefix === '' || cursor.prefix.startsWith('-');
  return syntax.allowsFlagAfterValue && startsFlag && (cursor.index > 0 || form.bare === true);
}

/** Completes the variables that are read in the release; without an explicit one, those of others too. */
function completeVariables({ catalog, release }: Facts, document: Document, cursor: Cursor): Completion[] {
  const { version } = release;
  const variables = catalog.environment.filter(({ releases }) => !isExplicit(release) || isInRange(version, releases));
  return variables.map((variable, index) => {
    const newText = document.syntax.printVariable(variable.name, document.text, cursor);
    return {
      label: variable.name,
      kind: 'variable',
      detail: 'environment',
      summary: catalog.docs.variable(variable.name, version).summary,
      sort: String(index).padStart(3, '0'),
      filter: variable.name,
      edit: { span: cursor.span, newText },
      topic: { variable: variable.name, version },
    };
  });
}

function completeVariableValues(
  { catalog, release: { version } }: Facts,
  document: Document,
  cursor: Cursor & { at: 'envValue' },
): Completion[] {
  const variable = catalog.environmentByName.get(cursor.entry.name);
  if (!variable) return [];
  const { values: described = {}, examples = [] } = catalog.docs.variable(variable.name, version);
  const values = [...new Set([...Object.keys(described), ...examples])];
  return values.map((value, index) => {
    const newText = document.syntax.printValue(value, document.text, cursor);
    return {
      label: value,
      kind: 'value',
      detail: '',
      summary: described[value] ?? '',
      sort: String(index).padStart(3, '0'),
      filter: newText.trim(),
      edit: { span: cursor.span, newText },
      topic: { variable: variable.name, version },
    };
  });
}

/** Describes the subject of a completion item as Markdown. */
export function describeTopic(catalog: Catalog, topic: Topic): string | undefined {
  if ('directive' in topic) {
    const option = catalog.sbatch.find(({ name }) => name === topic.directive);
    return option && describeSbatchOption(option);
  }
  if ('of' in topic) return describeKey(catalog, topic);
  if ('variable' in topic) {
    const variable = catalog.environmentByName.get(topic.variable);
    return variable && describeVariable(catalog, variable, topic.version);
  }
  const flag = catalog.byName.get(topic.flag);
  const form = flag && formOf(flag, topic.version, topic.command);
  if (!flag || !form) return undefined;
  if (topic.value !== undefined) return describeValue(catalog, flag, form, topic.value, topic.version, topic.command);
  return describeFlag(catalog, flag, form, { version: topic.version, from: 'default' }, topic.command, {
    inEffect: topic.inEffect,
  });
}
