import { formOf } from '../../catalog/catalog';
import type { Catalog } from '../../catalog/types';
import { describeFlag, describeValue } from '../markdown/describeFlag';
import { describeVariable } from '../markdown/describeVariable';
import { escapeAngles } from '../markdown/escapeAngles';
import { describeSbatchOption } from '../sbatchDirectives';
import type { FlagTable } from './flagTable';
import type { Topic } from './item';
import { describeKey } from './jsonKeys';

/** Returns the type and default of the flag that a completion item is about. */
export const detailOfTopic = (catalog: Catalog, table: FlagTable, topic: Topic): string | undefined =>
  'flag' in topic && topic.value === undefined
    ? table.find(catalog, topic.version, topic.command, topic.flag)?.detail
    : undefined;

/** Describes the subject of a completion item as Markdown. */
export function describeTopic(catalog: Catalog, topic: Topic | undefined): string | undefined {
  if (!topic) return undefined;
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
  if (topic.value !== undefined) {
    const description = describeValue(catalog, flag, form, topic.value, topic.version, topic.command);
    return topic.reason === undefined ? description : `${escapeAngles(topic.reason)}\n\n${description}`;
  }
  return describeFlag(catalog, flag, form, { version: topic.version, from: 'default' }, topic.command, {
    inEffect: topic.inEffect,
  });
}
