import * as vscode from 'vscode';
import { toNotificationText } from './notificationText';

// All notifications of the extension. They quote file names, settings, logs and the output of programs.

/** Shows a notification, and returns the button that the user presses. */
type ShowMessage = <T extends string>(message: string, ...buttons: T[]) => Thenable<T | undefined>;

export const showInformation: ShowMessage = (message, ...buttons) =>
  vscode.window.showInformationMessage(toNotificationText(message), ...buttons);

export const showWarning: ShowMessage = (message, ...buttons) =>
  vscode.window.showWarningMessage(toNotificationText(message), ...buttons);

export const showError: ShowMessage = (message, ...buttons) =>
  vscode.window.showErrorMessage(toNotificationText(message), ...buttons);

/** Shows a notification while an action runs. */
export const showProgress = <T>(
  title: string,
  action: (progress: vscode.Progress<{ message?: string }>, token: vscode.CancellationToken) => Thenable<T>,
  isCancellable = true,
): Thenable<T> =>
  vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: toNotificationText(title),
      cancellable: isCancellable,
    },
    action,
  );
