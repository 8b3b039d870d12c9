import { isExplicit, isInRange } from '../../catalog/release';
import { findConfigFlag, nameOfCommand } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { flagValue } from '../../facts/values';
import { collectFixes, fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { describeMissingModel } from '../yaml/version';

/** `--config FILE` exists in 3.10 to 4.0.4; earlier releases read no file, later ones read it as the first argument. */
export const releaseConfigFile: Rule = {
  id: 'release.config-file',
  title: '--config in a release without that flag',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'The launcher of 3.10 to 4.0.4 removes `--config FILE` from the command line. Other launchers leave it there, and the trainer has no such flag. From 4.3 on it is only read together with `use_ray true`.',
  source: 'swift/cli/main.py, prepare_config_args (3.12.6) and parse_yaml_args (4.1.0)',
  supersedes: 'cli.unknown-flag',
  bad: [
    { flags: '', script: '# preflight: ms-swift=4.2.3\nmegatron sft --config run.yaml\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --model m --config run.yaml --lr 1e-5\n' },
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft --config run.yaml\n' },
    { flags: '', script: '# preflight: ms-swift=3.12.6\nmegatron sft --config=run.yaml\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft run.yaml\n' },
    // A release that is only inferred from flags does not determine the launcher.
    { flags: '', script: 'megatron sft --output_dir out --config run.yaml\n' },
  ],
  check: (facts) => [
    ...(findConfigFlag(facts.config) && isConfigFlagUnread(facts) ? [reportConfigFlag(facts)] : []),
    ...(isInRange(facts.release.version, '3.10-4.0.4') ? reportJoinedConfig(facts) : []),
  ],
};

const isConfigFlagUnread = (facts: Facts): boolean => {
  const { version } = facts.release;
  const isRay = isInRange(version, '4.3+') && flagValue(facts, 'use_ray') !== false;
  return isExplicit(facts.release) && !isInRange(version, '3.10-4.0.4') && !isRay;
};

/** Reports `--config=FILE`: the launcher of 3.10 to 4.0.4 looks for `--config` as a separate argument. */
function reportJoinedConfig(facts: Facts): Found[] {
  const entry = facts.config.flags.find(({ name, joinedByEquals }) => name === 'config' && joinedByEquals);
  const [file] = entry?.values ?? [];
  if (!entry || file?.value === undefined) return [];
  return [
    {
      message: `The launcher of ms-swift ${facts.release.version} accepts --config only as a separate argument${describeMissingModel(facts)}. Write --config ${file.text}.`,
      span: entry.fullSpan,
      flags: ['config'],
      fixes: [
        {
          title: `Write --config ${file.text}`,
          safe: true,
          changes: [{ op: 'text', span: { ...entry.key, start: entry.key.end, end: file.span.start }, newText: ' ' }],
        },
      ],
    },
  ];
}

function reportConfigFlag(facts: Facts): Found {
  const { config } = facts;
  const { version } = facts.release;
  const entry = findConfigFlag(config);
  const file = config.configFile?.text ?? '';
  const isFirstArgument = isInRange(version, '4.1+');
  const advice = isFirstArgument
    ? `Write \`${file}\` directly after \`${nameOfCommand(config.command)}\`; flags on the command line then take precedence over it.`
    : 'This release does not read YAML; write the flags into the script.';
  const insertionSpan = { ...config.head, start: config.head.end };
  return {
    message: `ms-swift ${version} has no --config, which 3.10 to 4.0.4 read${describeMissingModel(facts)}. ${advice}`,
    span: entry?.key ?? config.head,
    flags: ['config'],
    fixes: collectFixes(
      entry && isFirstArgument && config.positionals.length === 0
        ? fixOf(
            `Move ${file} to the front`,
            { op: 'remove', entry },
            { op: 'text', span: insertionSpan, newText: ` ${file}` },
          )
        : undefined,
    ),
  };
}
