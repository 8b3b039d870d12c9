// `npm run screenshots -- [--readme] [--vsix FILE] [NAME...]`: takes screenshots of the situations that a user meets in
// the editor, all or those named, in three themes, into out/screenshots/THEME/NAME.png. With --readme it takes the
// pictures of the README and, dark and light, of the walkthrough, and draws the icon, into docs/images. It needs the VS
// Code build from npm, Chromium and Slurm, which it installs if missing, and a font with emoji, which it does not install
// (Debian: fonts-noto-color-emoji).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installHost } from '../test/host/installVSCode.mjs';
import { startCluster } from '../test/launch/cluster.mjs';
import { installSlurm } from '../test/launch/install.mjs';
import { PLAN_TARGETS, targetsOn } from './screenshots/files.mjs';
import { drawIcon } from './screenshots/icon.mjs';
import { reduceToPalette } from './screenshots/palette.mjs';
import { SITUATIONS } from './screenshots/situations.mjs';
import { takeScreenshots } from './screenshots/take.mjs';
import { README_LOOK, THEMES, WALKTHROUGH_LOOK } from './screenshots/themes.mjs';
import { root } from './setup.mjs';

/** Returns the situations that the user named; all if none. */
function selectSituations(names, readme) {
  const known = Object.entries(SITUATIONS).filter(([, { image }]) => !readme || image);
  const matches = (name, { image }) => names.includes(name) || (readme && names.includes(image));
  const unknown = names.filter((name) => !known.some(([known, { image }]) => name === known || name === image));
  if (unknown.length > 0) {
    throw new Error(`no situation ${unknown.join(', ')}; known: ${known.map(([name]) => name).join(', ')}`);
  }
  return names.length === 0 ? known : known.filter(([name, situation]) => matches(name, situation));
}

/** Takes the screenshots of situations that need a cluster. */
async function takeOnCluster(situations, options) {
  const reason = await installSlurm();
  if (reason) throw new Error(reason);
  const cluster = await startCluster();
  try {
    const settings = { ...options.settings, 'preflight.launch.targets': targetsOn(cluster) };
    return await takeScreenshots(situations, { ...options, settings, env: cluster.env });
  } finally {
    await cluster.stop();
  }
}

/** Writes a picture of the README or of the walkthrough, with few colors. The dark one has no suffix. */
async function saveForReadme({ image }, theme, png, context) {
  const name = theme === 'dark' ? image : `${image}-${theme}`;
  writeFileSync(join(root, 'docs', 'images', `${name}.png`), await reduceToPalette(await context.newPage(), png));
}

async function saveForReview({ name }, theme, png) {
  const folder = join(root, 'out', 'screenshots', theme);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), png);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: 'boolean', default: false }, vsix: { type: 'string' } },
});
const situations = selectSituations(positionals, values.readme);
const host = await installHost();
const { vsix } = values;
if (values.readme && positionals.length === 0) await drawIcon(host, join(root, 'docs', 'images', 'icon.png'));

const REVIEW_LOOK = { themes: THEMES, viewport: { width: 1280, height: 800 }, scale: 1, settings: {} };
const options = {
  ...{ host, vsix, saveFailed: saveForReview },
  ...(values.readme ? { ...README_LOOK, save: saveForReadme } : { ...REVIEW_LOOK, save: saveForReview }),
};
const withCluster = situations.filter(([, { cluster }]) => cluster);
const restricted = situations.filter(([, { isRestricted }]) => isRestricted);
const walkthrough = values.readme ? situations.filter(([name]) => name.startsWith('start-')) : [];
const others = situations.filter(
  (each) => !withCluster.includes(each) && !restricted.includes(each) && !walkthrough.includes(each),
);
const planSettings = { ...options.settings, 'preflight.launch.targets': PLAN_TARGETS };
const failures = [];
if (others.length > 0) failures.push(...(await takeScreenshots(others, { ...options, settings: planSettings })));
if (walkthrough.length > 0)
  failures.push(...(await takeScreenshots(walkthrough, { ...options, ...WALKTHROUGH_LOOK, settings: planSettings })));
if (restricted.length > 0) failures.push(...(await takeScreenshots(restricted, { ...options, trust: true })));
if (withCluster.length > 0) failures.push(...(await takeOnCluster(withCluster, options)));
for (const { name, error } of failures) console.error(`${name}: ${error.message}: ${error.cause?.message ?? ''}`);
process.exitCode = failures.length > 0 ? 1 : 0;
