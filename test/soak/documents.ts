import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { createShellFile, createYamlFile } from '../bench/files.mjs';
import { releaseOfExample, writeExample } from '../support/examples';
import { service } from '../support/service';
import type { Random } from './random';

/** A file that the editor has open. Its saved text is the one it is opened with. */
export interface SoakDocument {
  uri: string;
  language: string;
  text: string;
  /** Other documents that are read with this one, by URI. */
  joined: string[];
}

interface File {
  name: string;
  language: string;
  text: string;
  joined?: string[];
}

const LINES_OF_A_COMMAND = 37;
const MIN_LINES = 40;
/** Limit of the training commands in one script. */
const MAX_COMMANDS = 12;

const { catalog } = service;
const view = catalog.view(catalog.reference, 'sft');
const known = view.flags.map((flag) => ({ flag, form: view.forms.get(flag.name) }));

/** Writes the files of a project below a folder: scripts, YAML and JSON of 40 to `maxLines` lines, some of them joined. */
export function createDocuments(folder: string, count: number, maxLines: number, random: Random): SoakDocument[] {
  const sizes = Array.from({ length: count }, (_, index) =>
    Math.round(MIN_LINES * (maxLines / MIN_LINES) ** (index / Math.max(1, count - 1))),
  );
  const files = sizes.map(
    (lines, index) => FILES[index % FILES.length]?.(lines, index, random) ?? createYaml(lines, index),
  );
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  writeSurroundings(folder);
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  return files.map(({ name, language, text, joined = [] }) => ({
    uri: uriOf(name),
    language,
    text,
    joined: joined.map(uriOf),
  }));
}

type CreateFile = (lines: number, index: number, random: Random) => File;

const createScript: CreateFile = (lines, index) => {
  const commands = Math.min(MAX_COMMANDS, Math.max(1, Math.floor(lines / LINES_OF_A_COMMAND)));
  const { text } = createShellFile(known, commands, index);
  return { name: `train-${index}.sh`, language: 'shellscript', text: padScript(text, lines) };
};

const createYaml = (lines: number, index: number): File => ({
  name: `config-${index}.yaml`,
  language: 'yaml',
  text: createYamlFile(known, lines, index).text,
});

/** A script of two commands that name the file created before it, and one that is not open. */
const createNamingScript =
  (extension: string): CreateFile =>
  (lines, index, random) => {
    const named = `config-${index - 1}.${extension}`;
    const runs = [named, 'shared.yaml'].map((name) => `megatron sft ${name} --lr 1e-5 --packing ture\n`).join('');
    const text = padScript(runs + createExamples(shell, 3, random), lines);
    return { name: `run-${index}.sh`, language: 'shellscript', text, joined: [named, 'shared.yaml'] };
  };

const createJson: CreateFile = (lines, index) => {
  const flags = known.flatMap(({ flag, form }) =>
    form && typeof form.default === 'string' && form.default !== '' ? [[flag.name, form.default]] : [],
  );
  const datasets = Array.from({ length: Math.max(1, lines - flags.length - 4) }, (_, row) => `swift/set-${row}#500`);
  const config = { model: './model', ...Object.fromEntries(flags.slice(0, lines - 4)), dataset: datasets };
  return { name: `config-${index}.json`, language: 'json', text: `${JSON.stringify(config, undefined, 2)}\n` };
};

const createMistakes: CreateFile = (lines, index, random) => ({
  name: `mistakes-${index}.sh`,
  language: 'shellscript',
  text: padScript(createExamples(shell, 6, random), lines),
});

const createYamlMistakes: CreateFile = (lines, index, random) => {
  const text = createExamples(yaml, 1, random);
  const comments = Array.from({ length: Math.max(0, lines - 30) }, (_, row) => `# lr: ${row}e-5\n`).join('');
  return { name: `mistakes-${index}.yaml`, language: 'yaml', text: text + comments };
};

const FILES: readonly CreateFile[] = [
  createScript,
  createYaml,
  createNamingScript('yaml'),
  createMistakes,
  createJson,
  createNamingScript('json'),
  createYamlMistakes,
];

/** Examples of that many mistakes, one after another. A config file consists of one example. */
function createExamples(syntax: Syntax, count: number, random: Random): string {
  let text = '';
  for (let found = 0; found < count; ) {
    const rule = random.pick(service.rules);
    const example = random.pick(rule.bad);
    const written = writeExample(example, syntax, releaseOfExample(rule, example));
    if (written === undefined) continue;
    text += written.endsWith('\n') ? written : `${written}\n`;
    found++;
  }
  return text;
}

/** The lines of scripts besides training commands. */
const OTHER_CODE = `
# Part PART: download, convert and count the data of one source.
# The converter keeps the order of its input.
echo "part PART"
mkdir -p "$OUTPUT/part-PART"
if [[ -e "$OUTPUT/part-PART/done" ]]; then
  echo "part PART is complete"
else
  python3 tools/download.py --source part-PART --output "$OUTPUT/part-PART" --workers 8
  python3 tools/convert.py --input "$OUTPUT/part-PART" --format jsonl --shards 16 \\
    --keep-order
fi
wc -l "$OUTPUT/part-PART"/*.jsonl > "$OUTPUT/part-PART.txt"
# --lr PART
`;

/** Adds other code up to a number of lines. */
function padScript(text: string, lines: number): string {
  const missing = lines - text.split('\n').length;
  const linesOfPart = OTHER_CODE.split('\n').length - 1;
  const parts = Math.max(0, Math.round(missing / linesOfPart));
  return text + Array.from({ length: parts }, (_, part) => OTHER_CODE.replaceAll('PART', String(part))).join('');
}

/** Files that are near the documents and not open. */
function writeSurroundings(folder: string): void {
  mkdirSync(join(folder, 'model'), { recursive: true });
  for (const [name, text] of Object.entries(SURROUNDINGS)) writeFileSync(join(folder, name), text);
}

/** Texts of the files around the documents, which change during a run. */
export const SURROUNDINGS: Readonly<Record<string, string>> = {
  'requirements.txt': 'torch\n-r more.txt\n',
  'more.txt': 'ms-swift==3.8.1\n',
  'shared.yaml': 'model: ./model\ntensor_model_parallel_size: 3\nmicro_batch_size: 1\nlr: 1e-5\npacking: ture\n',
  'model/config.json': JSON.stringify({ model_type: 'qwen3', num_hidden_layers: 36, num_attention_heads: 32 }),
};
