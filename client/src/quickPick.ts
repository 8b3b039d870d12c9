import * as vscode from 'vscode';

/** Lets the user pick an item from a searchable list that opens at `isActive`. Returns undefined when it is dismissed. */
export function pickFrom<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  { title, placeholder, isActive }: { title: string; placeholder: string; isActive: (item: Item) => boolean },
): Promise<Item | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  Object.assign(picker, { title, placeholder, matchOnDescription: true, items });
  picker.activeItems = items.filter(isActive).slice(0, 1);
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
