/** Actions of a user in the workbench, one function a step. The steps of a situation name them, with their arguments. */

const MAX_WAIT = 30_000;
const QUICK_PICK_ROW = '.quick-input-widget .monaco-list-row';

/** Runs the steps of a situation in a page. */
export async function runSteps(page, steps) {
  for (const [name, ...args] of steps) {
    const step = STEPS[name];
    if (!step) throw new Error(`There is no step ${name}.`);
    try {
      await step(page, ...args);
    } catch (error) {
      throw new Error(`step failed: ${[name, ...args].join(' ')}`, { cause: error });
    }
  }
}

export const see = (page, selector) => page.locator(selector).first().waitFor({ timeout: MAX_WAIT });

/** Time in which the extension answers Enter inside a command; keys before that reach the old line. */
const ENTER_MS = 500;

export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    if (key === 'Enter') await page.waitForTimeout(ENTER_MS);
  }
}

export const type = (page, text) => page.keyboard.type(text, { delay: 30 });

/** Each word has its own span, together with the spaces and dashes before it. */
const locateWord = (page, text) =>
  page.locator('.monaco-editor .view-line span > span', { hasText: new RegExp(`^[\\s-]*${text}:?$`) }).first();

/** The height at the lower end of an editor in which its scroll bar covers a line, in pixels. */
const COVERED = 40;

/** Waits until an element no longer moves, as lines do while lenses appear above them. */
async function settle(locator) {
  for (let tries = 0, last; tries < 20; tries++) {
    const now = JSON.stringify(await locator.boundingBox());
    if (now === last) return;
    last = now;
    await locator.page().waitForTimeout(400);
  }
}

/** Scrolls down until a word is shown, if the window is too small for its line. */
async function reveal(page, text) {
  const word = locateWord(page, text);
  if (await appears(word, 5000)) await settle(word);
  const isUncovered = async () => {
    const [line, lines] = [await word.boundingBox(), await page.locator('.monaco-editor').first().boundingBox()];
    return line && lines && line.y + line.height < lines.y + lines.height - COVERED;
  };
  for (let tries = 0; tries < 6; tries++) {
    if ((await appears(word, 5000)) && (await isUncovered())) return word;
    await scroll(page, 120);
  }
  throw new Error(`There is no word ${text}.`);
}

/** Scrolls the text, without moving the cursor in it. */
async function scroll(page, pixels) {
  await page.locator('.monaco-editor .view-lines').first().hover();
  await page.mouse.wheel(0, pixels);
  await page.waitForTimeout(300);
}

/** Puts the cursor into a word of the editor. */
const goTo = async (page, text) => (await reveal(page, text)).click();

const pointAt = async (page, text) => (await reveal(page, text)).hover();

const click = (page, selector) => page.locator(selector).first().click();

const pointAtSelector = (page, selector) => page.locator(selector).first().hover();

/** Opens the context menu of an element. */
const openMenu = (page, selector) => page.locator(selector).first().click({ button: 'right' });

/** Opens the fixes at the cursor. The first try may come before the server has judged the text. */
async function openFixes(page) {
  for (let tries = 0; tries < 4; tries++) {
    await press(page, 'Control+.');
    if (await appears(page.locator('.action-widget').first(), 6000)) return;
    await press(page, 'Escape');
  }
  throw new Error('There are no fixes.');
}

const goToEnd = async (page) => {
  await click(page, '.monaco-editor .view-lines');
  await press(page, 'Control+End');
};

/** Waits for a text in a page of rendered Markdown, which is a frame inside a frame. */
const seePage = (page, text) =>
  page.frameLocator('iframe.webview').frameLocator('iframe').getByText(text).first().waitFor({ timeout: MAX_WAIT });

const resize = (page, width, height) => page.setViewportSize({ width, height });

/** Resolves to whether an element appears within a time. */
const appears = (locator, timeout) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/**
 * Opens the list of completions with a label in it. The list stays empty until the server has read the file; asking again
 * cancels the request before, so that each try waits longer than the last one.
 */
async function complete(page, label) {
  const row = page.locator(`.suggest-widget.visible .monaco-list-row:has-text("${label}")`).first();
  for (let tries = 1; tries <= 6; tries++) {
    await press(page, 'Escape', 'Control+Space');
    if (await appears(row, 2500 * tries)) return;
  }
  throw new Error(`There is no completion ${label}.`);
}

/** Whether the documentation of a completion is shown completely. Runs in the page. */
function areDetailsComplete() {
  const body = document.querySelector('.suggest-details .body');
  return body && body.textContent.length > 40 && body.scrollHeight <= body.clientHeight + 1;
}

/** Opens the documentation of a completion. It may be sized before its text arrives; selecting it again fixes that. */
async function openDetails(page) {
  const details = page.locator('.suggest-details').first();
  // While the list is still loading, the key asks for it again.
  for (let tries = 0; tries < 5 && !(await details.isVisible()); tries++) {
    await press(page, 'Control+Space');
    await appears(details, 2500);
  }
  await see(page, '.suggest-details');
  for (let tries = 0; tries < 6; tries++) {
    await page.waitForTimeout(700);
    if (await page.evaluate(areDetailsComplete)) return;
    await press(page, 'ArrowDown', 'ArrowUp');
  }
  console.log('    the documentation of the completion is longer than its box');
}

/** Runs a command by its title. The list has the commands that applied when it was opened, so that a try may be too early. */
async function command(page, title) {
  const row = page.locator(`${QUICK_PICK_ROW}.focused:has-text("${title}")`).first();
  for (let tries = 1; ; tries++) {
    await press(page, 'F1');
    await see(page, '.quick-input-widget input');
    await page.keyboard.type(title, { delay: 10 });
    if (await appears(row, 3000 * tries)) break;
    if (tries === 4) throw new Error(`There is no command ${title}.`);
    await press(page, 'Escape');
  }
  await press(page, 'Enter');
  // The next list appears in the same widget.
  await page.waitForFunction(isPaletteClosed, undefined, { timeout: MAX_WAIT });
}

/** Whether the list of commands has made way for the answer. Runs in the page. */
function isPaletteClosed() {
  const input = document.querySelector('.quick-input-widget input[type="text"]');
  return !input || input.getClientRects().length === 0 || !input.value.startsWith('>');
}

/** Waits for the rows of a quick pick, and types to select one; a long list shows its first rows only. */
async function select(page, text) {
  await see(page, QUICK_PICK_ROW);
  await type(page, text);
  await see(page, `${QUICK_PICK_ROW}.focused:has-text("${text}")`);
}

async function choose(page, text) {
  await select(page, text);
  await press(page, 'Enter');
}

async function openFile(page, name) {
  await press(page, 'Control+p');
  await see(page, '.quick-input-widget input');
  await choose(page, name);
  await see(page, '.monaco-editor .codelens-decoration a');
}

async function widenSideBar(page, width) {
  const edge = await page.locator('.part.sidebar').boundingBox();
  await page.mouse.move(edge.x + edge.width, edge.y + 300);
  await page.mouse.down();
  await page.mouse.move(width, edge.y + 300, { steps: 5 });
  await page.mouse.up();
}

/** Launches the script in the editor, and waits for the state of the job. */
async function submit(page, target, state) {
  await command(page, 'Preflight: Launch on Cluster');
  await choose(page, target);
  await see(page, `.codelens-decoration a:has-text("Submit to ${target}")`);
  await command(page, 'Preflight: Run This Plan');
  await see(page, `.tree-explorer-viewlet-tree-view .monaco-list-row:has-text("${state}")`);
  await command(page, 'View: Close All Editors');
}

const STEPS = {
  choose,
  click,
  command,
  complete,
  goTo,
  goToEnd,
  openDetails,
  openFile,
  openFixes,
  openMenu,
  pointAt,
  pointAtSelector,
  press,
  resize,
  see,
  seePage,
  select,
  submit,
  type,
  widenSideBar,
};
