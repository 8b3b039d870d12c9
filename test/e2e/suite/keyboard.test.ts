import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { findExtension } from './extension';

describe('the keyboard shortcut of a launch', () => {
  it('is not used by VS Code, alone or as the beginning of another one', async () => {
    const uri = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
    const defaults = (await vscode.workspace.openTextDocument(uri)).getText();
    // The default file also lists the shortcuts of extensions.
    const taken = [...defaults.matchAll(/"key": "([^"]+)",[^}]*?"command": "([^"]+)"/g)]
      .filter(([, , command]) => !command?.startsWith('preflight.'))
      .map(([, key]) => key);
    assert(taken.length > 500, 'the default shortcuts were read');
    const { keybindings } = findExtension().packageJSON.contributes as {
      keybindings: { command: string; key: string }[];
    };
    const launch = keybindings.find(({ command }) => command === 'preflight.launch')?.key;
    assert(launch);
    assert(!taken.includes(launch) && !taken.some((key) => key?.startsWith(`${launch} `)), launch);
  });
});
