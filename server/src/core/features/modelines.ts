import { parseRequest } from '../catalog/request';
import type { Catalog } from '../catalog/types';
import { listModelineWords, type ModelineWord } from '../comments/modeline';
import type { Document } from '../document/document';
import type { Finding } from '../lint/rule';
import { findNearestNames } from '../text/spelling';

/** Reports the words of `# preflight:` comments that set nothing, with the setting that was probably intended. */
export const lintModelines = (catalog: Catalog, { text, reading }: Document): Finding[] =>
  listModelineWords(text, reading.configs).flatMap((word) => {
    const problem = findProblem(catalog, word);
    return problem ? [reportWord(word, problem)] : [];
  });

/** The settings of a modeline, with the pattern of their values. `ms-swift` takes the name of a release. */
const SETTINGS: Readonly<Record<string, { value: RegExp; expected: string }>> = {
  'ms-swift': { value: /./, expected: 'a release such as 3.8.1, 4.0.0.dev0, main or >=4.1' },
  'world-size': { value: /^0*[1-9]\d*$/, expected: 'a number of GPUs, such as 16' },
  'gpu-memory': { value: /^0*[1-9]\d*(?:\.\d+)?$/, expected: 'the GiB of each GPU, such as 80' },
  'model-config': { value: /./, expected: 'the path of a config.json' },
};

/** Other spellings of settings, without punctuation. */
const SYNONYMS: Readonly<Record<string, string>> = {
  swift: 'ms-swift',
  msswift: 'ms-swift',
  swiftversion: 'ms-swift',
  msswiftversion: 'ms-swift',
  version: 'ms-swift',
  release: 'ms-swift',
  worldsize: 'world-size',
  gpus: 'world-size',
  ngpus: 'world-size',
  numgpus: 'world-size',
  gpumemory: 'gpu-memory',
  gpumem: 'gpu-memory',
  memory: 'gpu-memory',
  vram: 'gpu-memory',
  modelconfig: 'model-config',
  config: 'model-config',
};

interface WordProblem {
  message: string;
  /** The text that was probably intended. */
  suggestion?: string | undefined;
}

function findProblem({ releases }: Catalog, { key, value, text }: ModelineWord): WordProblem | undefined {
  const name = findSetting(key);
  // Words of a sentence are no settings.
  if (value === undefined && (name === undefined || name !== key.toLowerCase())) return undefined;
  const setting = name === undefined ? undefined : SETTINGS[name];
  const names = Object.keys(SETTINGS).join(', ');
  if (name === undefined || !setting)
    return { message: `\`${text}\` sets nothing: the settings of a preflight comment are ${names}.` };
  if (value === undefined) return { message: `\`${text}\` sets nothing. Write ${name}= and ${setting.expected}.` };
  const isValid = setting.value.test(value) && (name !== 'ms-swift' || parseRequest(value, releases) !== undefined);
  if (isValid && name === key && ASSIGNMENT.test(text)) return undefined;
  const repaired = isValid ? value : repairValue(name, value, releases);
  const suggestion = repaired === undefined ? undefined : `${name}=${repaired}`;
  const reason = describeReason(name, key, isValid, value, setting.expected);
  const advice = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return { message: `\`${text}\` sets nothing, since ${reason}.${advice}`, suggestion };
}

/** A setting as it is read: without spaces, and with an equals sign or version specifiers. */
const ASSIGNMENT = /^[\w-]+(?:==?[^\s=]|[<>~!])/;

function describeReason(name: string, key: string, isValid: boolean, value: string, expected: string): string {
  if (name !== key) return `the setting is called ${name}`;
  return isValid
    ? 'an equals sign without spaces belongs between the name and the value'
    : `\`${value}\` is not ${expected}`;
}

/** Finds the setting that a key means. */
function findSetting(key: string): string | undefined {
  if (key in SETTINGS) return key;
  const letters = key.toLowerCase().replace(/[^a-z]/g, '');
  if (Object.hasOwn(SYNONYMS, letters)) return SYNONYMS[letters];
  const [nearest] = letters.length < 4 ? [] : findNearestNames(key, Object.keys(SETTINGS), 1);
  return nearest;
}

/** Letters that are read as digits. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  l: '1',
  I: '1',
  i: '1',
  '|': '1',
  o: '0',
  O: '0',
  ',': '.',
  _: '.',
};

function repairValue(name: string, value: string, releases: readonly string[]): string | undefined {
  if (name === 'world-size') return /^(\d+)/.exec(replaceLookalikes(value))?.[1]?.replace(/^0+/, '') || undefined;
  if (name === 'gpu-memory') return /^\d+(?:\.\d+)?(?=(?:gi?b?|g)?$)/i.exec(value)?.[0];
  if (name !== 'ms-swift') return undefined;
  const plain = value
    .replace(/^[^\w<>=~!^]+/, '')
    .replace(/(?<![^\w*])[^\w*]+$/, '')
    .replace(/^(?:release|version|v)[-_.]?(?=\d)/i, '');
  const candidates = [plain, replaceLookalikes(plain), plain.replace(/\.{2,}/g, '.')];
  return (
    candidates.find((each) => each !== '' && parseRequest(each, releases)) ?? findNearestNames(plain, releases, 1)[0]
  );
}

const replaceLookalikes = (text: string): string =>
  text.replace(/[lIi|oO,_]/g, (character) => LOOKALIKES[character] ?? character);

const reportWord = ({ span, text }: ModelineWord, { message, suggestion }: WordProblem): Finding => ({
  rule: 'release.comment',
  severity: 'warning',
  outcome: 'ignored',
  message,
  span,
  flags: [],
  related: [],
  fixes:
    suggestion === undefined
      ? []
      : [
          {
            title: `Change \`${text}\` to ${suggestion}`,
            safe: true,
            changes: [{ op: 'text', span, newText: suggestion }],
          },
        ],
});
