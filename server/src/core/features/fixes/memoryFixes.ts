import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { fixOf } from '../../lint/fix';
import { findImprovements } from '../../memory/findRemedies';

/** Lists the changes after which a run fits its GPUs as fixes. */
export const listMemoryFixes = (facts: Facts): Fix[] =>
  findImprovements(facts).map(({ title, settings }) =>
    fixOf(title, ...settings.map(({ flag, values }) => ({ op: 'set' as const, flag, values: [...values] }))),
  );
