import { formOf } from '../../catalog/catalog';
import { compareReleases, isExplicit } from '../../catalog/release';
import { lifeOf } from '../../catalog/renames';
import type { Catalog, Flag, Form } from '../../catalog/types';
import { TYPES } from '../../catalog/value';
import type { Document } from '../../document/document';
import { factsIn } from '../../document/facts';
import type { Facts } from '../../facts/facts';
import { lastGiven } from '../../facts/givens';
import type { Cursor, Syntax } from '../../syntax/syntax';
import { describeFlag, describeValue, describeVariable, shortDefault } from '../markdown/describeFlag';
import { takenHere } from '../markdown/releaseNames';
import { completeDirective, describeBatchOption } from '../sbatchDirectives';
import type { Completion, Topic } from './item';
import { completeInside, describeKey } from './jsonKeys';

/** Everything that can stand at the cursor, most useful first. */
export function complete(catalog: Catalog, document: Document, offset: number): Completion[] {
  const inDirective = completeDirective(catalog, document, offset);
  if (inDirective) return inDirective;
  const inside = document.syntax.insideAt(document.text, document.reading, offset);
  const within = inside && completeInside(factsIn(catalog, document, inside.config), document.text, inside);
  if (within) return within;
  const cursor = document.syntax.cursorAt(document.text, document.reading, offset);
  if (!cursor) return [];
  const facts = factsIn(catalog, document, cursor.config);
  if (cursor.at === 'env') return variables(catalog, document, cursor);
  if (cursor.at === 'envValue') return variableValues(catalog, document, cursor);
  if (cursor.at === 'flag') return flags(document, cursor, facts);
  return values(document, cursor, facts);
}

function flags(document: Document, cursor: Cursor, facts: Facts): Completion[] {
  const { catalog, release, config } = facts;
  const entry = cursor.at === 'flag' ? cursor.entry : undefined;
  const view = catalog.view(release.version, config.command);
  const own = view.flags.map((flag): Completion => {
    const form = view.forms.get(flag.name) as Form;
    const takesValue = !(entry && entry.values.length > 0);
    const newText = document.syntax.flagText(flag.name, takesValue, document.text, cursor);
    const given = lastGiven(facts, flag.name);
    return {
      label: document.syntax.label(flag.name),
      kind: 'flag',
      detail: `${TYPES[form.type].label}${form.list ? ' list' : ''} = ${shortDefault(form)}`,
      summary: flag.summary,
      sort: `${rank(flag, form, given !== undefined && given.entry !== entry)}${flag.name}`,
      filter: filterOf(newText, cursor, flag),
      edit: { span: cursor.span, newText },
      topic: { flag: flag.name, command: config.command, version: release.version },
      isObsolete: form.noEffect === true || form.overwritten === true,
    };
  });
  return isExplicit(release) ? own : [...own, ...flagsElsewhere(document, cursor, facts)];
}

/** Flags that only other releases have, last, and labelled: where nobody chose a release, one of those may be meant. */
function flagsElsewhere(document: Document, cursor: Cursor, { catalog, release, config }: Facts): Completion[] {
  const { forms } = catalog.view(release.version, config.command);
  return catalog.flags.flatMap((flag): Completion[] => {
    if (forms.has(flag.name)) return [];
    const version = catalog.releases.findLast((each) => formOf(flag, each, config.command) !== undefined);
    if (version === undefined) return [];
    const { since, until } = lifeOf(flag);
    const newText = document.syntax.flagText(flag.name, true, document.text, cursor);
    return [
      {
        label: document.syntax.label(flag.name),
        kind: 'flag',
        detail: compareReleases(since, release.version) > 0 ? `since ${since}` : `until ${until}`,
        summary: flag.summary,
        sort: `5${flag.name}`,
        filter: filterOf(newText, cursor, flag),
        edit: { span: cursor.span, newText },
        topic: { flag: flag.name, command: config.command, version },
      },
    ];
  });
}

/** A name typed without its dashes still has to find its flag, so the text to compare follows what is there. */
function filterOf(newText: string, cursor: Cursor, flag: Flag): string {
  return cursor.prefix.startsWith('-') || cursor.prefix === '' ? newText.trim().replace(/:$/, '') : flag.name;
}

/** Important flags first, then the documented ones; what is given already or has no effect comes last. */
function rank(flag: Flag, form: Form, given: boolean): string {
  if (given) return '4';
  if (form.noEffect || form.overwritten) return '3';
  return flag.starred ? '0' : flag.documented ? '1' : '2';
}

function values(document: Document, cursor: Cursor & { at: 'value' }, facts: Facts): Completion[] {
  const given = facts.given.find((each) => each.entry === cursor.entry);
  const { flag, form } = given ?? {};
  const next = flags(document, cursor, facts);
  if (!given || !flag || !form) return next;
  const { catalog, release, config } = facts;
  const words = takenHere(catalog, flag, wordsFor(flag, form, cursor), release.version, config.command);
  const offered = words.map((word, index): Completion => {
    const newText = document.syntax.valueText(word, document.text, cursor);
    return {
      label: word,
      kind: 'value',
      detail: String(form.default) === word ? 'default' : '',
      summary: flag.values?.[word] ?? '',
      sort: `0${String(index).padStart(3, '0')}`,
      filter: newText.trim(),
      edit: { span: cursor.span, newText },
      topic: { flag: flag.name, command: config.command, version: release.version, value: word },
    };
  });
  return mayEndHere(cursor, form, document.syntax) ? [...offered, ...next] : offered;
}

/**
 * Choices and known values in their own order, then what people usually type. Those examples are only shown where
 * nothing is typed yet: a word of the user's own must never be replaced by one of them when Enter is pressed.
 */
function wordsFor(flag: Flag, form: Form, cursor: Cursor & { at: 'value' }): string[] {
  const words = TYPES[form.type].words(form);
  const examples = cursor.prefix === '' && cursor.index === 0 ? (flag.examples ?? []) : [];
  return [...new Set([...words, ...Object.keys(flag.values ?? {}), ...examples])];
}

/** Where the flag in front may be complete already, the next flag is offered too. */
function mayEndHere(cursor: Cursor & { at: 'value' }, form: Form, syntax: Syntax): boolean {
  const startsFlag = cursor.prefix === '' || cursor.prefix.startsWith('-');
  return syntax.flagsFollowValues && startsFlag && (cursor.index > 0 || form.bare === true);
}

function variables(catalog: Catalog, document: Document, cursor: Cursor): Completion[] {
  return catalog.environment.map((variable, index) => {
    const newText = document.syntax.envText(variable.name, document.text, cursor);
    return {
      label: variable.name,
      kind: 'variable',
      detail: 'environment',
      summary: variable.summary,
      sort: String(index).padStart(3, '0'),
      filter: variable.name,
      edit: { span: cursor.span, newText },
      topic: { variable: variable.name },
    };
  });
}

function variableValues(catalog: Catalog, document: Document, cursor: Cursor & { at: 'envValue' }): Completion[] {
  const variable = catalog.environmentByName.get(cursor.entry.name);
  if (!variable) return [];
  const words = [...new Set([...Object.keys(variable.values ?? {}), ...(variable.examples ?? [])])];
  return words.map((word, index) => {
    const newText = document.syntax.valueText(word, document.text, cursor);
    return {
      label: word,
      kind: 'value',
      detail: '',
      summary: variable.values?.[word] ?? '',
      sort: String(index).padStart(3, '0'),
      filter: newText.trim(),
      edit: { span: cursor.span, newText },
      topic: { variable: variable.name },
    };
  });
}

/** The long text of a proposal, as Markdown. */
export function describeTopic(catalog: Catalog, topic: Topic): string | undefined {
  if ('directive' in topic) {
    const option = catalog.batch.find(({ name }) => name === topic.directive);
    return option && describeBatchOption(option);
  }
  if ('of' in topic) return describeKey(catalog, topic);
  if ('variable' in topic) {
    const variable = catalog.environmentByName.get(topic.variable);
    return variable && describeVariable(variable);
  }
  const flag = catalog.byName.get(topic.flag);
  const form = flag && formOf(flag, topic.version, topic.command);
  if (!flag || !form) return undefined;
  if (topic.value !== undefined) return describeValue(flag, form, topic.value);
  return describeFlag(catalog, flag, form, { version: topic.version, from: 'default', known: true }, topic.command);
}
