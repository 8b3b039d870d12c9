import { startBrowser } from '../../test/host/workbench.mjs';

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

/** Draws the icon into a file. */
export async function drawIcon({ chromium }, path) {
  const { page, stop } = await startBrowser({ chromium, viewport: { width: 256, height: 256 } });
  try {
    await page.setContent(`<style>body { margin: 0 }</style>${ICON}`);
    await page.screenshot({ path, omitBackground: true });
  } finally {
    await stop();
  }
}
