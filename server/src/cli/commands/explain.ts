import { extractRulePage, RULE_PAGES_PATH } from '../../data/rulePage';
import { type Call, defineCommand, type Options } from '../command';
import { PROJECT_OPTIONS, readProjectOptions } from '../contextOptions';
import { findProjectRelease } from '../files';
import { listPageLines } from '../formats/page';
import { linesOf } from '../output';
import { resolveRelease } from '../release';
import { UsageError } from '../usageError';

/** Widest page, in columns: longer lines are hard to read. */
const MAX_COLUMNS = 100;

const EXPLAIN_OPTIONS = {
  format: {
    type: 'string',
    choices: ['text', 'markdown'],
    default: 'text',
    summary: 'text for a terminal, or Markdown',
  },
  'swift-version': {
    type: 'string',
    value: 'VERSION',
    summary: 'the ms-swift release to explain it for; default: that of preflight.toml',
  },
  ...PROJECT_OPTIONS,
} as const satisfies Options;

/** Explains a flag and its default, an environment variable, or a rule. */
export const explainCommand = defineCommand({
  name: 'explain',
  summary: 'explain a flag and its default, an environment variable, or a rule',
  usage: 'FLAG|VARIABLE|RULE',
  takesFlags: true,
  options: EXPLAIN_OPTIONS,
  examples: [
    ['preflight explain recompute_granularity', 'a flag'],
    ['preflight explain NPROC_PER_NODE', 'a variable'],
    ['preflight explain par.batch-divisible', 'a rule'],
  ],
  run(call) {
    const { values, output } = call;
    const page = findPage(call);
    const columns = output.columns && Math.min(output.columns, MAX_COLUMNS);
    output.writePage(values.format === 'markdown' ? linesOf(page) : listPageLines(page, columns));
    return 0;
  },
});

/** Returns the Markdown page of the only argument. */
function findPage({
  values,
  positionals: [name, ...more],
  service: readService,
  rulePages,
  errors,
}: Call<typeof EXPLAIN_OPTIONS>): string {
  if (!name || more.length > 0) throw new UsageError('explain needs one FLAG, VARIABLE or RULE');
  const service = readService();
  const requested = values['swift-version'];
  const release =
    requested === undefined
      ? findProjectRelease(service, readProjectOptions(service, values, errors))
      : resolveRelease(service, '--swift-version', requested);
  const answer = service.explain(name, release);
  // A terminal shows the text as it is, where no editor takes `<` for HTML.
  if ('markdown' in answer) return answer.markdown.replaceAll('\\<', '<');
  if ('unknown' in answer) {
    const suggestions = answer.unknown.length > 0 ? `; did you mean ${answer.unknown.join(', ')}?` : '';
    throw new UsageError(`"${name}" is neither a flag nor an environment variable nor a rule${suggestions}`);
  }
  const pages = rulePages();
  if (pages === undefined)
    throw new UsageError(
      `the page of ${name} is in ${RULE_PAGES_PATH.join('/')}, which is missing; the package contains it next to dist`,
    );
  return extractRulePage(pages, answer.rule) ?? '';
}
