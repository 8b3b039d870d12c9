import { isInRange } from '../../catalog/release';
import type { Fix } from '../../config/edit';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixValue, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

const CORE_0_13_MODULES = ['core_attn', 'moe_act', 'layernorm', 'mla_up_proj', 'mlp', 'moe'];

/** Megatron core 0.14, which ms-swift has used since 3.10, can also recompute shared experts. */
const recomputableModulesOf = (release: string): string[] =>
  isInRange(release, '3.10+') ? [...CORE_0_13_MODULES, 'shared_experts'] : CORE_0_13_MODULES;

/** Modules that only the development branch of Megatron core can recompute, which DeepSeek-V4 needs. */
const DEVELOPMENT_MODULES = ['mhc', 'gdn', 'gdn_norm_out'];

export const modulesEnum: Rule = {
  id: 'rec.modules-enum',
  title: 'Unknown module to recompute',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Megatron checks the names when it builds the model configuration, after the data was prepared.',
  source:
    'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:818; core_v0.18.2 :1588; branch dev :2197',
  bad: [
    { flags: '--recompute_modules core_attn attention' },
    { flags: '--recompute_granularity selective --recompute_modules mpl' },
    { flags: '--recompute_modules core_attn mhc', release: '4.5.2' },
  ],
  good: [{ flags: '--recompute_modules core_attn mlp' }],
  check: (facts) => {
    const given = findGiven(facts, 'recompute_modules');
    // Only selective recomputation reads the list.
    if (!given || flagValue(facts, 'recompute_granularity') !== 'selective') return [];
    const modules = recomputableModulesOf(facts.release.version);
    const unknown = given.entry.values.filter(({ value }) => value !== undefined && !modules.includes(value));
    return given.entry.values.flatMap((scalar): Found[] => {
      const name = scalar.value;
      if (name === undefined || modules.includes(name)) return [];
      const suggestion =
        findNearestNames(name, modules, 1)[0] ??
        (name.includes('attn') || name.includes('attention') ? 'core_attn' : undefined);
      const otherValues = given.entry.values.flatMap((each) => (each === scalar ? [] : [each.value]));
      const dropFix =
        otherValues.length > 0 && otherValues.every((value) => value !== undefined)
          ? fixWrite(`Drop ${name}`, given.entry, otherValues as string[])
          : fixRemove(given.entry, 'recompute_modules');
      if (DEVELOPMENT_MODULES.includes(name) && isInRange(facts.release.version, '4.2+')) {
        const message = `Only the development branch of Megatron core can recompute ${name}; releases up to 0.18 stop with an AssertionError.`;
        return [
          {
            message,
            span: scalar.span,
            flags: ['recompute_modules'],
            fixes: [dropFix],
            severity: 'warning',
            outcome: 'risky',
          },
        ];
      }
      const isRepeated = suggestion !== undefined && otherValues.includes(suggestion);
      return [
        {
          message: `\`${name}\` is not a module that Megatron can recompute. Use ${modules.join(', ')}.`,
          span: scalar.span,
          flags: ['recompute_modules'],
          fixes: collectFixes(
            unknown.length > 1 ? fixToKnownModules(given, modules) : undefined,
            suggestion && !isRepeated ? fixValue(given.entry, scalar, suggestion) : undefined,
            dropFix,
          ),
        },
      ];
    });
  },
};

/** Creates a fix that keeps only the modules that Megatron knows; undefined if none would remain. */
function fixToKnownModules({ entry }: GivenFlag, modules: readonly string[]): Fix | undefined {
  const values = entry.values.flatMap(({ value }) => value ?? []);
  const known = values.filter((value) => modules.includes(value));
  if (values.length < entry.values.length || known.length === 0) return undefined;
  return fixWrite(`Keep ${known.join(', ')} only`, entry, known);
}
