/** A user who types a text and takes a proposal wherever that needs fewer keys than the letters that are left. */

const MAX_KEYS = 2000;
const POLL_MS = 60;
/** Number of equal looks at the list after which it counts as complete. */
const STABLE_LOOKS = 3;
const MAX_LOOKS = 25;

/** The line at the cursor, and the rows of the list of proposals. Runs in the page. */
function readEditor() {
  const top = (element) => Math.round(element.getBoundingClientRect().top);
  const cursor = document.querySelector('.monaco-editor .cursors-layer .cursor');
  const lines = [...document.querySelectorAll('.monaco-editor .view-lines .view-line')].sort((a, b) => top(a) - top(b));
  const at = lines.findIndex((line) => cursor && Math.abs(top(line) - top(cursor)) < 4);
  const widget = document.querySelector('.suggest-widget.visible');
  const rows = [...(widget?.querySelectorAll('.monaco-list-row') ?? [])].sort((a, b) => top(a) - top(b));
  return {
    line: at < 0 ? '' : lines[at].textContent.replaceAll('\u00a0', ' ').replaceAll('\u200b', ''),
    number: at,
    labels: rows.map((row) => row.querySelector('.label-name')?.textContent ?? ''),
    focused: rows.findIndex((row) => row.classList.contains('focused')),
  };
}

/** Reads the editor once the list of proposals no longer changes. */
async function readStable(page) {
  let last = '';
  let equal = 0;
  for (let look = 0; look < MAX_LOOKS && equal < STABLE_LOOKS; look++) {
    await page.waitForTimeout(POLL_MS);
    const now = JSON.stringify(await page.evaluate(readEditor));
    equal = now === last ? equal + 1 : 0;
    last = now;
  }
  return JSON.parse(last);
}

/** The keys that take a proposal, if they are fewer than the letters that are left of the word; else undefined. */
function findProposal({ line, labels, focused }, wanted, refused) {
  const start = line.lastIndexOf(' ') + 1;
  const rest = wanted.slice(start);
  const word = /^\S*/.exec(rest)[0];
  const names = [word, word.replace(/:$/, ''), word.replace(/=.*$/, ''), rest];
  const row = labels.findIndex((label) => label !== '' && names.includes(label) && !refused.has(label));
  if (row < 0) return undefined;
  const steps = row - Math.max(focused, 0);
  const keys = [...Array(Math.abs(steps)).fill(steps > 0 ? 'ArrowDown' : 'ArrowUp'), 'Enter'];
  const left = labels[row].length - (line.length - start);
  return keys.length < left ? { keys, label: labels[row] } : undefined;
}

/** Types a text into the empty editor of a page. Resolves to the number of keys, and of letters among them. */
export async function typeText(page, text) {
  const lines = text.split('\n');
  const count = { keys: 0, letters: 0 };
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
    count.keys += keys.length;
    if (count.keys > MAX_KEYS) throw new Error('The text is not finished after 2,000 keys.');
  };
  for (const [number, wanted] of lines.entries()) {
    await typeLine(page, wanted, press, count);
    if (number + 1 === lines.length) break;
    const { labels } = await readStable(page);
    // With a list on the screen, Enter would take the proposal.
    if (labels.length > 0) await press('Escape');
    await press('Enter');
  }
  return count;
}

async function typeLine(page, wanted, press, count) {
  const refused = new Set();
  for (;;) {
    const state = await readStable(page);
    const { line } = state;
    if (line === wanted) return;
    if (!wanted.startsWith(line)) throw new Error(`The line is “${line}”, which does not begin “${wanted}”.`);
    if (line === '' && wanted.startsWith('    ')) {
      await press('Tab');
      continue;
    }
    const proposal = findProposal(state, wanted, refused);
    if (!proposal) {
      await page.keyboard.type(wanted[line.length]);
      count.keys++;
      count.letters++;
      continue;
    }
    await press(...proposal.keys);
    const taken = await readStable(page);
    if (wanted.startsWith(taken.line) && taken.line.length > line.length) continue;
    // A user who knows this proposal does not take it.
    refused.add(proposal.label);
    count.keys -= proposal.keys.length;
    await page.keyboard.press('Control+z');
  }
}
