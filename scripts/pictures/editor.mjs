/** Runs in the page. */
function areDetailsWhole() {
  const body = document.querySelector('.suggest-details .body');
  return body?.textContent.includes('Default') && body.scrollHeight <= body.clientHeight + 1;
}

/** The editor in the page, as a person uses it. */
export function editorIn(page) {
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
  /** Runs a command by its title. */
  const command = async (title) => {
    await press('F1');
    await see('.quick-input-widget input');
    await page.keyboard.type(title, { delay: 10 });
    await see(`.quick-input-widget .monaco-list-row.focused:has-text("${title}")`);
    await press('Enter');
  };
  return {
    page,
    command,
    see,
    press,
    openDetails,
    goTo: (text) => word(text).click(),
    pointAt: (text) => word(text).hover(),
    type: (text) => page.keyboard.type(text, { delay: 30 }),
  };
}
