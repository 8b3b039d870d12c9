import { isExplicit, isInRange, type ReleaseChoice } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { Span } from '../../config/config';
import type { Document } from '../../document/document';
import type { Facts } from '../../facts/facts';
import type { Cursor } from '../../syntax/syntax';
import type { Completion } from './item';

/** Completion of environment variables and their values. */

/** Lists the variables that are read in the release; where it is a guess, those of others too. */
export function listVariables(
  { environment, docs }: Catalog,
  release: ReleaseChoice,
): { name: string; summary: string }[] {
  return environment
    .filter(({ releases }) => !isExplicit(release) || isInRange(release.version, releases))
    .map(({ name }) => ({ name, summary: docs.variable(name, release.version).summary }));
}

/** Completes the names of variables that the run does not set yet. */
export function completeVariables(
  { catalog, release, config }: Facts,
  document: Document,
  cursor: Cursor,
): Completion[] {
  const current = cursor.at === 'env' ? cursor.entry : undefined;
  const given = new Set(
    config.variables.flatMap((entry) => (entry.key.start === current?.key.start ? [] : entry.name)),
  );
  return listVariables(catalog, release)
    .filter(({ name }) => !given.has(name))
    .map((variable, index): Completion => {
      const newText = document.syntax.printVariable(variable.name, document.text, cursor);
      return {
        label: variable.name,
        kind: 'variable',
        detail: 'environment',
        note: 'launcher',
        summary: variable.summary,
        sort: String(index).padStart(3, '0'),
        filter: variable.name,
        edit: { span: cursor.span, newText },
        topic: { variable: variable.name, version: release.version },
        continues: /[= ]$/.test(newText),
      };
    });
}

/** Completes the values of the variable at the cursor. */
export function completeVariableValues(
  { catalog, release }: Facts,
  document: Document,
  cursor: Cursor & { at: 'envValue' },
): Completion[] {
  const print = (value: string): string => document.syntax.printValue(value, document.text, cursor);
  return completeValuesOfVariable(catalog, release, cursor.entry.name, cursor.span, print);
}

/** Completes the values of a variable that is set where no command is. */
export function completeValuesOfVariable(
  catalog: Catalog,
  { version }: ReleaseChoice,
  name: string,
  span: Span,
  print: (value: string) => string = (value) => value,
): Completion[] {
  const variable = catalog.environmentByName.get(name);
  if (!variable) return [];
  const { values: described = {}, examples = [] } = catalog.docs.variable(name, version);
  return [...new Set([...Object.keys(described), ...examples])].map((value, index) => {
    const newText = print(value);
    return {
      label: value,
      kind: 'value',
      detail: '',
      summary: described[value] ?? '',
      sort: String(index).padStart(3, '0'),
      filter: newText.trim(),
      edit: { span, newText },
      topic: { variable: name, version },
    };
  });
}
