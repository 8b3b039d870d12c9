// The pages of rules and flags, written from the same data that finds and explains. Every example is run on the way.

const GENERATED = '<!-- Written by `npm run generate`; changes belong into the rules and into schemas/. -->';

const byName = (key) => (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);

/** Text in a line of its own. What looks like a tag would not be shown, but for code. */
const inline = (text) => text.replace(/\s*\n\s*/g, ' ').replace(/(`[^`]*`)|</g, (_, code) => code ?? '\\<');

/** Text in a cell of a table. */
const cell = (text) => inline(text).replaceAll('|', '\\|');

/** docs/rules.md: one anchor for each rule. */
export function rulesPage({ service, ...core }) {
  const rules = [...service.rules].sort(byName(({ id }) => id));
  const groups = [...new Set(rules.map(({ id }) => id.split('.')[0]))];
  return `${[
    '# Rules',
    GENERATED,
    'What each rule finds, why that matters and how it is repaired. *Error*: the run is rejected, or trains something else than written. *Warning*: what is written is ignored, overridden or harmful. *Hint*: worth knowing. `# preflight: ignore[rule.id]` silences a rule at a place, the setting `preflight.rules.severity` everywhere.',
    ...groups.flatMap((group) => [
      `## ${group}`,
      ...rules.filter(({ id }) => id.startsWith(`${group}.`)).map((rule) => ruleSection(rule, { service, ...core })),
    ]),
  ].join('\n\n')}\n`;
}

function ruleSection(rule, core) {
  const { id, title, severity, outcome, releases, commands, why, source, bad, good } = rule;
  const facts = [`${severity} (${outcome})`, `ms-swift ${releases}`, ...(commands ? [commands.join(', ')] : [])];
  const run = firstFound(rule, core);
  return [
    `<a id="${id}"></a>\n\n### ${id}`,
    `**${title}** · ${facts.join(' · ')}`,
    inline(why),
    ['```sh', '# found', exampleText(bad[0]), '', '# not found', exampleText(good[0]), '```'].join('\n'),
    ...(run ? [`> ${inline(run.message)}`] : []),
    ...(run && run.fixes.length > 0 ? [`Fixes: ${run.fixes.map(inline).join('; ')}.`] : []),
    `Source: ${inline(source)}.`,
  ].join('\n\n');
}

/** An example as its reader would type it. */
function exampleText({ flags, command = 'sft', env = {}, model, script, file, neighbor }) {
  const other = neighbor ? [`# ${neighbor.name}`, neighbor.text.trimEnd()] : [];
  const own = script ?? file;
  if (own !== undefined) return [own.trimEnd(), ...other].join('\n').replaceAll('```', '');
  const prefix = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  const about = model ? [`# config.json: ${JSON.stringify(model)}`] : [];
  return [...about, `${prefix.join('')}megatron ${command} ${flags}`.trimEnd(), ...other].join('\n');
}

/** What the rule says of the first of its examples that a script can hold, and the fixes that it offers there. */
function firstFound(rule, { service, SYNTAXES, writeExample, releaseOfExample }) {
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

/** docs/flags.md: every flag of every release, by section. */
export function flagsPage({ service, typeLabelOf, shortDefault }) {
  const { flags, reference, docs } = service.catalog;
  const sections = [...new Set(flags.map(({ name }) => docs.flag(name).section))];
  const row = (flag) => {
    const trained = flag.forms.filter(({ commands }) => !commands || commands.includes('sft'));
    const forms = trained.length > 0 ? trained : flag.forms;
    const lives = [...new Set(forms.map(({ releases }) => releases))].join(', ');
    const [form] = forms;
    const cells = [`<a id="${flag.name}"></a>\`${flag.name}\``, typeLabelOf(form), `\`${shortDefault(form)}\``, lives];
    return `| ${[...cells, cell(docs.flag(flag.name).summary)].join(' | ')} |`;
  };
  return `${[
    '# Flags',
    GENERATED,
    `Every flag of \`megatron pt|sft|rlhf|export\` in the releases that have it, with the default of its first form. \`preflight explain FLAG\` tells the whole story of one, for any release; the reference release is ${reference}.`,
    ...sections.sort().map((section) =>
      [
        `## ${section}`,
        '',
        '| Flag | Type | Default | Releases | What it does |',
        '|---|---|---|---|---|',
        ...flags
          .filter((flag) => docs.flag(flag.name).section === section)
          .sort(byName(({ name }) => name))
          .map(row),
      ].join('\n'),
    ),
  ].join('\n\n')}\n`;
}
