/** The sample of each editing picture, and the actions before it is taken. */
export const EDITING = {
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
  migrate: {
    file: 'qwen3-moe-dpo.sh',
    act: async ({ page, command, press, see, type }) => {
      await page.setViewportSize({ width: 1240, height: 860 });
      await command('Preflight: Migrate to Release');
      await see('.quick-input-widget .monaco-list-row:has-text("4.5.2")');
      await type('4.5.2');
      await press('Enter');
      await see('.monaco-diff-editor .view-line');
    },
  },
};
