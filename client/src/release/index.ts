import type * as vscode from 'vscode';
import type { Server } from '../languageClient';
import { registerMigrate } from './migrate';
import { registerPicker } from './picker';
import { registerStatus } from './status';

/** Registers the status bar item, the picker and the migration of releases. */
export function registerReleases(context: vscode.ExtensionContext, server: Server): void {
  registerStatus(context, server);
  registerPicker(context, server);
  registerMigrate(context, server);
}
