// The page of models whose numbers ship, from the same data and the record of its sources.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The columns of numbers: a title, and the fields of config.json that may hold the number. */
const COLUMNS = [
  ['Layers', 'num_hidden_layers'],
  ['Hidden', 'hidden_size'],
  ['Heads', 'num_attention_heads'],
  ['KV groups', 'num_key_value_heads'],
  ['FFN', 'intermediate_size'],
  ['Vocabulary', 'vocab_size'],
  ['Experts', 'num_experts', 'n_routed_experts', 'num_local_experts', 'moe_num_experts'],
  ['Top-k', 'num_experts_per_tok', 'moe_k'],
  ['Expert FFN', 'moe_intermediate_size'],
];

/** docs/models.md, with the numbers of every model, their sources, and the models without a source. */
export function createModelsPage() {
  const { sizes } = read('schemas/model-sizes.json');
  const { sources, statements, disputed, unsourced } = read('scripts/upstream/model-sources.json');
  const fromByModel = new Map(statements.map(({ model, from }) => [model, from]));
  const count = sizes.flatMap(({ models }) => models.split(' ')).length;
  const missing = unsourced.split(' ');
  return `${[
    '# Models',
    '<!-- Written by `npm run generate`; edit schemas/model-sizes.json and scripts/upstream/model-sources.json instead. -->',
    `The numbers of ${count} model ids that ms-swift's Megatron commands train, as Training Preflight knows them without a config.json. A config.json on disk takes precedence. An exact id counts as known; a path whose last part is one of the names is a guess, and what follows from it is at most a warning. An empty cell is a number that the model lacks or that no source states.`,
    createTable(
      ['Models', ...COLUMNS.map(([title]) => title), 'Sources'],
      sizes.map(({ models, config }) => {
        const ids = models.split(' ');
        const fields = flatten(config);
        const names = [...new Set(fromByModel.get(ids[0]).map(({ source }) => source))];
        return [
          ids.join(', '),
          ...COLUMNS.map(([, ...keys]) => keys.map((key) => fields[key]).find((value) => value !== undefined) ?? ''),
          names.join(', '),
        ];
      }),
    ),
    '## Sources',
    'Only numbers were taken. Lengths, rotary bases and epsilons count only where two sources or a complete config.json state them. `scripts/upstream/model-sources.json` records which entry of which source states each number.',
    createTable(
      ['Source', 'Package or repository', 'Version', 'License'],
      sources.map(({ name, package: pypi, repository, version, license, location }) => [
        name,
        pypi === undefined ? `[${repository}](${location})` : `${pypi} on PyPI`,
        version,
        license,
      ]),
    ),
    '## Numbers that a source states differently',
    createTable(
      ['Model', 'Field', 'Source', 'States', 'Reason to prefer the others'],
      disputed.map(({ model, field, source, entry, value, reason }) => [
        model,
        `\`${field}\``,
        `${source}, ${entry}`,
        value,
        reason,
      ]),
    ),
    '## Models without a source',
    `The numbers of these ${missing.length} ids are unknown; ms-swift reads them from config.json.`,
    missing.map((id) => `- ${id}`).join('\n'),
  ].join('\n\n')}\n`;
}

/** The fields of a model, those of the language model inside it included. */
function flatten(config) {
  const inner = config.text_config ?? config.llm_config ?? config.thinker_config;
  return inner ? { ...config, ...flatten(inner) } : config;
}

const createTable = (titles, rows) =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
