import { formOfOption } from '../../catalog/megatronOptions';
import type { MegatronCore, MegatronOption, Value } from '../../catalog/types';
import { parseValue, printValue } from '../../catalog/value';
import type { Change, Fix } from '../../config/edit';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import {
  createKwargSpanLookup,
  extraKwargsEntryOf,
  fixRemoveOption,
  spanOfExtraKwarg,
  writtenKwargsOf,
} from '../../lint/extraKwargs';
import { collectFixes, fixOf, fixRemove, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/**
 * Keys of `extra_megatron_kwargs`. ms-swift appends each as `--key-with-dashes value` to the words for Megatron's own
 * parser: true makes a bare switch, a list several words, and false and null leave the key out.
 */
const base = {
  releases: '3.7-3.12',
  source: 'swift/megatron/argument/megatron_args.py, _args_to_argv; Megatron-LM megatron/training/arguments.py',
} as const;

interface KwargsKey {
  name: string;
  value: Value;
  option: MegatronOption | undefined;
}

type KeyCheck = (
  facts: Facts,
  key: KwargsKey,
  core: MegatronCore,
) => (Omit<Found, 'span' | 'flags'> & Partial<Found>) | undefined;

/** A map with more mistakes is none for Megatron, and each of its fixes would write the whole map anew. */
const MAX_KEY_FINDINGS = 20;

/** A rule that looks at each key by itself; the finding stands on the key. */
const checkEachKey = (check: KeyCheck): Rule['check'] => {
  return (facts) => {
    const { extraKwargs, catalog, release } = facts;
    if (!extraKwargs || extraKwargs.size === 0) return [];
    const core = catalog.coreOf(release.version);
    if (!core) return [];
    const findings: Found[] = [];
    let findSpan: ReturnType<typeof createKwargSpanLookup> | undefined;
    for (const [name, value] of extraKwargs) {
      const found = check(facts, { name, value, option: core.byName.get(name) }, core);
      if (!found) continue;
      findSpan ??= createKwargSpanLookup(facts);
      const span = findSpan(name);
      if (span) findings.push({ span, flags: [name], ...found });
      if (findings.length === MAX_KEY_FINDINGS) break;
    }
    return findings;
  };
};

const isLeftOut = (value: Value): boolean => value === null || value === false;

const toOptionText = (name: string): string => `--${name.replaceAll('_', '-')}`;

/** The key under another name. */
function fixKey(facts: Facts, from: string, to: { name: string; value: Value }): Fix | undefined {
  const entry = extraKwargsEntryOf(facts);
  const map = Object.entries(writtenKwargsOf(facts) ?? {}).map(([key, value]) =>
    toUnderscores(key) === from ? [to.name, to.value] : [key, value],
  );
  const values = [JSON.stringify(Object.fromEntries(map))];
  return entry && fixWrite(`Change to ${to.name}: ${printValue(to.value)}`, entry, values);
}

const extraKwargsUnknown: Rule = {
  ...base,
  id: 'cli.extra-kwargs-unknown',
  title: 'A key that is no option of Megatron-LM',
  severity: 'error',
  outcome: 'rejected',
  why: 'Megatron’s parser exits with code 2 and `unrecognized arguments`, after the data was prepared. What it turns off by `--no-x` has to be written as `no_x`.',
  bad: [{ flags: `--extra_megatron_kwargs '{"rampup_batchsize": [16, 16, 1000]}'` }],
  good: [
    { flags: `--extra_megatron_kwargs '{"rampup_batch_size": [16, 16, 1000]}'` },
    { flags: `--extra_megatron_kwargs '{"no-overlap-p2p-communication": true}'` },
  ],
  check: checkEachKey((facts, { name, value, option }, core) => {
    if (option || isLeftOut(value)) return undefined;
    const { catalog, release } = facts;
    const other = catalog.megatronByName.get(name);
    const suggestions = findNearestNames(
      name,
      core.options.map((each) => each.name),
    ).slice(0, 1);
    const opposite = core.byOpposite.get(name);
    const hint = opposite
      ? ` It is on unless ${opposite.name} turns it off.`
      : other
        ? ` It is one of core ${other.cores}.`
        : suggestions[0]
          ? ` Did you mean ${suggestions[0]}?`
          : '';
    return {
      message: `Megatron-LM core ${core.name}, which ms-swift ${release.version} starts, has no option ${toOptionText(name)}.${hint}`,
      fixes: collectFixes(
        ...(opposite || other ? [] : suggestions.map((to) => fixKey(facts, name, { name: to, value }))),
        fixRemoveOption(facts, name),
      ),
    };
  }),
};

const extraKwargsFalse: Rule = {
  ...base,
  id: 'cli.extra-kwargs-false',
  title: 'false for an option that is turned off by another name',
  severity: 'warning',
  outcome: 'ignored',
  why: 'Keys with false or null are left out, so that Megatron never gets them and keeps its default.',
  bad: [{ flags: `--extra_megatron_kwargs '{"bias_gelu_fusion": false}'` }],
  good: [
    { flags: `--extra_megatron_kwargs '{"no_bias_gelu_fusion": true}'` },
    { flags: `--extra_megatron_kwargs '{"log_progress": false}'` },
  ],
  check: checkEachKey((facts, { name, value, option }, core) => {
    if (option || !isLeftOut(value)) return undefined;
    const off = value === false ? core.byOpposite.get(name) : undefined;
    const hint = off ? `; write ${off.name}: true to turn it off` : ', and Megatron has no option of that name';
    return {
      message: `${name} is left out because its value is ${printValue(value)}${hint}.`,
      fixes: collectFixes(off && fixKey(facts, name, { name: off.name, value: true }), fixRemoveOption(facts, name)),
    };
  }),
};

const extraKwargsValue: Rule = {
  ...base,
  id: 'cli.extra-kwargs-value',
  title: 'A value that the option of Megatron-LM does not take',
  severity: 'error',
  outcome: 'rejected',
  why: 'The value is printed as words and read by argparse: a switch takes none, other options take one or several of their type.',
  bad: [
    { flags: `--extra_megatron_kwargs '{"log_progress": "yes"}'` },
    { flags: `--extra_megatron_kwargs '{"train_samples": "many"}'` },
    { flags: `--extra_megatron_kwargs '{"train_samples": true}'` },
    { flags: `--extra_megatron_kwargs '{"rerun_mode": "off"}'` },
  ],
  good: [
    { flags: `--extra_megatron_kwargs '{"log_progress": true, "train_samples": 1000, "rerun_mode": "disabled"}'` },
  ],
  check: checkEachKey((facts, { name, value, option }) => {
    if (!option || isLeftOut(value)) return undefined;
    const expected = expectedInsteadOf(option, value);
    if (!expected) return undefined;
    const asSwitch = option.type === 'switch' ? fixKey(facts, name, { name, value: true }) : undefined;
    return {
      message: `${toOptionText(name)} does not take ${printValue(value)}: expected ${expected}.`,
      fixes: collectFixes(asSwitch, fixRemoveOption(facts, name)),
    };
  }),
};

/** What would have been expected instead of a value; undefined where it is accepted, or where that cannot be told. */
function expectedInsteadOf(option: MegatronOption, value: Value): string | undefined {
  const args = value === true ? [] : Array.isArray(value) ? value : [value];
  if (option.type === 'switch') return args.length === 0 ? undefined : 'true, since it is a switch';
  const form = formOfOption(option);
  if (args.length === 0) return option.bare ? undefined : 'a value';
  if (args.length > 1 && !option.list) return 'a single value';
  for (const arg of args) {
    if (typeof arg === 'object' || typeof arg === 'boolean') continue;
    const parsed = parseValue(String(arg), form);
    if (!parsed.ok) return parsed.expected;
  }
  return undefined;
}

const extraKwargsDuplicate: Rule = {
  ...base,
  id: 'cli.extra-kwargs-dup',
  title: 'A key that is a flag of its own',
  severity: 'warning',
  outcome: 'overridden',
  why: 'Keys go over flags of the same name, and pass by what ms-swift itself does with the flag.',
  bad: [
    { flags: `--lr 1e-5 --extra_megatron_kwargs '{"lr": 1e-4}'` },
    { flags: `--extra_megatron_kwargs '{"seed": 7}'` },
  ],
  good: [{ flags: `--lr 1e-5 --extra_megatron_kwargs '{"log_progress": true}'` }],
  check: checkEachKey((facts, { name, value, option }) => {
    const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
    if (!option || isLeftOut(value) || !forms.has(name)) return undefined;
    const given = findGiven(facts, name);
    const removeFix = fixRemoveOption(facts, name);
    if (!given) {
      const values = (Array.isArray(value) ? value : [value]).map(printValue);
      const set: Change = { op: 'set', flag: name, values: values };
      return {
        severity: 'hint',
        outcome: 'risky',
        message: `${name} is a flag of its own. As a key it passes by what ms-swift checks and works out.`,
        fixes: [fixOf(`Give it as the flag ${name}`, ...(removeFix?.changes ?? []), set)],
      };
    }
    return {
      message: `${name} is given again as a key of the extra options, which goes over the flag.`,
      span: given.entry.fullSpan,
      related: [{ span: spanOfExtraKwarg(facts, name) ?? given.entry.fullSpan, message: `this ${name} holds` }],
      fixes: collectFixes(fixRemove(given.entry, `the flag ${name}`), removeFix),
    };
  }),
};

export const extraKwargsRules: Rule[] = [extraKwargsUnknown, extraKwargsFalse, extraKwargsValue, extraKwargsDuplicate];
