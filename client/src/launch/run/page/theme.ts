/** Colors of a page outside of VS Code, and of themes that lack a color. */
const FALLBACKS: Readonly<Record<string, string>> = {
  '--vscode-foreground': '#888888',
  '--vscode-widget-border': '#88888844',
  '--vscode-charts-blue': '#3794ff',
  '--vscode-charts-orange': '#d18616',
};

/** Reads a color of the present theme, for a canvas. */
export const readColor = (name: string): string =>
  getComputedStyle(document.body).getPropertyValue(name).trim() || (FALLBACKS[name] ?? '#888888');
