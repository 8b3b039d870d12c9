import { escapeControls } from '../../server/src/core/text/printable';

/**
 * Converts a text to one line for a notification. The editor turns `[text](command:...)` in a notification into a link
 * that runs the command, so the brackets are separated.
 */
export const toNotificationText = (text: string): string => escapeControls(text).replaceAll('](', '] (');
