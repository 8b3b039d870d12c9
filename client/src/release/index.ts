import type * as vscode from 'vscode';
import type { Server } from '../languageClient';
import { registerMigrate } from './migrate';
import { registerPicker } from './picker';
import { registerStatus } from './status';

/** All that the editor offers around releases: which one counts, another choice, and the way to another. */
export function registerReleases(context: vscode.ExtensionContext, server: Server): void {
  registerStatus(context, server);
  registerPicker(context, server);
  registerMigrate(context, server);
}
