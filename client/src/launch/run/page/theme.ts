/** The color of the second line of a chart. The orange of charts is half transparent in the themes of VS Code. */
export const SECOND_LINE = '--vscode-symbolIcon-classForeground';

/** Colors of a page outside of VS Code, and of themes that lack a color. */
const FALLBACKS: Readonly<Record<string, string>> = {
  '--vscode-foreground': '#888888',
  '--vscode-widget-border': '#88888844',
  '--vscode-charts-blue': '#3794ff',
  [SECOND_LINE]: '#d18616',
};

/** Reads a color of the present theme, for a canvas. */
export const readColor = (name: string): string =>
  getComputedStyle(document.body).getPropertyValue(name).trim() || (FALLBACKS[name] ?? '#888888');

/** A gray for the grid of high contrast themes, which is seen on any background and weaker than curves. */
const CONTRAST_GRID = '#80808080';

/** Reads the color of the grid. The borders of high contrast themes would be as strong as curves. */
export const readGridColor = (): string =>
  document.body.classList.contains('vscode-high-contrast') ? CONTRAST_GRID : readColor('--vscode-widget-border');
