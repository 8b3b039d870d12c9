import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { waitUntil } from './poll';

/** The pages of webviews that are shown, and what axe finds wrong with them. */
interface PageCheck {
  count: number;
  violations: { help: string; elements: string[] }[];
}

const THEMES = {
  'Default Light Modern': vscode.ColorThemeKind.Light,
  'Default High Contrast': vscode.ColorThemeKind.HighContrast,
  'Default Dark Modern': vscode.ColorThemeKind.Dark,
};

/** Waits until a page is shown, and axe accepts all that are, in a light, a high contrast and a dark theme. */
export async function expectAccessiblePage(): Promise<void> {
  for (const [theme, kind] of Object.entries(THEMES)) {
    await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await waitUntil(
      theme,
      () => vscode.window.activeColorTheme.kind,
      (now) => now === kind,
    );
    // Its content arrives after it is shown, and the frame of a page that was closed may still be there.
    const isAccepted = ({ count, violations }: PageCheck): boolean => count > 0 && violations.length === 0;
    await waitUntil(`a page that axe accepts in ${theme}`, checkOnce, isAccepted);
  }
}

/** Has the host of the tests run axe in the pages, which an extension cannot reach. */
async function checkOnce(): Promise<PageCheck> {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-axe-'));
  const file = join(folder, 'result.json');
  try {
    console.log(`check the pages and write the result to ${file}`);
    let result: PageCheck | undefined;
    await waitUntil('the check of the pages', () => {
      result = readResult(file);
      return result;
    });
    return result ?? { count: 0, violations: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the result; undefined until it is complete. */
function readResult(file: string): PageCheck | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
