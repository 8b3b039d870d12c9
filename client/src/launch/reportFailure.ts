import type * as vscode from 'vscode';
import { showError } from '../notify';
import { type Failure, formatFailure } from './process/failure';

/** Creates a function that shows failures as notifications, and writes the output of the program to a channel. */
export const createFailureReporter =
  (channel: vscode.LogOutputChannel) =>
  (failure: Failure): void => {
    channel.error(`${failure.what} (${failure.id})\n${failure.detail}`);
    void showError(formatFailure(failure), 'Show Output').then((choice) => choice && channel.show(true));
  };
