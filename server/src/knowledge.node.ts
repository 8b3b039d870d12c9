import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Service } from './core/service';

/** One of the files that stand packed beside the bundles; see `scripts/knowledge.mjs`. */
function readPacked<T>(name: string): () => T {
  let data: T | undefined;
  return () => {
    data ??= JSON.parse(brotliDecompressSync(readFileSync(join(__dirname, name))).toString('utf8')) as T;
    return data;
  };
}

type Kind = 'rules' | 'flags' | 'environment' | 'megatron';

interface Knowledge {
  /** The files of `schemas`, less what only explains. */
  files: Record<string, unknown>;
  /** The names of the properties that are texts. */
  texts: Record<Kind, string[]>;
}

const readKnowledge = readPacked<Knowledge>('knowledge.br');
/** By kind, by what each thing is called, by property. */
const readTexts = readPacked<Record<Kind, Record<string, Record<string, unknown>>>>('texts.br');

/** What a file of `schemas` says that judging needs. */
export const knowledge = (name: string): unknown => readKnowledge().files[name];

/** Gives everything in the service its texts: the first one that is asked for is what reads them. */
export function explained(service: Service): Service {
  const { flags, environment, megatron } = service.catalog;
  const things = { rules: service.rules, flags, environment, megatron: megatron.options };
  for (const kind of Object.keys(things) as Kind[]) {
    const texts = lookedUp(kind);
    for (const thing of things[kind]) Object.setPrototypeOf(thing, texts);
  }
  return service;
}

/** What things of a kind inherit: their texts, by what they are called. */
function lookedUp(kind: Kind): object {
  const getter = (key: string): PropertyDescriptor & ThisType<{ id?: string; name: string }> => ({
    enumerable: true,
    get() {
      return readTexts()[kind][this.id ?? this.name]?.[key];
    },
  });
  return Object.defineProperties({}, Object.fromEntries(readKnowledge().texts[kind].map((key) => [key, getter(key)])));
}
