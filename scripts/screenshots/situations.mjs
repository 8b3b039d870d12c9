import { COMPLETION_SITUATIONS } from './situations/completion.mjs';
import { EDITING_SITUATIONS } from './situations/editing.mjs';
import { EXPLANATIONS_SITUATIONS } from './situations/explanations.mjs';
import { FINDINGS_SITUATIONS } from './situations/findings.mjs';
import { JOBS_SITUATIONS } from './situations/jobs.mjs';
import { LAUNCH_SITUATIONS } from './situations/launch.mjs';
import { LAYOUT_SITUATIONS } from './situations/layout.mjs';
import { START_SITUATIONS } from './situations/start.mjs';

/**
 * The situations that are shown, by name: the file that is open, and the steps until the screenshot is taken. `image`
 * names the picture of the README that the situation also is. `cluster` gives it the Slurm of the tests, and
 * `isRestricted` opens its folder in Restricted Mode.
 */
export const SITUATIONS = {
  ...COMPLETION_SITUATIONS,
  ...EXPLANATIONS_SITUATIONS,
  ...FINDINGS_SITUATIONS,
  ...LAYOUT_SITUATIONS,
  ...EDITING_SITUATIONS,
  ...LAUNCH_SITUATIONS,
  ...JOBS_SITUATIONS,
  ...START_SITUATIONS,
};
