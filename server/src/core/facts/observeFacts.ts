import type { Config } from '../config/config';
import { type Facts, LazyFacts, type TextFacts, textFactsOf } from './facts';
import type { FactsContext } from './givens';
import type { Layout } from './parallelLayout';

/** Returns the same facts, which report the name of every flag that is looked up in them. */
export function observeFacts(facts: Facts, onRead: (name: string) => void): Facts {
  const lastByName = new ObservedMap(facts.lastByName, onRead);
  const textFacts = { ...textFactsOf(facts), lastByName };
  return new ObservedFacts(facts.config, facts.context, textFacts, new ObservedMap([], onRead), onRead);
}

/** A map that reports its keys as they are looked up. */
class ObservedMap<Value> extends Map<string, Value> {
  private readonly onRead: (name: string) => void;

  constructor(entries: Iterable<readonly [string, Value]>, onRead: (name: string) => void) {
    super(entries);
    this.onRead = onRead;
  }

  override get(name: string): Value | undefined {
    this.onRead(name);
    return super.get(name);
  }

  override has(name: string): boolean {
    this.onRead(name);
    return super.has(name);
  }
}

/** Facts that report when the parallel layout is read. */
class ObservedFacts extends LazyFacts {
  private readonly onRead: (name: string) => void;

  constructor(
    config: Config,
    context: FactsContext,
    textFacts: TextFacts,
    valueCache: Facts['valueCache'],
    onRead: (name: string) => void,
  ) {
    super(config, context, textFacts, valueCache);
    this.onRead = onRead;
  }

  override get layout(): Layout {
    this.onRead('layout');
    return super.layout;
  }
}
