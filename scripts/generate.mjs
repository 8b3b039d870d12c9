// `npm run generate`: writes the files that are generated from catalog and rules. `--check` only reports outdated ones.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from './bundle.mjs';
import { createModelsPage } from './modelsPage.mjs';
import { createEnvironmentPage, createFlagsPage, createRulesPage } from './pages.mjs';
import { createSettingsPage } from './settingsPage.mjs';
import { root } from './setup.mjs';
import { createSnippets } from './snippets.mjs';
import { generateValidators } from './validators.mjs';

// The core itself imports these.
const validators = join(root, 'server/src/core/generated/validators.js');
if (!process.argv.includes('--check')) writeFileSync(validators, generateValidators());

const core = await importBundled(
  'generate',
  `export { SYNTAXES, service } from './test/support/service';
   export { releaseOfExample, writeExample } from './test/support/examples';
   export { formatDefault } from './server/src/core/features/markdown/describeFlag';
   export { createProjectSchema } from './server/src/core/features/schema/projectSchema';
   export { OVERRIDE_FILES_KEY, PROJECT_KEYS } from './server/src/core/project/keys';
   export { createTrainingSchema } from './server/src/core/features/schema/trainingSchema';
   export { isInRange } from './server/src/core/catalog/release';
   export { typeLabelOf } from './server/src/core/catalog/value';
   export { TARGET_SCHEMAS } from './server/src/core/launch/targets';
   export { TOOLS, toJsonSchema } from './server/src/agents/tools';`,
);
const { service, TARGET_SCHEMAS } = core;
const { flags } = service.catalog;

/** Names in both spellings, longest first, so that no name is matched by its own prefix. */
const names = [...new Set(flags.flatMap(({ name }) => [name, name.replaceAll('_', '-')]))].sort(
  (a, b) => b.length - a.length || (a < b ? -1 : 1),
);

/** Highlights the flags of training commands in shell scripts; the shell grammar of the editor does the rest. */
const grammar = {
  scopeName: 'training-preflight.injection',
  injectionSelector: 'L:source.shell -comment -string, L:source.preflight-plan -comment -string',
  patterns: [
    {
      match: '\\b(megatron)[ \\t]+(pt|sft|rlhf|export)\\b',
      captures: {
        1: { name: 'support.function.megatron.shell' },
        2: { name: 'keyword.other.command.megatron.shell' },
      },
    },
    {
      match: `(?<=[\\s(])(--)(${names.join('|')})(?=[\\s=\\\\)]|$)(=?)`,
      captures: {
        1: { name: 'punctuation.definition.flag.megatron.shell' },
        2: { name: 'variable.parameter.flag.megatron.shell' },
        3: { name: 'keyword.operator.assignment.megatron.shell' },
      },
    },
  ],
};

/** Creates the manifest with a setting that lists the ids of all rules and groups. */
function createManifest() {
  const text = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const ids = service.rules.map(({ id }) => id).sort();
  const groups = [...new Set(ids.map((id) => id.split('.')[0]))];
  text.contributes.configuration.properties['preflight.rules.severity'] = {
    type: 'object',
    default: {},
    markdownDescription:
      'Severity of findings, by rule id or by `group.*`: `error`, `warning`, `hint`, or `off` to hide them. A rule id takes precedence over its group, and this setting over `[severity]` in `preflight.toml`.',
    propertyNames: { enum: [...groups.map((group) => `${group}.*`), ...ids] },
    additionalProperties: { enum: ['error', 'warning', 'hint', 'off'] },
    scope: 'resource',
  };
  text.contributes.languageModelTools = core.TOOLS.map(createTool);
  text.contributes.configuration.properties['preflight.launch.targets'] = targets;
  text.contributes.configuration.properties['preflight.launch.executables'] = executables;
  return text;
}

/** A tool of agents in the editor, with the name by which a user refers to it in a chat. */
const createTool = ({ name, title, description, input }) => ({
  name: `preflight_${name}`,
  displayName: title,
  modelDescription: description,
  canBeReferencedInPrompt: true,
  toolReferenceName: `preflight${name[0].toUpperCase()}${name.slice(1)}`,
  icon: '$(rocket)',
  tags: ['ms-swift', 'megatron', 'training'],
  inputSchema: core.toJsonSchema(input),
});

/** The setting of launch targets. A workspace cannot set it, since it names hosts, accounts and commands. */
const targets = {
  type: 'array',
  default: [],
  scope: 'machine',
  markdownDescription:
    'Targets for *Launch on Cluster*: named profiles of Slurm clusters (local or through `ssh`) and of Kubernetes clusters. This machine is always available. Cannot be set in a workspace, because it names hosts and commands.',
  items: { type: 'object', required: ['kind', 'name'], oneOf: Object.values(TARGET_SCHEMAS) },
  examples: [
    [
      { kind: 'slurm', name: 'h100', partition: 'gpu', nodes: 2, gpusPerNode: 8, time: '12:00:00' },
      { kind: 'kubernetes', name: 'lab', image: 'registry/ms-swift:3.8', resource: 'PyTorchJob', gpusPerNode: 8 },
    ],
  ],
};

/** The schema for any YAML editor; `preflight schema` prints that of another release or command. */
const training = core.createTrainingSchema(service, {
  release: service.catalog.releases.at(-1),
  commands: ['pt', 'sft', 'rlhf'],
});

/** The setting of programs that a launch starts on this machine. */
const executables = {
  type: 'object',
  default: {},
  scope: 'machine',
  markdownDescription:
    'Paths of the programs that a launch starts on this machine, if they are not on the PATH. Cannot be set in a workspace. For Slurm commands on an `ssh` host, set `slurmPath` of the target instead.',
  properties: Object.fromEntries(
    ['ssh', 'kubectl', 'sbatch', 'squeue', 'scontrol', 'sacct', 'scancel', 'sinfo'].map((name) => [
      name,
      { type: 'string', markdownDescription: `Path of \`${name}\`.`, examples: [`/opt/bin/${name}`] },
    ]),
  ),
  additionalProperties: false,
};

const files = {
  'docs/environment.md': createEnvironmentPage(core),
  'docs/flags.md': createFlagsPage(core),
  'docs/models.md': createModelsPage(),
  'docs/rules.md': createRulesPage(core),
  'docs/settings.md': createSettingsPage(core),
  'package.json': `${JSON.stringify(createManifest(), null, 2)}\n`,
  'server/src/core/generated/validators.js': generateValidators(),
  'schemas/preflight.schema.json': `${JSON.stringify(core.createProjectSchema(service), null, 1)}\n`,
  'schemas/training-config.schema.json': `${JSON.stringify(training, null, 1)}\n`,
  'snippets/shell.json': `${JSON.stringify(createSnippets(service, 'shell'), null, 2)}\n`,
  'snippets/yaml.json': `${JSON.stringify(createSnippets(service, 'yaml'), null, 2)}\n`,
  'syntaxes/megatron.injection.json': `${JSON.stringify(grammar, null, 2)}\n`,
};

let stale = 0;
for (const [path, text] of Object.entries(files)) {
  const file = join(root, path);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is out of date: run npm run generate`);
    stale++;
  }
}
process.exitCode = stale === 0 ? 0 : 1;
