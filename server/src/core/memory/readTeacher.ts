import { type Facts, LazyFacts, textFactsOf } from '../facts/facts';
import { readModelFacts } from '../facts/modelConfig';
import { flagValue } from '../facts/values';
import type { ModelNumbers } from './modelNumbers';
import { readNumbers } from './readNumbers';

/** Reads the numbers of a teacher that is loaded beside the model; undefined without one. */
export function readTeacher(facts: Facts, missing: string[], isLora: boolean): ModelNumbers | undefined {
  const type = flagValue(facts, 'rlhf_type');
  if (type !== 'gkd' && type !== 'grpo') return undefined;
  const name = flagValue(facts, 'teacher_model');
  if (name === null || flagValue(facts, 'offload_teacher_model') === true) return undefined;
  // The model without its adapter is its own teacher.
  if (isLora && name !== undefined && name === flagValue(facts, 'model')) return undefined;
  const named = typeof name === 'string' ? facts.catalog.findModel(name) : undefined;
  if (!named) {
    missing.push('the numbers of the teacher model');
    return undefined;
  }
  const model = readModelFacts(named.size.config, facts.release.version, {
    unknownFields: named.size.unknown?.split(' '),
  });
  return readNumbers(new LazyFacts(facts.config, { ...facts.context, model }, textFactsOf(facts)), missing);
}
