/** Names of the colors of a picture. */
export type ColorName = 'text' | 'background' | 'line' | 'card' | (typeof GROUP_COLORS)[number] | 'red';

/** The colors of groups and parts, in turn. A letter or a pattern also tells them apart. */
export const GROUP_COLORS = ['blue', 'orange', 'green', 'purple', 'yellow'] as const;

/** A variable of VS Code's themes, and the color of a picture in a file. */
const COLORS: Readonly<Record<ColorName, readonly [variable: string, color: string]>> = {
  text: ['--vscode-foreground', '#24292f'],
  background: ['--vscode-editor-background', '#ffffff'],
  line: ['--vscode-descriptionForeground', '#6e7781'],
  card: ['--vscode-errorForeground', '#b3261e'],
  blue: ['--vscode-charts-blue', '#3794ff'],
  // The orange of charts is half transparent in the themes of VS Code, and too weak for lines.
  orange: ['--vscode-symbolIcon-classForeground', '#d18616'],
  green: ['--vscode-charts-green', '#388a34'],
  purple: ['--vscode-charts-purple', '#8d60c0'],
  yellow: ['--vscode-charts-yellow', '#cca700'],
  red: ['--vscode-charts-red', '#e51400'],
};

/** Returns the value of a color attribute. */
export type Paint = (name: ColorName) => string;

/** The colors of the editor's theme, for a picture inside it. */
export const paintByTheme: Paint = (name) => `var(${COLORS[name][0]}, ${COLORS[name][1]})`;

/** Fixed colors on white, for a file that any viewer shows. */
export const paintForFile: Paint = (name) => COLORS[name][1];
