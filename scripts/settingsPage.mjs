// The page about `preflight.toml`, from the table of its keys.

const GENERATED =
  '<!-- Written by `npm run generate`; edit server/src/core/project/keys.ts or scripts/settingsPage.mjs instead. -->';

const EXAMPLE = `\`\`\`toml
# preflight.toml
release = "4.6.0"
gpus = 16
gpu-memory = 80
models = ["model-configs"]
files = ["configs/**/*.yaml"]
exclude = ["third_party"]

[severity]
"cli.unknown-flag" = "warning"
"mem.*" = "off"

[[overrides]]
files = ["experiments/**"]
gpus = 8

[overrides.severity]
"cli.unknown-flag" = "off"
\`\`\``;

const FINDINGS = [
  ['settings.syntax', 'error', 'a statement that is no TOML; all others hold'],
  ['settings.repeated', 'error', 'a key or table that is there twice; the first one holds'],
  ['settings.value', 'error', 'a value that the key cannot have; it has no effect'],
  ['settings.launch', 'error', 'a key that would choose where or what a launch runs'],
  ['settings.unknown-key', 'warning', 'a key that does not exist, with the closest one'],
  [
    'settings.unknown-rule',
    'warning',
    'a rule or group that does not exist, with the closest ones, or its former name',
  ],
  ['settings.quotes', 'warning', 'a rule without quotes, which other readers of TOML take for a table'],
];

/** docs/settings.md */
export function createSettingsPage({ PROJECT_KEYS, OVERRIDE_FILES_KEY }) {
  return `${[
    '# Settings of a project',
    GENERATED,
    'A file `preflight.toml` in a repository says how its training configs are checked, so that the editor, the command line and CI agree.',
    EXAMPLE,
    '## Search and precedence',
    'For each config, the nearest `preflight.toml` in its folder or above it applies, alone: files further up are not merged into it. The search ends at the root of the repository, which contains `.git`; outside of a repository, it ends at the workspace folder in the editor, and at the current folder on the command line. A symbolic link to a file outside of the project is not followed.',
    'Of several sources, the first one that says something takes precedence:',
    [
      '1. a comment in the config: `# preflight: ms-swift=4.6.0 world-size=16`;',
      '2. a setting of VS Code that you or the workspace have set (not its default), or an option of the command line;',
      '3. `preflight.toml`: the last `[[overrides]]` table that matches the file, then the keys at the top;',
      '4. what scripts, environments, requirements and models say, and the defaults.',
    ].join('\n'),
    'A setting of VS Code that is explicitly empty or 0 takes precedence too: the release is then found, and the number unknown. `preflight.files` replaces `files`, and severities are compared rule by rule.',
    'Without a config, the release is that of the file for the current folder (`preflight explain` and `preflight schema`), or of the first workspace folder that has a file (*Explain Rule or Flag…* and *New Training Config…* in the editor).',
    '## Keys',
    ...PROJECT_KEYS.map(describeKey),
    `In an \`[[overrides]]\` table, \`files\` selects instead: ${lowerFirst(OVERRIDE_FILES_KEY.summary)}.`,
    '## Launches',
    'This file cannot name launch targets, hosts, commands or programs: it comes with the repository, so that a copy from a stranger would choose what runs on your cluster. They belong to `preflight.launch.targets` and `preflight.launch.executables` in your own settings. No key of this file switches off a check that keeps a launch safe.',
    '## Findings',
    'The file is completed, explained and checked in the editor; `preflight check` reports it with the configs that use it, and alone as `preflight check preflight.toml`. The other commands use what is right in it, and say in one line that it has mistakes.',
    [
      '| Id | Severity | Meaning |',
      '|---|---|---|',
      ...FINDINGS.map((row) => `| \`${row[0]}\` | ${row[1]} | ${row[2]} |`),
    ].join('\n'),
    '## Command line',
    'All commands that read configs have two options: `--config FILE` uses that file for all configs, with patterns and folders relative to the current folder; `--isolated` uses none. A file that `exclude` matches has no findings, also when it is named.',
    '## Other editors of TOML',
    'A server for TOML, such as Taplo or Even Better TOML, completes and checks the file with its JSON schema: `schemas/preflight.schema.json`, or the output of `preflight schema --settings`.',
    '```sh\npreflight schema --settings > preflight.schema.json\n```',
    'Taplo reads this rule in `.taplo.toml`:',
    '```toml\n[[rule]]\ninclude = ["**/preflight.toml"]\n\n[rule.schema]\npath = "./preflight.schema.json"\n```',
  ].join('\n\n')}\n`;
}

const lowerFirst = (text) => text[0].toLowerCase() + text.slice(1);

const describeKey = ({ name, summary, details, example }) =>
  `### ${name}\n\n${summary}. ${details}\n\n\`\`\`toml\n${example}\n\`\`\``;
