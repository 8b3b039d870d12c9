import type { Catalog } from '../catalog/types';
import { modelineOf } from '../comments/modeline';
import { readSuppressions } from '../comments/suppressions';
import type { ConfigReader } from '../config/config';
import { type Hints, isTooLong, type Syntax } from '../syntax/syntax';
import { syntaxOfNamedFile } from '../syntax/syntaxes';
import { chooseReader } from './configReader';
import type { Document, DocumentContext, Neighbor } from './document';
import { releaseOf } from './facts';
import { createHints, createNamedFileHints } from './hints';
import { countFlagsOfRun, findNamingCommand, joinNeighbors, type ReadNeighbor } from './joins';
import { createDocumentSecrets } from './secrets';

/** Reads a text together with its neighbors. Never throws; a text without training commands has no configs. */
export type ReadDocument = (text: string, syntax: Syntax, context: DocumentContext) => Document;

export function createReadDocument(catalog: Catalog): ReadDocument {
  const hints = createHints(catalog);
  const readNeighbor = createReadNeighbor(hints);
  return (text, syntax, context) => {
    const release = releaseOf(catalog, modelineOf(text), context);
    const namingCommand = findNamingCommand(context, readNeighbor);
    const reader = namingCommand && chooseReader(namingCommand.command, release);
    const isRead = reader !== undefined && reader !== 'none';
    const documentHints = isRead ? createNamedFileHints(hints, reader === 'launcher' ? undefined : reader) : hints;
    const document = readAlone(text, syntax, context, documentHints);
    const joins = joinNeighbors(document, release, readNeighbor);
    const flagCount = document.reading.configs.reduce((sum, config) => sum + countFlagsOfRun({ joins }, config), 0);
    return { ...document, joins, flagCount, secrets: createDocumentSecrets({ ...document, joins }) };
  };
}

/**
 * Reads neighbors as config files. A neighbor object is kept by all versions of a document, so each reader reads it
 * once.
 */
function createReadNeighbor(hints: Hints): ReadNeighbor {
  const cache = new WeakMap<Neighbor, Map<ConfigReader | undefined, Document>>();
  return (neighbor, reader) => {
    const { name, text } = neighbor;
    const documents = cache.get(neighbor) ?? new Map<ConfigReader | undefined, Document>();
    cache.set(neighbor, documents);
    const document =
      documents.get(reader) ?? readAlone(text, syntaxOfNamedFile(name), { name }, createNamedFileHints(hints, reader));
    documents.set(reader, document);
    return document;
  };
}

/** Reads a text without its neighbors. */
function readAlone(text: string, syntax: Syntax, context: DocumentContext, hints: Hints): Document {
  const reading = syntax.read(text, hints);
  const suppressions = readSuppressions(isTooLong(text) ? '' : text, reading, syntax.lineContinuation);
  const modeline = modelineOf(text);
  const joins = new Map();
  const secrets = createDocumentSecrets({ text, reading, joins });
  const caches = { cache: new Map(), textCache: {} };
  return { text, syntax, context, modeline, suppressions, reading, flagCount: 0, joins, secrets, ...caches };
}
