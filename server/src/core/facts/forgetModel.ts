import { type Facts, LazyFacts, textFactsOf } from './facts';

/** Returns the facts of the same run without those of its model. */
export const forgetModel = (facts: Facts): Facts =>
  new LazyFacts(facts.config, { ...facts.context, model: undefined }, textFactsOf(facts));
