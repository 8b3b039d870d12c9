import { formOf } from '../../catalog/catalog';
import type { Catalog } from '../../catalog/types';
import { describeFlag, describeValue } from '../markdown/describeFlag';
import { describeVariable } from '../markdown/describeVariable';
import { describeSbatchOption } from '../sbatchDirectives';
import type { Topic } from './item';
import { describeKey } from './jsonKeys';

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
  if (topic.value !== undefined) return describeValue(catalog, flag, form, topic.value, topic.version, topic.command);
  return describeFlag(catalog, flag, form, { version: topic.version, from: 'default' }, topic.command, {
    inEffect: topic.inEffect,
  });
}
