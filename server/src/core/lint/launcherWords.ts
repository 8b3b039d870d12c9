import type { Change, Fix } from '../config/edit';
import { isInJoined } from '../config/joinConfigs';
import { findVariable } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { LAUNCHER_OPTIONS, LAUNCHER_VARIABLE_NAMES } from '../facts/launchArguments';
import type { Finding } from './rule';

/**
 * Rules speak of the variables that `megatron` reads. If the script calls a launcher itself, their messages name its
 * options, and their fixes change its arguments.
 */

const LAUNCHER_VARIABLE = new RegExp(`\\b(?:${LAUNCHER_VARIABLE_NAMES.join('|')})\\b`, 'g');

/** Words a finding for the launcher of the run. */
export function wordForLauncher(finding: Finding, facts: Facts): Finding {
  if (!facts.config.launcher) return finding;
  return {
    ...finding,
    message: nameOptions(finding.message, facts),
    related: finding.related.map((each) => ({ ...each, message: nameOptions(each.message, facts) })),
    fixes: changeArguments(finding.fixes, facts),
  };
}

/** Returns the fixes with changes of the launcher's arguments; without those that it does not allow. */
export function changeArguments(fixes: readonly Fix[], facts: Facts): Fix[] {
  if (!facts.config.launcher) return [...fixes];
  return fixes.flatMap((fix) => {
    const changes = fix.changes.map((change) => toArgumentChange(change, facts));
    return changes.includes(undefined)
      ? []
      : [{ ...fix, title: nameOptions(fix.title, facts), changes: changes as Change[] }];
  });
}

const nameOptions = (text: string, { config }: Facts): string =>
  text.replace(LAUNCHER_VARIABLE, (name) => {
    const option = LAUNCHER_OPTIONS[config.launcher ?? 'none'][name as (typeof LAUNCHER_VARIABLE_NAMES)[number]];
    return option ? `--${option}` : name;
  });

/** Returns the change of an argument for that of a variable; undefined if the launcher is not given the argument. */
function toArgumentChange(change: Change, { config }: Facts): Change | undefined {
  if (change.op !== 'setEnv' || !(LAUNCHER_VARIABLE_NAMES as readonly string[]).includes(change.name)) return change;
  const entry = findVariable(config, change.name);
  const isWritten = entry && entry.key.end > entry.key.start && entry.values[0]?.span !== entry.key;
  return isWritten && !entry.fromExpansion && !isInJoined(entry.key)
    ? { op: 'write', entry, values: [change.value] }
    : undefined;
}
