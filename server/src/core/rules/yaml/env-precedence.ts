import { isInRange } from '../../catalog/release';
import type { Entry } from '../../config/config';
import { variablesOf } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { isFromConfigFile, LATE_ENV_RELEASES } from '../../facts/launcherEnvironment';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { createEnvExample } from './common';

export const envPrecedence: Rule = {
  id: 'yaml.env-precedence',
  needsWords: true,
  title: 'Variable set in both ENV and the shell',
  severity: 'warning',
  outcome: 'overridden',
  releases: '4.1+',
  why: 'From 4.2.2 on, a variable that the shell sets is left unchanged, and a different value in ENV is only logged; 4.3.0 stops there, because the logging statement itself fails. Up to 4.2.1 ENV takes precedence over the shell.',
  source: 'swift/cli/main.py of 4.1.0, 4.2.2 and 4.3.0 (`logger` is not defined there), parse_yaml_args',
  bad: [
    createEnvExample('4.5.2', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
    createEnvExample('4.1.0', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
    createEnvExample('4.3.0', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
  ],
  good: [
    createEnvExample('4.5.2', 'HF_HUB_OFFLINE=1 ', 'HF_HUB_OFFLINE: 1'),
    createEnvExample('4.5.2', '', 'HF_HUB_OFFLINE: 1'),
  ],
  check: (facts) => {
    const { version } = facts.release;
    const isRejected = isInRange(version, '4.3.0-4.3.0');
    const isEnvUsed = isInRange(version, LATE_ENV_RELEASES);
    return findOverriddenVariables(facts).map(({ overridden, effective }): Found => {
      const shellVariable = isEnvUsed ? overridden : effective;
      const { name } = overridden;
      const common = {
        span: overridden.fullSpan,
        flags: [name],
        fixes: [fixRemove(overridden, `this ${name}`)],
      };
      if (isRejected)
        return {
          ...common,
          severity: 'error',
          outcome: 'rejected',
          message: `${name} has different values in ENV of the config file and in the shell; ms-swift 4.3.0 stops there with a NameError. Set it in only one of them.`,
          related: [{ span: shellVariable.fullSpan, message: `the other ${name}` }],
        };
      return {
        ...common,
        message: `${name} is set in ENV of the config file and in the shell; ms-swift ${version} uses the value from ${isEnvUsed ? 'ENV' : 'the shell'}.`,
        related: [{ span: effective.fullSpan, message: `this ${name} takes effect` }],
      };
    });
  },
};

/** Returns the variables that the file and the shell set to different values. The one that is set last takes effect. */
function findOverriddenVariables({ config }: Facts): { overridden: Entry; effective: Entry }[] {
  if (!config.joinedConfigFile) return [];
  const last = new Map(variablesOf(config).map((entry) => [entry.name, entry]));
  return variablesOf(config).flatMap((overridden) => {
    const effective = last.get(overridden.name);
    if (!effective || isFromConfigFile(config, effective) === isFromConfigFile(config, overridden)) return [];
    const values = [overridden, effective].map((entry) => entry.values[0]?.value);
    return values.includes(undefined) || values[0] === values[1] ? [] : [{ overridden, effective }];
  });
}
