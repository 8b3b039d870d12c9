import * as vscode from 'vscode';
import { createNodeExecution } from './process/run';

const TASK_TYPE = 'preflight';

/** The problem matcher of the manifest, which reads what `preflight check` prints. */
const PROBLEM_MATCHER = '$preflight';

/** The command whose lines the matcher reads. A folder without training commands is not an error of the task. */
const CHECK = ['check', '--format', 'concise', '--allow-empty', '--'];

/** Registers *Check Workspace* and its tasks, which check all files of a folder with the command line. */
export function registerCheckTasks(context: vscode.ExtensionContext): void {
  const commandLine = context.asAbsolutePath('dist/cli.js');
  const createTasks = (): vscode.Task[] =>
    (vscode.workspace.workspaceFolders ?? []).map((folder) => createTask(commandLine, folder, { type: TASK_TYPE }));
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider(TASK_TYPE, {
      provideTasks: createTasks,
      resolveTask: ({ definition, scope }) => {
        const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
        return folder && createTask(commandLine, folder, definition);
      },
    }),
    vscode.commands.registerCommand('preflight.checkWorkspace', async () => {
      for (const task of createTasks()) await vscode.tasks.executeTask(task);
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }),
  );
}

function createTask(
  commandLine: string,
  folder: vscode.WorkspaceFolder,
  definition: vscode.TaskDefinition,
): vscode.Task {
  const { paths } = definition as { paths?: unknown };
  const checked = Array.isArray(paths) && paths.length > 0 ? paths.map(String) : ['.'];
  const execution = createNodeExecution(vscode, [commandLine, ...CHECK, ...checked], folder.uri.fsPath);
  const task = new vscode.Task(definition, folder, 'check', 'preflight', execution, PROBLEM_MATCHER);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
  task.detail = 'Check the training configs of the folder';
  return task;
}
