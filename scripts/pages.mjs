// The pages of rules and flags, from the data that the product itself uses. Every example is run to create them.

const GENERATED = '<!-- Written by `npm run generate`; edit the rules and schemas/ instead. -->';

const compareBy = (key) => (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);

/** Text on a single line, with `<` escaped outside code, where it would start a tag. */
const toLine = (text) => text.replace(/\s*\n\s*/g, ' ').replace(/(`[^`]*`)|</g, (_, code) => code ?? '\\<');

/** Text in a cell of a table. */
const toCell = (text) => toLine(text).replaceAll('|', '\\|');

/** docs/rules.md, with one anchor per rule. */
export function createRulesPage({ service, ...core }) {
  const rules = [...service.rules].sort(compareBy(({ id }) => id));
  const groups = [...new Set(rules.map(({ id }) => id.split('.')[0]))];
  return `${[
    '# Rules',
    GENERATED,
    'All rules, with the reason, the fixes and an example of each. *Error*: the run is rejected, or trains something else than written. *Warning*: a flag is ignored, overridden or harmful. *Hint*: worth knowing. `# preflight: ignore[rule.id]` suppresses a rule at one location, the setting `preflight.rules.severity` everywhere.',
    ...groups.flatMap((group) => [
      `## ${group}`,
      ...rules
        .filter(({ id }) => id.startsWith(`${group}.`))
        .map((rule) => createRuleSection(rule, { service, ...core })),
    ]),
  ].join('\n\n')}\n`;
}

function createRuleSection(rule, core) {
  const { id, title, severity, outcome, releases, commands, why, source, bad, good } = rule;
  const facts = [`${severity} (${outcome})`, `ms-swift ${releases}`, ...(commands ? [commands.join(', ')] : [])];
  const run = findFirstFinding(rule, core);
  return [
    `<a id="${id}"></a>\n\n### ${id}`,
    `**${title}** · ${facts.join(' · ')}`,
    toLine(why),
    fenceText(['# reported', printExample(bad[0]), '', '# not reported', printExample(good[0])].join('\n')),
    ...(run ? ['The message:', `> ${toLine(run.message)}`, ...listFixes(run.fixes)] : []),
    `Source: ${toLine(source)}.`,
  ].join('\n\n');
}

/** One fix is a sentence, several are a list: their titles are phrases with commas and semicolons. */
const listFixes = (fixes) =>
  fixes.length > 1
    ? ['The fixes that are offered:', fixes.map((fix) => `- ${toLine(fix)}`).join('\n')]
    : fixes.map((fix) => `The fix that is offered: ${toLine(fix)}.`);

/** Encloses a script in a fence that is longer than any in the script. */
function fenceText(text) {
  const fence = text.includes('```') ? '````' : '```';
  return `${fence}sh\n${text}\n${fence}`;
}

/** Prints an example as a user would type it. */
function printExample({ flags, command = 'sft', env = {}, model, script, file, neighbor }) {
  const other = neighbor ? [`# ${neighbor.name}`, neighbor.text.trimEnd()] : [];
  const own = script ?? file;
  if (own !== undefined) return [own.trimEnd(), ...other].join('\n');
  const prefix = Object.entries(env).map(([variable, value]) => `${variable}=${value} `);
  const name = command === 'swift export' ? command : `megatron ${command}`;
  const about = model ? [`# config.json: ${JSON.stringify(model)}`] : [];
  return [...about, `${prefix.join('')}${name} ${flags}`.trimEnd(), ...other].join('\n');
}

/** The message and the fixes of a rule in the first of its examples that a script can contain. */
function findFirstFinding(rule, { service, SYNTAXES, writeExample, releaseOfExample }) {
  for (const example of rule.bad) {
    for (const syntax of SYNTAXES) {
      const text = writeExample(example, syntax, releaseOfExample(rule, example));
      if (text === undefined) continue;
      const { model, neighbor } = example;
      const around = { modelConfig: model, neighbors: neighbor && [neighbor] };
      const document = service.read(text, syntax, around);
      const found = service.lintDocument(document).find((each) => each.rule === rule.id);
      if (!found) continue;
      const fixes = service
        .suggestQuickFixes(document, found.span)
        .filter(({ finding, fixesAllErrors }) => !fixesAllErrors && finding === found);
      return { message: found.message, fixes: fixes.map(({ title }) => title) };
    }
  }
  return undefined;
}

/** docs/environment.md, with every environment variable that has a text. */
export function createEnvironmentPage({ service, isInRange }) {
  const { environment, releases, docs } = service.catalog;
  const variables = [...environment].sort(compareBy(({ name }) => name));
  return `${[
    '# Environment variables',
    GENERATED,
    'The environment variables that the Megatron commands of ms-swift and the libraries below them read, with the releases of ms-swift in which they are read. The texts are those of the newest of these releases; `preflight explain VARIABLE` prints those of any other.',
    [
      '| Variable | Read by | Releases | Description |',
      '|---|---|---|---|',
      ...variables.map((variable) => {
        const { summary, readBy } = docsOfNewestReader(variable);
        return `| [\`${variable.name}\`](#${variable.name}) | ${toCell(readBy)} | ${variable.releases} | ${toCell(summary)} |`;
      }),
    ].join('\n'),
    ...variables.map((variable) => {
      const { description, values = {} } = docsOfNewestReader(variable);
      const lines = Object.entries(values).map(([word, meaning]) => `- \`${word}\`: ${toLine(meaning)}`);
      const blocks = [`<a id="${variable.name}"></a>\n\n## ${variable.name}`, description, lines.join('\n')];
      return blocks.filter((block) => block !== '').join('\n\n');
    }),
  ].join('\n\n')}\n`;

  function docsOfNewestReader({ name, releases: range }) {
    return docs.variable(
      name,
      releases.findLast((release) => isInRange(release, range)),
    );
  }
}

/** The texts of a flag for the newest release that has it. */
function docsOfNewest({ releases, docs }, { name, forms }, isInRange) {
  const newest = releases.findLast((release) => forms.some((form) => isInRange(release, form.releases)));
  return docs.flag(name, newest);
}

/** docs/flags.md, with every flag of every release by section. */
export function createFlagsPage({ service, typeLabelOf, formatDefault, isInRange }) {
  const { flags, reference } = service.catalog;
  const docs = new Map(flags.map((flag) => [flag.name, docsOfNewest(service.catalog, flag, isInRange)]));
  const sections = [...new Set([...docs.values()].map(({ section }) => section))];
  const row = (flag) => {
    const trained = flag.forms.filter(({ commands }) => !commands || commands.includes('sft'));
    const exported = flag.forms.filter(({ commands }) => commands?.includes('export'));
    const forms = [trained, exported, flag.forms].find((each) => each.length > 0);
    const lifetimes = [...new Set(forms.map(({ releases }) => releases))].join(', ');
    const [form] = forms;
    const cells = [
      `<a id="${flag.name}"></a>\`${flag.name}\``,
      typeLabelOf(form),
      `\`${formatDefault(form)}\``,
      lifetimes,
    ];
    return `| ${[...cells, toCell(docs.get(flag.name).summary)].join(' | ')} |`;
  };
  return `${[
    '# Flags',
    GENERATED,
    `Every flag of \`megatron pt|sft|rlhf|export\`, and of \`swift export\` as the converter of checkpoints, in the releases that have it, with the default of its first form and the description for the newest of them. \`preflight explain FLAG\` describes one in full, for any release; the reference release is ${reference}.`,
    ...sections.sort().map((section) =>
      [
        `## ${section}`,
        '',
        '| Flag | Type | Default | Releases | Description |',
        '|---|---|---|---|---|',
        ...flags
          .filter((flag) => docs.get(flag.name).section === section)
          .sort(compareBy(({ name }) => name))
          .map(row),
      ].join('\n'),
    ),
  ].join('\n\n')}\n`;
}
