import type { Config, Entry, Reading, Scalar } from '../../config/config';
import { addMapped, appendMapped, createMappedText, type MappedText } from '../../text/mappedText';
import { type MappingNode, type Pair, type ScalarNode, spanOf, targetOf, type YamlNode } from '../pyyaml/node';
import { findScriptWord, namesCommand, readMappedScript, readWords, type Surroundings } from '../shell/readMapped';
import type { Hints } from '../syntax';
import { mapScalar } from './mapScalar';
import { parseYaml } from './parseYaml';

/**
 * Training commands in YAML files of other programs: Kubernetes manifests, Compose files, CI workflows. A command is a
 * script in a text, the lines of a list, or the words of a list.
 */

/** Keys of the lists of words that a container runs, in the order in which they are joined. */
const WORD_KEYS = ['entrypoint', 'command', 'args'];

/** Keys of the variables that reach the commands below the same map. */
const VARIABLE_KEYS = /^(?:env|environment|envs|variables)$/;

/** Keys of texts for people. */
const PROSE_KEYS =
  /^(?:name|title|description|summary|message|comment|help|note|label|display_?name|.*\.(?:md|txt|py|json|ya?ml))$/i;

interface Search {
  source: string;
  hints: Hints;
  variables: readonly Variable[];
  /** Compose writes a dollar of the shell as two. */
  isCompose: boolean;
  found: Reading;
}

type Variable = Pick<Entry, 'name' | 'key' | 'values'>;

/** Reads the training commands in a YAML file that is not a config itself. */
export function readYamlCommands(text: string, hints: Hints): Reading {
  const found: Reading = { configs: [], problems: [] };
  if (!namesCommand(text)) return found;
  for (const { source, start } of splitDocuments(text)) {
    if (!namesCommand(source.slice(start))) continue;
    const { root } = parseYaml(source);
    if (root) searchNode(root, { source, hints, variables: [], isCompose: hasKey(root, 'services'), found });
  }
  found.configs.sort((a, b) => a.fullSpan.start - b.fullSpan.start);
  return found;
}

/** Splits a stream of documents. The text before each of them is replaced by spaces, so that its offsets stay. */
function splitDocuments(text: string): { source: string; start: number }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index + 3)].slice(0, MAX_DOCUMENTS);
  return starts.map((start, index) => {
    const end = (starts[index + 1] ?? text.length + 3) - 3;
    return { source: text.slice(0, start).replace(/[^\n]/g, ' ') + text.slice(start, end), start };
  });
}

const MAX_DOCUMENTS = 50;

const hasKey = (node: YamlNode, key: string): boolean =>
  node.kind === 'mapping' && node.pairs.some((pair) => keyOf(pair) === key);

const keyOf = ({ key }: Pair): string => (key.kind === 'scalar' ? key.text : '');

function searchNode(node: YamlNode, search: Search): void {
  if (!namesCommandIn(node, search)) return;
  if (node.kind === 'mapping') searchMap(node, search);
  else if (node.kind === 'sequence') searchList(node.items, search);
  else if (node.kind === 'scalar') readText(node, search);
}

const namesCommandIn = (node: YamlNode, { source }: Search): boolean =>
  node.kind !== 'alias' && namesCommand(source.slice(node.start, node.end));

function searchMap({ pairs }: MappingNode, outer: Search): void {
  const own = pairs.filter((pair) => VARIABLE_KEYS.test(keyOf(pair))).flatMap(({ value }) => variablesIn(value, outer));
  const search = { ...outer, variables: [...outer.variables, ...own] };
  const lists = WORD_KEYS.flatMap((key) => pairs.filter((pair) => keyOf(pair) === key)).filter(
    ({ value }) => targetOf(value).kind === 'sequence',
  );
  const words = lists.flatMap(({ value }) => itemsOf(value));
  const isWordList = words.length > 0 && readWordList(words, search);
  for (const pair of pairs)
    if (!(isWordList && lists.includes(pair)) && !PROSE_KEYS.test(keyOf(pair))) searchNode(pair.value, search);
}

const itemsOf = (node: YamlNode): readonly YamlNode[] => {
  const target = targetOf(node);
  return target.kind === 'sequence' ? target.items : [];
};

/** Reads a list of words, or of lines, or of anything else. */
function searchList(items: readonly YamlNode[], search: Search): void {
  if (readWordList(items, search)) return;
  const lines = items.filter((item): item is ScalarNode => item.kind === 'scalar');
  if (lines.length === items.length && lines.some(({ text }) => /\s/.test(text))) readLines(lines, search);
  else for (const item of items) searchNode(item, search);
}

/** Reads `[megatron, sft, ..]` or `[bash, -c, ..]`. Returns whether the list is of that kind. */
function readWordList(items: readonly YamlNode[], search: Search): boolean {
  const nodes = items.map(targetOf);
  if (!nodes.every((node): node is ScalarNode => node.kind === 'scalar')) return false;
  const scriptIndex = findScriptWord(nodes.map(({ text }) => ({ value: text })));
  const script = nodes[scriptIndex];
  if (script) {
    readText(script, search);
    return true;
  }
  const config = readWords(
    nodes.map((node) => wordOf(node, search)),
    search.hints,
    surroundingsOf(search),
  );
  if (config) search.found.configs.push(config);
  return config !== undefined;
}

/** Returns the argument that a scalar stands for, at the span inside its quotes. */
function wordOf(node: ScalarNode, { source }: Search): Scalar {
  const { start, end } = spanOf(node);
  const isQuoted = /^["']/.test(source[start] ?? '');
  const span = isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
  const isKnown = !/\$\(|\$\{|\{\{/.test(node.text);
  return { text: source.slice(span.start, span.end), span, value: isKnown ? node.text : undefined };
}

const surroundingsOf = ({ variables }: Search): Surroundings => ({ variables });

function readText(node: ScalarNode, search: Search): void {
  const scalar = mapScalar(search.source, node);
  if (!scalar) return;
  const { mapped, literalIndent } = scalar;
  addReading(
    readMappedScript(hideTemplates(mapped, search), search.hints, {
      ...surroundingsOf(search),
      ...(literalIndent !== undefined && { verbatim: { indent: literalIndent } }),
    }),
    search,
  );
}

/** Reads the lines of a list, which CI programs run in one shell. */
function readLines(lines: readonly ScalarNode[], search: Search): void {
  const script = createMappedText();
  for (const line of lines) {
    const scalar = mapScalar(search.source, line);
    if (!scalar) continue;
    appendMapped(script, scalar.mapped);
    addMapped(script, '\n', line.end, line.end);
  }
  addReading(readMappedScript(hideTemplates(script, search), search.hints, surroundingsOf(search)), search);
}

function addReading({ configs, problems }: Reading, { found }: Search): void {
  found.configs.push(...configs.map((config): Config => config));
  found.problems.push(...problems);
}

/**
 * Replaces templates such as `${{ inputs.lr }}` and `{{ .Values.lr }}` by an unknown variable of the same length, and the
 * two dollars of Compose by one.
 */
function hideTemplates(mapped: MappedText, { isCompose }: Search): MappedText {
  const text = mapped.text.replace(
    /\$?\{\{[^{}\n]*\}\}/g,
    (template) => `\${${'_'.repeat(Math.max(1, template.length - 3))}}`,
  );
  if (!isCompose || !text.includes('$$')) return { ...mapped, text };
  const shell = createMappedText();
  for (let at = 0; at < text.length; at++) {
    const length = text.startsWith('$$', at) ? 2 : 1;
    addMapped(shell, text[at] ?? '', mapped.starts[at] ?? 0, mapped.ends[at + length - 1] ?? 0);
    at += length - 1;
  }
  return shell;
}

/** Lists the variables of a map, of `- name: A` with `value: 1`, or of `- A=1`. */
function variablesIn(node: YamlNode, { source }: Search): Variable[] {
  const target = targetOf(node);
  if (target.kind === 'mapping') return target.pairs.map(({ key, value }) => toVariable(source, key, value));
  if (target.kind !== 'sequence') return [];
  return target.items.flatMap((item): Variable[] => {
    const entry = targetOf(item);
    if (entry.kind === 'scalar') return parseAssignment(entry, source);
    if (entry.kind !== 'mapping') return [];
    const name = entry.pairs.find((pair) => keyOf(pair) === 'name')?.value;
    return name ? [toVariable(source, name, entry.pairs.find((pair) => keyOf(pair) === 'value')?.value)] : [];
  });
}

function toVariable(source: string, name: YamlNode, value: YamlNode | undefined): Variable {
  const span = spanOf(value ?? name);
  const text = value?.kind === 'scalar' && !/\$|\{\{/.test(value.text) ? value.text : undefined;
  return {
    name: name.kind === 'scalar' ? name.text : '',
    key: spanOf(name),
    values: [{ text: source.slice(span.start, span.end), span, value: text }],
  };
}

function parseAssignment(node: ScalarNode, source: string): Variable[] {
  const [, name, value] = /^(\w+)=([\s\S]*)$/.exec(node.text) ?? [];
  const span = spanOf(node);
  if (name === undefined) return [];
  const isKnown = value !== undefined && !value.includes('$');
  return [
    {
      name,
      key: span,
      values: [{ text: source.slice(span.start, span.end), span, value: isKnown ? value : undefined }],
    },
  ];
}
