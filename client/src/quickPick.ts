import * as vscode from 'vscode';

/** Lets the user pick an item from a searchable list that opens at `isActive`. Returns undefined when it is dismissed. */
export function pickFrom<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  { title, placeholder, isActive }: { title: string; placeholder: string; isActive: (item: Item) => boolean },
): Promise<Item | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  Object.assign(picker, { title, placeholder, matchOnDescription: true, items });
  picker.activeItems = items.filter(isActive).slice(0, 1);
  return waitForPick(picker);
}

/**
 * Like `pickFrom`, but what the user types is an answer as well: `parse` turns it into an item, which is listed first.
 */
export function pickOrType<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  { title, placeholder, parse }: { title: string; placeholder: string; parse: (typed: string) => Item | undefined },
): Promise<Item | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  Object.assign(picker, { title, placeholder, matchOnDescription: true, items });
  picker.onDidChangeValue((typed) => {
    const own = parse(typed);
    const others = items.filter(({ label }) => label !== own?.label);
    picker.items = own ? [{ ...own, alwaysShow: true }, ...others] : items;
  });
  return waitForPick(picker);
}

/** Shows a list and waits for the user's answer; undefined when it is dismissed. */
function waitForPick<Item extends vscode.QuickPickItem>(picker: vscode.QuickPick<Item>): Promise<Item | undefined> {
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]);
      picker.dispose();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}
