import type { Service } from '../core/service';
import { pluralize } from '../core/text/plural';
import { writeMessages } from './messages';
import type { Output } from './output';
import { createPositionFinder } from './positions';
import type { Project } from './projectSettings';

/**
 * Creates the function that says in one line that the settings of a project have mistakes, and where the first one is, once
 * for each file. `preflight check` lists them instead.
 */
export function createMistakeReport({ project }: Service, errors: Output): (settings: Project) => void {
  const reported = new Set<string>();
  return ({ path, text }) => {
    if (reported.has(path)) return;
    reported.add(path);
    const { findings } = project.read(text);
    const [first] = findings;
    if (!first) return;
    const { line, character } = createPositionFinder(text)(first.span).start;
    const count = pluralize(findings.length, 'mistake');
    writeMessages(errors, [
      `${path}:${line + 1}:${character + 1}: ${count} in the settings of the project; preflight check ${path} explains ${findings.length === 1 ? 'it' : 'them'}`,
    ]);
  };
}
