/** Whether the documentation of a completion is shown completely. Runs in the page. */
function areDetailsComplete() {
  const body = document.querySelector('.suggest-details .body');
  return body?.textContent.includes('Default') && body.scrollHeight <= body.clientHeight + 1;
}

/** Actions of a user in the editor of a page. */
export function createEditor(page) {
  const see = (selector) => page.locator(selector).first().waitFor({ timeout: 30_000 });
  // Each word has its own span, together with the spaces and dashes before it.
  const locateWord = (text) =>
    page.locator('.monaco-editor .view-line span > span', { hasText: new RegExp(`^[\\s-]*${text}:?$`) }).first();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Opens the documentation of a completion. It may be sized before its text arrives; selecting it again fixes that. */
  const openDetails = async () => {
    await press('Control+Space');
    await see('.suggest-details');
    for (let tries = 0; tries < 10; tries++) {
      await page.waitForTimeout(1000);
      if (await page.evaluate(areDetailsComplete)) return;
      await press('ArrowDown', 'ArrowUp');
    }
    throw new Error('The documentation of a completion is not shown completely.');
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
    goTo: (text) => locateWord(text).click(),
    pointAt: (text) => locateWord(text).hover(),
    type: (text) => page.keyboard.type(text, { delay: 30 }),
  };
}
