import type { ScriptPin } from '../catalog/pin';
import type { ReleaseChoice } from '../catalog/release';
import { findScriptPins, unitePins } from '../catalog/scriptPins';
import type { Catalog } from '../catalog/types';
import { modelineOf } from '../comments/modeline';
import { readSuppressions } from '../comments/suppressions';
import type { Reading } from '../config/config';
import { type Hints, isTooLong, type Syntax } from '../syntax/syntax';
import { baseOf, syntaxOfNamedFile } from '../syntax/syntaxes';
import { reportUnreadCommand } from '../syntax/unreadCommand';
import { chooseReader, isForOmegaConf, type Reader } from './configReader';
import {
  createExportAnswers,
  type Document,
  type DocumentContext,
  type Neighbor,
  type PreviousVersion,
} from './document';
import { createHints, createNamedFileHints } from './hints';
import {
  addConversions,
  convertsCheckpoint,
  countFlagsOfRun,
  findNamingCommand,
  joinNeighbors,
  type ReadNeighbor,
} from './joins';
import { chooseReleaseOfText } from './releases';
import { type CreateSecrets, createDocumentSecrets } from './secrets';

/**
 * Reads a text together with its neighbors. Never throws; a text without training commands has no configs. The findings of
 * the version before are reused where nothing has changed.
 */
export type ReadDocument = (text: string, syntax: Syntax, context: DocumentContext, previous?: Document) => Document;

/**
 * Reads a text that a document could have, to see what its findings would be. The document keeps all that it knows, and
 * its secrets are hidden in the answer.
 */
export type ReadTrial = (text: string, document: Document) => Document;

export function createReadDocument(catalog: Catalog): { read: ReadDocument; readTrial: ReadTrial } {
  const readText = createReadText(createHints(catalog));
  const createSecrets = createDocumentSecrets();
  const readNeighbor = createReadNeighbor(readText, createSecrets);
  const readJoined = (
    text: string,
    syntax: Syntax,
    context: DocumentContext,
    previous: Reading | undefined,
  ): Document => {
    const isConversion = (): boolean => convertsCheckpoint(readText(text, syntax, 'launcher').reading);
    const namingCommand = findNamingCommand(context, readNeighbor, isConversion);
    const chooseOwnRelease = (): ReleaseChoice =>
      chooseReleaseOfText(catalog, { text, modeline: modelineOf(text), scriptPins: [], context });
    const isOmegaConf = (): boolean => baseOf(syntax).id === 'yaml' && isForOmegaConf(chooseOwnRelease());
    const reader = namingCommand
      ? chooseReader(namingCommand.command, chooseOwnRelease())
      : chooseUnnamedReader(context.isConfigFile === true, isOmegaConf());
    const read = createDocument(readText(text, syntax, reader, previous), context, createSecrets);
    const release = chooseReleaseOfText(catalog, read);
    const document = { ...read, reading: addConversions(read, release, readNeighbor) };
    const joins = joinNeighbors(document, release, readNeighbor);
    const flagCount = document.reading.configs.reduce((sum, config) => sum + countFlagsOfRun({ joins }, config), 0);
    return { ...document, joins, flagCount, secrets: createSecrets({ ...document, joins }) };
  };
  return {
    read: (text, syntax, context, previous) => ({
      ...readJoined(text, syntax, context, previous?.ownReading),
      textCache: previous ? { previous: startComparison(forgetPrevious(previous)) } : {},
    }),
    readTrial: (text, document) => {
      // A trial of a trial is compared with the open document too, since only that has answers to keep.
      const original = document.textCache.trialOf ?? document;
      const { syntax, context, secrets } = document;
      return {
        // The first version of a text is in one piece, and cutting it for each trial would cost more than reading it.
        ...readJoined(text, syntax, context, original.textCache.previous && original.ownReading),
        secrets,
        textCache: { previous: startComparison(original), trialOf: original },
      };
    },
  };
}

/** Prepares the comparison of a document with the version before. */
const startComparison = (document: Document): PreviousVersion => ({
  document,
  kept: new Map(),
  asked: { answers: createExportAnswers() },
});

/** The reader of a file that no command names. */
function chooseUnnamedReader(isConfigFile: boolean, isOmegaConf: boolean): TextReader {
  if (isConfigFile) return isOmegaConf ? 'omegaconf' : 'launcher';
  return isOmegaConf ? 'unnamed omegaconf' : 'none';
}

/** Keeps one version before, without what is not reused, so that a document that is edited for long stays small. */
function forgetPrevious(document: Document): Document {
  const { previous } = document.textCache;
  // A version that was never checked has no findings.
  if (!document.textCache.listed && previous) return previous.document;
  delete document.textCache.previous;
  for (const [config, { linted }] of document.cache) document.cache.set(config, linted ? { linted } : {});
  return document;
}

/**
 * Reads neighbors as config files. A neighbor object is kept by all versions of a document, so each reader reads it
 * once.
 */
function createReadNeighbor(readText: ReadText, createSecrets: CreateSecrets): ReadNeighbor {
  const cache = new WeakMap<Neighbor, Map<Reader, Document>>();
  return (neighbor, reader = 'launcher') => {
    const { name, text } = neighbor;
    const documents = cache.get(neighbor) ?? new Map<Reader, Document>();
    cache.set(neighbor, documents);
    const document =
      documents.get(reader) ?? createDocument(readText(text, syntaxOfNamedFile(name), reader), { name }, createSecrets);
    documents.set(reader, document);
    return document;
  };
}

/** The parts of a document that its text alone decides. */
type ReadingOfText = Pick<
  Document,
  'text' | 'syntax' | 'modeline' | 'scriptPins' | 'suppressions' | 'reading' | 'ownReading'
>;

/** The reader of a text. A file that no command names is one only if its keys say so. */
type TextReader = Reader | 'unnamed omegaconf';

/** Reads a text as a certain reader of config files does, with the help of the reading of the version before. */
type ReadText = (text: string, syntax: Syntax, reader: TextReader, previous?: Reading) => ReadingOfText;

/**
 * Limit on the readings that are kept: a text is read again when a neighbor or a setting has changed, and as the neighbor
 * of another document.
 */
const MAX_RECENT_READINGS = 16;

function createReadText(hints: Hints): ReadText {
  let recent: readonly { reader: TextReader; base: Syntax; result: ReadingOfText }[] = [];
  // The same object for all texts, so that a syntax can tell whether the version before was read in the same way.
  const hintsByReader: Partial<Record<TextReader, Hints>> = {};
  const hintsFor = (reader: TextReader): Hints => {
    hintsByReader[reader] ??= createHintsFor(reader, hints);
    return hintsByReader[reader];
  };
  return (text, syntax, reader, previous) => {
    const base = baseOf(syntax);
    // The length is compared first, since other versions of a text mostly differ in it.
    const known = recent.find(
      ({ reader: other, base: otherBase, result }) =>
        result.text.length === text.length &&
        otherBase === base &&
        (base.isRunnable || other === reader) &&
        result.text === text,
    );
    // An edit that brings an earlier text back keeps the other commands, which are the same only as those of the version before.
    const hasOthers = known !== undefined && known.result.reading.configs.length > 1;
    const isCurrent = known && (!previous || !hasOthers || known.result.ownReading === previous);
    if (isCurrent && recent[0] === known) return known.result;
    const current = isCurrent ? known : { reader, base, result: readAlone(text, base, hintsFor(reader), previous) };
    recent = [current, ...recent.filter((each) => each !== known)].slice(0, MAX_RECENT_READINGS);
    return current.result;
  };
}

function createHintsFor(reader: TextReader, hints: Hints): Hints {
  if (reader === 'none') return hints;
  if (reader === 'unnamed omegaconf') return { ...hints, reader: 'omegaconf' };
  return createNamedFileHints(hints, reader === 'launcher' ? undefined : reader);
}

function readAlone(text: string, base: Syntax, hints: Hints, previous: Reading | undefined): ReadingOfText {
  const ownReading = base.read(text, hints, previous);
  const reading = reportUnreadCommand(text, ownReading);
  // The commands in a manifest are shown and edited as in a script.
  const hasCommands = base.commands !== undefined && reading.configs[0]?.syntax === 'shell';
  const syntax = (hasCommands && base.commands) || base;
  const suppressions = readSuppressions(isTooLong(text) ? '' : text, reading, syntax.lineContinuation);
  return {
    text,
    syntax,
    modeline: modelineOf(text),
    scriptPins: findPins(text, base),
    suppressions,
    reading,
    ownReading,
  };
}

function findPins(text: string, { id }: Syntax): readonly ScriptPin[] {
  const pins = isTooLong(text) ? [] : findScriptPins(text);
  return id === 'markdown' ? unitePins(pins) : pins;
}

function createDocument(read: ReadingOfText, context: DocumentContext, createSecrets: CreateSecrets): Document {
  const joins = new Map();
  const secrets = createSecrets({ ...read, joins });
  return { ...read, context, flagCount: 0, joins, secrets, cache: new Map(), textCache: {} };
}
