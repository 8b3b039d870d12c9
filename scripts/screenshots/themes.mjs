/** The looks of the editor: the themes for a review, and the settings for pictures of the README. */

/** A theme of VS Code by the name of its folder, and the class that the workbench has in it. */
export const THEMES = {
  dark: { title: 'Default Dark Modern', type: 'vs-dark' },
  light: { title: 'Default Light Modern', type: 'vs' },
  contrast: { title: 'Default High Contrast', type: 'hc-black' },
};

/** Hides everything except the editor and what the extension shows in it. */
const EDITOR_ONLY = {
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
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

export const README_LOOK = {
  themes: { dark: THEMES.dark },
  viewport: { width: 1040, height: 600 },
  scale: 2,
  settings: EDITOR_ONLY,
};

/**
 * The look of the pictures of the walkthrough, which shows them small, in the kind of theme of the user. More pictures, or
 * larger ones, would exceed the limit of the package.
 */
export const WALKTHROUGH_LOOK = { themes: { dark: THEMES.dark, light: THEMES.light }, scale: 1 };
