// `npm run picture -- [NAME...]`: takes the pictures of the README and draws the icon, into docs/images. Needs the
// VS Code build from npm and Chromium, which it installs where they are missing, and a font with emoji, which it does
// not (Debian: fonts-noto-color-emoji).
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { installHost } from '../test/host/install.mjs';
import { atProcessEnd, removeFolder } from '../test/host/process.mjs';
import { startBrowser, startServer } from '../test/host/workbench.mjs';
import { packageExtension } from './package.mjs';
import { root } from './setup.mjs';

const images = join(root, 'docs', 'images');

/** A check mark that takes off from a runway. */
const ICON = `
  <svg width="256" height="256" viewBox="0 0 256 256" fill="none" stroke-linecap="round" stroke-linejoin="round">
    <linearGradient id="ascent" x1="0" y1="1" x2="1" y2="0">
      <stop offset="0" stop-color="#3fb6a8" />
      <stop offset="1" stop-color="#8ff0c4" />
    </linearGradient>
    <rect width="256" height="256" rx="56" fill="#0f1c2e" />
    <path d="M52 118 L98 164 C132 160 178 124 206 56" stroke="url(#ascent)" stroke-width="24" />
    <path d="M56 206 H206" stroke="#3f5b7b" stroke-width="10" stroke-dasharray="18 26" />
  </svg>`;

/** Nothing on the page but an editor and what the extension shows in it. */
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.folding': false,
  'editor.fontFamily': 'DejaVu Sans Mono, monospace',
  'editor.fontSize': 14,
  'editor.hover.delay': 100,
  'editor.lightbulb.enabled': 'off',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'editor.scrollbar.vertical': 'hidden',
  'editor.stickyScroll.enabled': false,
  'git.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

/** What is done in which file before each picture is taken. */
const PICTURES = {
  completion: {
    file: 'qwen3-sft.sh',
    act: async ({ press, type, goTo, see, openDetails }) => {
      await goTo('recompute_granularity');
      await press('End', 'Enter');
      await type('--no_save \\');
      await press('Escape', 'ArrowLeft', 'ArrowLeft', 'Control+Space');
      await see('.suggest-widget.visible .monaco-list-row:has-text("no_save_optim")');
      await openDetails();
    },
  },
  hover: {
    file: 'qwen3-sft.sh',
    act: async ({ pointAt, see }) => {
      await pointAt('lr_warmup_fraction');
      await see('.monaco-hover:has-text("Default")');
    },
  },
  finding: {
    file: 'qwen3-sft.sh',
    act: async ({ page, pointAt, see }) => {
      await pointAt('full');
      await see('.monaco-hover:has-text("recompute_method")');
      await page.locator('.monaco-hover a:has-text("Quick Fix")').first().click();
      await see('.action-widget');
    },
  },
  yaml: {
    file: 'qwen3-sft.yaml',
    act: async ({ press, type, goTo, see, openDetails }) => {
      await goTo('recompute_granularity');
      await press('End', 'Enter');
      await type('recompute_method: ');
      await see('.suggest-widget.visible .monaco-list-row:has-text("uniform")');
      await openDetails();
    },
  },
};

async function drawIcon({ chromium }) {
  const { page, stop } = await startBrowser({ chromium, viewport: { width: 256, height: 256 } });
  try {
    await page.setContent(`<style>body { margin: 0 }</style>${ICON}`);
    await page.screenshot({ path: join(images, 'icon.png'), omitBackground: true });
  } finally {
    await stop();
  }
}

/** Runs in the page. */
function areDetailsWhole() {
  const body = document.querySelector('.suggest-details .body');
  return body?.textContent.includes('Default') && body.scrollHeight <= body.clientHeight + 1;
}

/** The editor in the page, as a person uses it. */
function editorIn(page) {
  const see = (selector) => page.locator(selector).first().waitFor({ timeout: 30_000 });
  // A word stands in a span of its own, with the blanks and dashes in front of it.
  const word = (text) =>
    page.locator('.monaco-editor .view-line span > span', { hasText: new RegExp(`^[\\s-]*${text}:?$`) }).first();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** The documentation beside a proposal. It may get its size before its text comes; another look at it mends that. */
  const openDetails = async () => {
    await press('Control+Space');
    await see('.suggest-details');
    for (let looks = 0; looks < 10; looks++) {
      await page.waitForTimeout(1000);
      if (await page.evaluate(areDetailsWhole)) return;
      await press('ArrowDown', 'ArrowUp');
    }
    throw new Error('The documentation of a proposal cannot be seen as a whole.');
  };
  return {
    page,
    see,
    press,
    openDetails,
    goTo: (text) => word(text).click(),
    pointAt: (text) => word(text).hover(),
    type: (text) => page.keyboard.type(text, { delay: 30 }),
  };
}

/** Counts the colours of a picture and numbers them, 256 at most. Runs in a page, which can read a PNG. */
async function numberColours(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);

  // The most frequent colours stay as they are, so that plain areas and most letters are exact. The others are taken
  // together where their upper bits agree.
  const frequent = [...counts].sort((a, b) => b[1] - a[1]);
  const families = new Map(frequent.slice(160).map(([colour]) => [colour & 0xf0f0f0, colour]));
  const chosen = [...frequent.slice(0, 160).map(([colour]) => colour), ...[...families.values()].slice(0, 96)];
  const palette = chosen.map((colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
  const numbers = new Map();
  for (const colour of counts.keys()) {
    const distance = ([red, green, blue]) =>
      (red - (colour & 255)) ** 2 + (green - ((colour >> 8) & 255)) ** 2 + (blue - ((colour >> 16) & 255)) ** 2;
    const distances = palette.map(distance);
    numbers.set(colour, distances.indexOf(Math.min(...distances)));
  }
  return {
    width,
    height,
    palette,
    rows: Array.from(pixels, (pixel) => String.fromCharCode(numbers.get(pixel))).join(''),
  };
}

/** The same picture as a PNG with a palette, less than half as large. */
async function withPalette(page, png) {
  const { width, height, palette, rows } = await page.evaluate(numberColours, png.toString('base64'));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, and each is the number of a colour.
  header.set([8, 3, 0, 0, 0], 8);
  const pixels = Buffer.from(rows, 'latin1');
  // Each row begins with the number of its filter: none.
  const lines = Array.from({ length: height }, (_, y) => [Buffer.of(0), pixels.subarray(y * width, (y + 1) * width)]);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(Buffer.concat(lines.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

async function takePictures({ serverRoot, node, chromium }, only) {
  const scratch = mkdtempSync(join(tmpdir(), 'preflight-pictures-'));
  atProcessEnd(() => removeFolder(scratch));
  const samples = join(scratch, 'samples');
  const server = await startServer({ root: serverRoot, node, settings: SETTINGS });
  try {
    await server.installExtension(packageExtension(join(scratch, 'training-preflight.vsix')));
    for (const [name, { file, act }] of Object.entries(PICTURES)) {
      if (only.length > 0 && !only.includes(name)) continue;
      cpSync(join(root, 'samples'), samples, { recursive: true });
      const viewport = { width: 1040, height: 600 };
      const { context, page, stop } = await startBrowser({ chromium, viewport, scale: 2 });
      try {
        await page.goto(server.url({ folder: samples, file: join(samples, file) }));
        const editor = editorIn(page);
        await editor.see('.monaco-editor .squiggly-error');
        await editor.press('Control+b');
        await act(editor);
        // Whatever slides or fades in has come to rest.
        await page.waitForTimeout(600);
        const png = await page.screenshot();
        writeFileSync(join(images, `${name}.png`), await withPalette(await context.newPage(), png));
      } finally {
        await stop();
      }
    }
  } finally {
    await server.stop();
  }
}

mkdirSync(images, { recursive: true });
const host = await installHost();
await drawIcon(host);
await takePictures(host, process.argv.slice(2));
